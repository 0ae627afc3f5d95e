"""The commands of this room, as the command line calls them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from autograder.config import assignment_names, load_assignment
from autograder.errors import InputError
from autograder.model import Course
from autograder.packaging import gradescope_run
from autograder.packaging.dry_run import dry_run as run_in_container
from autograder.packaging.package import build_package


def package(course: Course, names: Sequence[str]) -> int:
    """Write build/autograders/<name>.zip for these assignments, or for all."""
    chosen = list(names) or assignment_names(course)
    if not chosen:
        raise InputError(str(course.root / "assignments"), "there are no assignments here", "name the course's folder")
    for name in chosen:
        path = build_package(load_assignment(course, name), course.root / "build" / "autograders")
        print(f"{path}  {path.stat().st_size / 1e6:.1f} MB")
    return 0


def dry_run(course: Course, name: str, submission: Path, base: str | None = None, out: Path | None = None) -> int:
    """Grade a hand-in in a container, as the platform would."""
    folder = out or course.root / "build" / "dry-run" / name
    return run_in_container(load_assignment(course, name), Path(submission), base, folder)


def gradescope(course: Course, name: str) -> int:
    """Grade the hand-in that lies in the platform's container."""
    return gradescope_run.run(course, name)
