"""Where a homework's batch and its regrade lie when nobody says where."""

from __future__ import annotations

from pathlib import Path

from autograder.model import Course


def batch_folder(course: Course, name: str) -> Path:
    """Of `autograder batch`."""
    return course.root / "build" / "batches" / name


def regrade_folder(course: Course, name: str) -> Path:
    """Of `autograder regrade`."""
    return course.root / "build" / "regrades" / name
