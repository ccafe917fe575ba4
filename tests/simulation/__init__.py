"""The simulator: the whole house in one Trio run, virtual time, seeded scheduling, storage and clients that fail; and an oracle."""
