"""What a worker process is made to do in tests: end while it grades what divides by two."""

from __future__ import annotations

import os

from autograder.batch.engines.worker_process import grade_here


def grade_or_die(name: str, unit: bytes) -> bytes:
    if b"x / 2" in unit:
        os._exit(9)
    return grade_here(name, unit)
