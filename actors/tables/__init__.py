"""The Tables: rooms in which everybody sees the same outcome at the same moment."""
