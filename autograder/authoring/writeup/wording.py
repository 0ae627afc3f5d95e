"""Dates, points and sizes as people read them."""

from __future__ import annotations

from datetime import date, datetime

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def moment(when: datetime) -> str:
    """A date and time with the zone's abbreviation, in English whatever the machine's language is.

    >>> from zoneinfo import ZoneInfo
    >>> moment(datetime(2027, 2, 8, 23, 59, tzinfo=ZoneInfo("America/New_York")))
    'Monday, 8 February 2027, 23:59 EST'
    """
    day = f"{_DAYS[when.weekday()]}, {when.day} {_MONTHS[when.month - 1]} {when.year}"
    return f"{day}, {when:%H:%M} {when.tzname() or ''}".rstrip()


def long_date(day: date) -> str:
    """
    >>> long_date(date(2027, 2, 8))
    '8 February 2027'
    """
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def short_date(when: datetime) -> str:
    """
    >>> short_date(datetime(2027, 2, 8))
    'Mon 8 Feb'
    """
    return f"{_DAYS[when.weekday()][:3]} {when.day} {_MONTHS[when.month - 1][:3]}"


def size(number: int) -> str:
    """
    >>> size(900), size(45_300), size(2_500_000)
    ('900 B', '45 kB', '2.5 MB')
    """
    if number < 1000:
        return f"{number} B"
    return f"{number / 1e3:.0f} kB" if number < 999_500 else f"{number / 1e6:.1f} MB"
