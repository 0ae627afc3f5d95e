"""Starts a course: writes its settings, Makefile, CI and a first homework into a new folder."""

from __future__ import annotations

import re
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
_TERM = re.compile(r"(?<![a-z])(winter|spring|summer|fall|autumn)[-_ ]?(20\d\d|\d\d)?(?![a-z0-9])", re.IGNORECASE)
_FALL = (7, 10)  # the months in which whoever begins a course means the fall's
#: the last month in which a course of this year's term is begun
_BEGUN = {"Winter": 3, "Spring": 6, "Summer": 8, "Fall": 12, "Autumn": 12}


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
        "@TERM@": term_of(folder.resolve().name, today),
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


def term_of(name: str, today: date) -> str:
    """The term that a folder's name says, else the one whose courses begin next or have begun.

    >>> term_of("spring2027", date(2026, 11, 30)), term_of("dl-fall_27", date(2026, 11, 30))
    ('Spring 2027', 'Fall 2027')
    >>> [term_of(name, date(2026, 11, 30)) for name in ("spring", "course")]
    ['Spring 2027', 'Spring 2027']
    """
    said = _TERM.search(name)
    season = said[1].capitalize() if said else "Fall" if _FALL[0] <= today.month <= _FALL[1] else "Spring"
    if said and said[2]:
        return f"{season} {2000 + int(said[2][-2:])}"
    is_next_year = today.month > _BEGUN[season]
    return f"{season} {today.year + is_next_year}"


def _is_empty(folder: Path) -> bool:
    """But for what git put there."""
    return all(path.name == ".git" for path in folder.iterdir())
