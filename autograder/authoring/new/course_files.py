"""Starts a course: writes its settings, Makefile, CI and a first homework into a new folder."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from autograder import DISTRIBUTION, __version__
from autograder.authoring.new.scaffold import filled, title_of, write_homework
from autograder.config import load_course
from autograder.errors import InputError
from autograder.files import make_folder, replace_file

FIRST = "hw1_means"
_TEMPLATES = Path(__file__).parent / "course"
_PLACES = {
    "course.yaml": "assignments/course.yaml",
    "Makefile": "Makefile",
    "gitignore": ".gitignore",
    "ci.yml": ".github/workflows/check.yml",
    "README.md": "README.md",
}
_WEEK = timedelta(days=7)


def write_course(folder: Path, today: date) -> list[Path]:
    """Write a course with one homework into a new or empty folder; returns its files, relative to the folder.

    Args:
        today: the first homework is released a week later, and due two weeks after that.

    Raises:
        InputError: the folder is not empty, or cannot be written; nothing has been written.
    """
    if folder.exists() and not (folder.is_dir() and _is_empty(folder)):
        raise InputError(
            folder.as_posix(), "is not empty", "name a new folder, or start a homework with 'autograder new'"
        )
    values = {
        "@COURSE@": title_of(folder.resolve().name.replace("-", "_")),
        "@TERM@": f"{'Spring' if today.month < 7 else 'Fall'} {today.year}",
        "@NAME@": FIRST,
        "@RELEASED@": (today + _WEEK).isoformat(),
        "@DUE@": (today + 3 * _WEEK).isoformat(),
        "@DISTRIBUTION@": DISTRIBUTION,
        "@VERSION@": __version__,
    }
    for name, place in _PLACES.items():
        make_folder((folder / place).parent)
        text = filled((_TEMPLATES / f"{name}.tmpl").read_text(encoding="utf-8"), values)
        replace_file(folder / place, text.encode())
    # Only now is there a folder of the homework's name, which the schedule speaks of.
    homework = write_homework(load_course(folder), FIRST)
    return sorted([*(Path(place) for place in _PLACES.values()), *homework])


def _is_empty(folder: Path) -> bool:
    """But for what git put there."""
    return all(path.name == ".git" for path in folder.iterdir())
