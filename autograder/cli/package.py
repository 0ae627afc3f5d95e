"""`autograder package` and `autograder dry-run`: the zip for a platform, and grading with it in a container here."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from autograder.cli.say import say, say_lines
from autograder.config import chosen_names, load_assignment
from autograder.model import Course
from autograder.packaging.dry_run import dry_run as run_in_container
from autograder.packaging.package import build_package
from autograder.packaging.targets import target_named


def package(course: Course, names: Sequence[str], target: str = "gradescope") -> int:
    """Write build/autograders/<name>.zip for these assignments, or for all; of another target, <name>-<target>.zip."""
    platform = target_named(target)
    for name in chosen_names(course, names):
        path = build_package(load_assignment(course, name), course.root / "build" / "autograders", platform)
        say(f"{path}  {path.stat().st_size / 1e6:.1f} MB")
    return 0


def dry_run(course: Course, name: str, submission: Path, base: str | None = None, out: Path | None = None) -> int:
    """Grade a submission in a container, as the platform would."""
    folder = out or course.root / "build" / "dry-run" / name
    return run_in_container(load_assignment(course, name), Path(submission), base, folder, say_lines)
