"""Tests of actors/games."""
