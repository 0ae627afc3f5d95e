"""What in Gradescope's submission_metadata.json leaves the lateness of a submission unknown, in sentences for staff."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from autograder.model import Scheduled
from autograder.scoring.late_summary import parse_moment

_SHOWN = 60


def doubtful_dates(metadata: Mapping[str, object], scheduled: Scheduled | None = None) -> Iterator[str]:
    """What is missing or is no moment, where lateness or an extension depends on it.

    Args:
        scheduled: the schedule's line; where it has a due date, the file need not have one.

    >>> due = {"due_date": "2027-02-12T23:59:00Z"}
    >>> print(*doubtful_dates({"created_at": "Friday", "assignment": due, "users": [{"name": "Ada"}]}))
    created_at is 'Friday', not a date and time with its offset from UTC
    >>> list(doubtful_dates({"created_at": "2027-02-12T20:00Z", "assignment": due, "users": [{"assignment": due}]}))
    []
    """
    yield from _moment(metadata, "created_at", needed=True)
    assignment = metadata.get("assignment")
    if isinstance(assignment, Mapping):
        yield from _moment(assignment, "due_date", "assignment.", needed=scheduled is None)
        yield from _moment(assignment, "late_due_date", "assignment.")
    else:
        yield f"assignment is {_shown(assignment)}, not an object"
    users = metadata.get("users")
    if isinstance(users, list) and users:
        for place, user in enumerate(users):
            yield from _user(user, f"users[{place}]")
    else:
        yield f"users is {_shown(users)}, not a list of people, so extensions are not known"


def _user(user: object, where: str) -> Iterator[str]:
    own = user.get("assignment", {}) if isinstance(user, Mapping) else None
    if isinstance(own, Mapping):
        yield from _moment(own, "due_date", f"{where}.assignment.")
        yield from _moment(own, "late_due_date", f"{where}.assignment.")
    else:
        yield f"{where} does not say which dates hold for this person"


def _moment(section: Mapping[str, object], key: str, where: str = "", needed: bool = False) -> Iterator[str]:
    value = section.get(key)
    if (value is not None or needed) and parse_moment(value) is None:
        yield f"{where}{key} is {_shown(value)}, not a date and time with its offset from UTC"


def _shown(value: object) -> str:
    if value is None:
        return "missing or null"
    text = ascii(value if isinstance(value, str | int | float) else type(value).__name__)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
