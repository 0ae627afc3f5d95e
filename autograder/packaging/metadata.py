"""submission_metadata.json: what the platform says about a hand-in. It is never a reason not to grade."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import msgspec

from autograder.config import zone_named
from autograder.model import Course
from autograder.scoring.late_summary import last_due, summary_line

_LARGEST = 64 << 20


def late_notes(path: Path, course: Course, name: str) -> tuple[str, ...]:
    """The sentence about lateness for a student, if the course has a policy and the file tells enough for one."""
    if course.late is None:
        return ()
    line = summary_line(_read(path), course.late, zone_named(course.time_zone), course.scheduled(name))
    return (line,) if line else ()


def before_due(path: Path, course: Course, name: str, now: datetime) -> bool:
    """Whether anybody of the hand-in still has time at the moment `now`; False where nothing says when it is due."""
    due = last_due(_read(path), course.scheduled(name))
    return due is not None and now < due


def _read(path: Path) -> dict[str, object]:
    """What the file holds; empty when it is missing, far too large or not what it should be."""
    try:
        if path.stat().st_size > _LARGEST:
            return {}
        return msgspec.json.decode(path.read_bytes(), type=dict[str, object])
    except (OSError, UnicodeDecodeError, msgspec.DecodeError):
        return {}
