"""The default folders of a homework's batch and regrade."""

from __future__ import annotations

from pathlib import Path

from autograder.model import Course


def batch_folder(course: Course, name: str) -> Path:
    """Where `autograder batch` writes by default."""
    return course.root / "build" / "batches" / name


def regrade_folder(course: Course, name: str) -> Path:
    """Where `autograder regrade` writes by default."""
    return course.root / "build" / "regrades" / name
