"""submission_metadata.json: what Gradescope says about a submission.

It is never a reason not to grade. If it cannot be read, staff are told, since lateness depends on it.
"""

from __future__ import annotations

import itertools
import json
from datetime import datetime
from pathlib import Path

import msgspec

from autograder.config import zone_named
from autograder.model import Course, HiddenRuns, Remark
from autograder.scoring.balances import FILE, Balances, decode_balances
from autograder.scoring.doubtful_dates import doubtful_dates
from autograder.scoring.late_summary import last_due, summary_line

_LARGEST = 64 << 20
_MOST_REMARKS = 5
_UNKNOWN = "How late this submission is could not be worked out; the course staff have been told."


def late_notes(path: Path, course: Course, name: str) -> tuple[str, ...]:
    """The sentence about lateness for a student, if the course has a policy and the homework a due date."""
    if course.late is None:
        return ()
    metadata, fault = _read(path)
    scheduled = course.scheduled(name)
    line = summary_line(metadata, course.late, zone_named(course.time_zone), scheduled, _balances(course, name))
    if not line and (fault or last_due(metadata, scheduled) is not None):
        line = _UNKNOWN
    return (line,) if line else ()


def _balances(course: Course, name: str) -> Balances | None:
    """What everybody has left, where the package carries it."""
    try:
        return decode_balances((course.root / FILE).read_bytes(), name)
    except OSError:
        return None


def before_due(path: Path, course: Course, name: str, now: datetime) -> bool:
    """Whether anybody in the submission still has time at the moment `now`; False if there is no due date."""
    due = last_due(_read(path)[0], course.scheduled(name))
    return due is not None and now < due


def doubts(path: Path, course: Course, name: str, run_hidden: HiddenRuns) -> tuple[Remark, ...]:
    """For staff: what the file lacks although something depends on it."""
    if course.late is None and run_hidden is not HiddenRuns.AFTER_DUE_DATE:
        return ()
    metadata, fault = _read(path)
    found = [fault] if fault else itertools.islice(doubtful_dates(metadata, course.scheduled(name)), _MOST_REMARKS)
    why = "what is said about this submission's due date and lateness may be missing or wrong"
    return tuple(Remark("lateness", path.name, text=text, why=why) for text in found)


def _read(path: Path) -> tuple[dict[str, object], str]:
    """What the file holds, and why nothing if it cannot be read. Any of Unicode's encodings is understood."""
    try:
        if path.stat().st_size > _LARGEST:
            return {}, f"is larger than {_LARGEST >> 20} MiB"
        data = path.read_bytes()
        text = data.decode(json.detect_encoding(data)).removeprefix("\ufeff")
        return msgspec.json.decode(text, type=dict[str, object]), ""
    except OSError as error:
        return {}, f"cannot be read: {error.strerror}"
    except (ValueError, RecursionError) as error:
        return {}, f"is not the JSON it should be: {str(error)[:200]}"
