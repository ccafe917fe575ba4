"""Games of football."""
