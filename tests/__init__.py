"""Tests mirror the tree; each reads as a sentence."""
