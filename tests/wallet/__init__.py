"""Tests of wallet."""
