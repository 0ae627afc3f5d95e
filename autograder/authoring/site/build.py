"""Builds the files of the course's site, by path; what is not released is never read."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from autograder.authoring.site.announcements import FILE as ANNOUNCEMENTS
from autograder.authoring.site.announcements import Announcement
from autograder.authoring.site.calendar import calendar
from autograder.authoring.site.released import released
from autograder.authoring.writeup.filled import late_rules
from autograder.authoring.writeup.page_style import page_style
from autograder.authoring.writeup.pandoc import read_markdown, to_html
from autograder.authoring.writeup.render import environment, html_body, theme_folder, write_up
from autograder.authoring.writeup.wording import long_date, moment, short_date, size
from autograder.config import load_assignment
from autograder.model import Assignment, Course, GradePart, Scheduled
from autograder.text import listed

_ABOUT = {".zip": ("zip", "Handout: files to start from, and tests"), ".pdf": ("PDF", "Write-up as a PDF")}


@dataclass(frozen=True)
class Download:
    """One file to download: its name, the word and the sentence for it, and what identifies its bytes."""

    name: str
    kind: str
    about: str
    size: str
    sha256: str
    content: bytes


@dataclass(frozen=True)
class Line:
    """One line of the schedule; `name`, title and downloads are empty for what is not released.

    Attributes:
        changed: the version, and when it was changed, where it was.
    """

    released: str
    due: str
    name: str = ""
    title: str = ""
    points: str = ""
    changed: str = ""
    downloads: tuple[Download, ...] = ()


def build_site(
    course: Course,
    as_of: datetime,
    handouts: Sequence[tuple[Assignment, Sequence[Path]]],
    announced: Sequence[Announcement] = (),
) -> dict[str, bytes]:
    """The site's files.

    Args:
        as_of: the moment that the pages show, in the course's time zone.
        handouts: the released homeworks, each with the files of its handout.
        announced: what is announced by then, the newest first.
    """
    theme = theme_folder(course)
    pages = environment(theme)
    files = {"style.css": page_style(theme).encode()}
    shared: dict[str, Any] = {"course": course, "as_of": moment(as_of)}
    downloads = {assignment.name: _downloads(paths) for assignment, paths in handouts}
    for assignment, _ in handouts:
        done, ours = write_up(assignment), downloads[assignment.name]
        page = pages.get_template("site_homework.html").render(
            shared, top="../", done=done, body=html_body(done), downloads=ours
        )
        files[f"{assignment.name}/index.html"] = f"{page}\n".encode()
        files |= {f"{assignment.name}/{download.name}": download.content for download in ours}
    known = {assignment.name: assignment for assignment, _ in handouts}
    lines = [_line(line, known.get(line.assignment), downloads.get(line.assignment, ())) for line in course.schedule]
    index = pages.get_template("site_index.html").render(
        shared,
        top="",
        lines=lines,
        late_rules=late_rules(course.late) if course.late else [],
        on_request=listed([known[line.assignment].title for line in released(course, as_of) if line.on_request]),
        rules_of=grading_rules,
        announced=[_announced(one) for one in announced],
        collaboration=[part for part in course.collaboration.split("\n") if part.strip()],
    )
    files["index.html"] = f"{index}\n".encode()
    if course.schedule:
        files["calendar.ics"] = calendar(course, {name: one.title for name, one in known.items()}, as_of)
    return files


def _announced(one: Announcement) -> tuple[str, str, str]:
    """When, the title, and the text as HTML."""
    shown = f"handouts/{ANNOUNCEMENTS}"
    return moment(one.at), one.title, to_html(read_markdown(one.text, shown), shown)


def grading_rules(part: GradePart) -> str:
    """What is special about a part of the grade, in a few words."""
    count = part.drop_lowest
    rules = [f"the lowest {count if count > 1 else 'one'} dropped"] if count else []
    rules += [f"the best {part.best} count"] if part.best else []
    rules += ["weighted by points"] if part.by_points else []
    rules += [f"{part.full_at:g} % are full marks"] if part.full_at < 100 else []
    rules += [f"{part.replaced_by} counts instead where it is better"] if part.replaced_by else []
    rules += [f"the course is not passed below {part.needed:g} %"] if part.needed else []
    rules += ["extra credit"] if part.extra else []
    rules += [f"in groups of {part.group_size}"] if part.group_size > 1 else []
    return ", ".join(rules)


def released_assignments(course: Course, as_of: datetime) -> list[Assignment]:
    """The homeworks to show; an error if one of them is not there."""
    return [load_assignment(course, line.assignment) for line in released(course, as_of)]


def _downloads(paths: Sequence[Path]) -> tuple[Download, ...]:
    found = []
    for path in paths:
        if path.suffix in _ABOUT:
            kind, about = _ABOUT[path.suffix]
            content = path.read_bytes()
            digest = hashlib.sha256(content).hexdigest()
            found.append(Download(path.name, kind, about, size(len(content)), digest, content))
    return tuple(found)


def _line(line: Scheduled, assignment: Assignment | None, downloads: tuple[Download, ...]) -> Line:
    dates = f"{short_date(line.released)}, {line.released:%H:%M}", f"{short_date(line.due)}, {line.due:%H:%M}"
    if assignment is None:
        return Line(*dates)
    points = f"{assignment.points + assignment.written:g}"
    errata = assignment.errata
    changed = f"version {assignment.version}, changed on {long_date(errata[-1].on)}" if errata else ""
    return Line(*dates, assignment.name, assignment.title, points, changed, downloads)
