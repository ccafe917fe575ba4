"""Games of golf."""
