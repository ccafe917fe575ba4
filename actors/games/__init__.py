"""The games: pure rules, one file a game, a folder a category. `rules` says what a game is, `catalogue` lists them."""
