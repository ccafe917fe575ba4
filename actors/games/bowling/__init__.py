"""Games of bowling."""
