"""The test kit: clocks, stores that fail, lines in memory, real databases."""
