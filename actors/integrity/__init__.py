"""Integrity: what looks odd is put before an operator with its evidence. Nothing is ever done to a player by a pattern alone."""
