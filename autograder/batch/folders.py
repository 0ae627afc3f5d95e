"""Where a homework's batch and its regrade are, unless somebody chose other folders."""

from __future__ import annotations

from pathlib import Path

from autograder.model import Course

#: in the course's folder; in each, a folder for each homework
BATCHES, REGRADES = "build/batches", "build/regrades"


def batch_folder(course: Course, name: str) -> Path:
    """Where `autograder batch` writes by default."""
    return course.root / BATCHES / name


def regrade_folder(course: Course, name: str) -> Path:
    """Where `autograder regrade` writes by default."""
    return course.root / REGRADES / name
