"""Announcements: handouts/announcements.md, one heading `## 2027-02-01 12:00 Title` each, shown from then on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path

from autograder.errors import ConfigError
from autograder.model import Course

FILE = "announcements.md"
_HEADING = re.compile(r"## +(\d{4}-\d\d-\d\d \d\d:\d\d) +(\S.*)")


@dataclass(frozen=True)
class Announcement:
    """One announcement; `text` is Markdown."""

    at: datetime
    title: str
    text: str


def announcements(course: Course, zone: tzinfo) -> list[Announcement]:
    """All announcements of the course, the newest first.

    Raises:
        ConfigError: a heading has no date, or a text stands before the first heading.
    """
    path = course.root / "handouts" / FILE
    if not path.is_file():
        return []
    found = list(_read(path, zone))
    return sorted(found, key=lambda one: one.at, reverse=True)


def _read(path: Path, zone: tzinfo) -> Iterator[Announcement]:
    shown, remedy = f"handouts/{FILE}", "begin each with a line '## 2027-02-01 12:00 Title'"
    at, title, text = None, "", list[str]()
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), start=1):
        if line.startswith("## "):
            if at is not None:
                yield Announcement(at, title, "\n".join(text).strip())
            match = _HEADING.fullmatch(line.rstrip())
            try:
                at = datetime.strptime(match[1] if match else "", "%Y-%m-%d %H:%M").replace(tzinfo=zone)
            except ValueError:
                raise ConfigError(f"{shown}:{number}", "this heading has no date and time that exist", remedy) from None
            title, text = match[2] if match else "", []
        elif at is not None:
            text.append(line)
        elif line.strip() and not line.startswith("# "):
            raise ConfigError(f"{shown}:{number}", "stands before the first announcement", remedy)
    if at is not None:
        yield Announcement(at, title, "\n".join(text).strip())
