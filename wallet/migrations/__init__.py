"""Numbered SQL files, applied in order at start by wallet.migrate."""
