"""Handed out: the tests use it."""

ROWS = [("ann", 3), ("bob", 5)]
