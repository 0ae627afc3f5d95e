"""The course's calendar: releases and due dates, as programs subscribe to them (RFC 5545).

What is not released yet has its dates, which the page shows too, but no name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timezone

from autograder.model import Course

_LINE = 75  # octets that a line may have, RFC 5545, 3.1


def calendar(course: Course, titles: Mapping[str, str], as_of: datetime) -> bytes:
    """An iCalendar file.

    Args:
        titles: of the released homeworks, by name.
        as_of: the moment that the site shows; the file is stamped with it.
    """
    name = f"{course.name or 'Course'}{f', {course.term}' if course.term else ''}"
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//autograder//EN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(name)}",
    ]
    for place, line in enumerate(course.schedule, start=1):
        title = titles.get(line.assignment, f"Homework (no. {place})")
        lines += _event(f"{place}-released", f"{title}: released", line.released, name, as_of)
        lines += _event(f"{place}-due", f"{title}: due", line.due, name, as_of)
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"]).encode()


def _event(id: str, summary: str, at: datetime, course: str, as_of: datetime) -> Iterator[str]:
    slug = re.sub(r"[^a-z0-9]+", "-", course.casefold()).strip("-")
    yield "BEGIN:VEVENT"
    yield f"UID:{id}@{slug}"
    yield f"DTSTAMP:{_utc(as_of)}"
    yield f"DTSTART:{_utc(at)}"
    yield f"SUMMARY:{_text(summary)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(timezone.utc):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    r"""
    >>> _text("a, b; c\\d\ne")
    'a\\, b\\; c\\\\d\\ne'
    """
    return re.sub(r"([\\;,])", r"\\\1", text).replace("\n", "\\n")


def _folded(line: str) -> str:
    """A line in pieces of at most 75 octets, cut between characters."""
    pieces: list[str] = []
    piece = ""
    for char in line:
        if len((piece + char).encode()) > _LINE - bool(pieces):
            pieces.append(piece)
            piece = ""
        piece += char
    return "\r\n ".join([*pieces, piece])
