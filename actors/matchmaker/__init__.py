"""Quick match: who seeks an opponent waits in the pool of their game, format and stake until somebody of their strength does, too."""
