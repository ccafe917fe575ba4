"""Games of basketball."""
