"""What the site may show at a given moment."""

from __future__ import annotations

import re
from datetime import datetime, tzinfo

from autograder.errors import InputError
from autograder.model import Course, Scheduled

_FORMS = ("%Y-%m-%d %H:%M", "%Y-%m-%d")


def parse_as_of(text: str, zone: tzinfo) -> datetime:
    """The moment that --as-of names; a date alone is its first moment, so that nothing shows too early.

    >>> from datetime import timezone
    >>> parse_as_of("2027-02-01", timezone.utc).isoformat(), parse_as_of("2027-02-01T12:30", timezone.utc).isoformat()
    ('2027-02-01T00:00:00+00:00', '2027-02-01T12:30:00+00:00')
    """
    for form in _FORMS:
        try:
            return datetime.strptime(re.sub("[T ]+", " ", text.strip()), form).replace(tzinfo=zone)
        except ValueError:
            continue
    raise InputError("--as-of", f"cannot be {text!r}", "write a date as 2027-02-01, or a time as '2027-02-01 12:00'")


def released(course: Course, as_of: datetime) -> tuple[Scheduled, ...]:
    """The lines of the schedule whose homeworks are handed out by then."""
    return tuple(line for line in course.schedule if line.released <= as_of)
