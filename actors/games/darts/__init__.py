"""Games of darts."""
