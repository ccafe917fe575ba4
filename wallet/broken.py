"""Broken: the world does not answer (database away, disk full). Nobody's message is to blame; a restart is the cure."""


class Broken(Exception):
    """Restarts the actor it leaves, and does not count against the message in hand."""
