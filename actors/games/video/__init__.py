"""Video games, reported by both players."""
