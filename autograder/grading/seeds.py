"""Derives seeds one way from a run's seed, from which all of the run's hidden data could be drawn."""

from __future__ import annotations

import hashlib
import secrets

_SIZE = 6  # bytes: few enough for every reader of JSON to keep a seed exactly


def fresh_seed() -> int:
    """A run's own seed, which nobody can guess."""
    return secrets.randbits(_SIZE * 8)


def derived(seed: int, purpose: str) -> int:
    """The seed for one purpose; neither the run's seed nor that of another purpose can be computed from it.

    >>> derived(7, "a") == derived(7, "a") != derived(7, "b")
    True
    """
    key = seed.to_bytes(64, "little", signed=True)
    return int.from_bytes(hashlib.blake2b(purpose.encode(), key=key, digest_size=_SIZE).digest(), "little")
