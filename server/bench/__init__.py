"""Benchmarks: what a user would ask for, each beside a peer measured in the same run."""
