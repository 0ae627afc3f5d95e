"""A new term from last term's course: dates by teaching weeks, secrets left behind, records empty.

A date in the third teaching week, on a Tuesday at noon, becomes the third teaching week's Tuesday at noon; weeks of
holidays are no teaching weeks, in either term.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from autograder.config import load_course
from autograder.errors import InputError
from autograder.files import CACHES
from autograder.model import Course

_LEFT_BEHIND = ("build", "records", ".git", ".venv", ".seed-secret", *CACHES)
_COPIED = ("assignments", "reference_solutions", "handouts")
_MOMENT = re.compile(r"\b(released|due): (\d{4}-\d\d-\d\d) (\d\d:\d\d)")
_TERM = re.compile(r"^term: .*$", re.MULTILINE)
_YEAR = re.compile(r"\b20\d\d\b")
_ROSTER = "name,id,emails,section,group,dropped\n"


@dataclass(frozen=True)
class Weeks:
    """The teaching weeks of a term: the first one's Monday, and the Mondays of weeks without teaching."""

    first: date
    holidays: frozenset[date] = frozenset()

    def place(self, day: date) -> tuple[int, int]:
        """Which teaching week a day is in, from 0, and its weekday; a holiday's day counts to the week before."""
        monday, week, number = monday_of(day), self.first, 0
        while week < monday:
            week += timedelta(days=7)
            number += week not in self.holidays
        return number, day.weekday()

    def day(self, number: int, weekday: int) -> date:
        """The day in a teaching week."""
        week = self.first
        while number:
            week += timedelta(days=7)
            number -= week not in self.holidays
        return week + timedelta(days=weekday)


def monday_of(day: date) -> date:
    """
    >>> monday_of(date(2027, 2, 12)).isoformat()
    '2027-02-08'
    """
    return day - timedelta(days=day.weekday())


def new_term(
    course: Course, target: Path, term: str, start: date, holidays: Sequence[date] = (), old: Sequence[date] = ()
) -> list[str]:
    """Copy the course to `target` for a new term, and say what must be looked at.

    Args:
        term: its name, e.g. "Fall 2027".
        start: a day in its first teaching week.
        holidays: a day in each week of the new term without teaching.
        old: the same of the old term.

    Raises:
        InputError: the course has no schedule, or `target` exists already.
    """
    if not course.schedule:
        raise InputError("assignments/course.yaml", "has no schedule to shift", "copy the folder and write one")
    if target.exists():
        raise InputError(str(target), "already exists", "name a new folder")
    first = min(line.released for line in course.schedule).date()
    before = Weeks(monday_of(first), frozenset(map(monday_of, old)))
    after = Weeks(monday_of(start), frozenset(map(monday_of, holidays)))
    try:
        _copy(course, target, term, before, after)
        return list(_to_look_at(course, target, load_course(target)))  # which reads every date that was shifted
    except BaseException:
        shutil.rmtree(target, ignore_errors=True)  # it was not there before
        raise


def _copy(course: Course, target: Path, term: str, before: Weeks, after: Weeks) -> None:
    left_behind = shutil.ignore_patterns(*_LEFT_BEHIND)
    for name in _COPIED:
        if (course.root / name).is_dir():
            shutil.copytree(course.root / name, target / name, ignore=left_behind, symlinks=True)
    path = target / "assignments" / "course.yaml"
    text = _shifted(path.read_text(encoding="utf-8"), before, after)
    path.write_text(_TERM.sub(lambda _: f"term: {_quoted(term)}", text), encoding="utf-8")
    records = target / "records"
    (records / "scores").mkdir(parents=True)
    (records / "roster.csv").write_text(_ROSTER, encoding="utf-8")


def _shifted(text: str, before: Weeks, after: Weeks) -> str:
    def move(match: re.Match[str]) -> str:
        day = after.day(*before.place(datetime.strptime(match[2], "%Y-%m-%d").date()))
        return f"{match[1]}: {day.isoformat()} {match[3]}"

    return _MOMENT.sub(move, text)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _to_look_at(old: Course, target: Path, new: Course) -> Iterator[str]:
    for before, after in zip(old.schedule, new.schedule, strict=True):
        yield f"{after.assignment}: due {after.due:%a %Y-%m-%d %H:%M}, was {before.due:%a %Y-%m-%d %H:%M}"
    yield "records/: empty; export the roster again. Extensions, overrides and scores of last term were not copied"
    yield "the secret that seeds come from was not copied; 'autograder batch' makes a new one"
    for path in sorted((target / "handouts").glob("*.md")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if _YEAR.search(line):
                yield f"handouts/{path.name}:{number}: names a year: {line.strip()[:80]}"
    if (target / "handouts" / "announcements.md").exists():
        yield "handouts/announcements.md: is last term's; empty it"
    for path in sorted((target / "assignments").glob("*/assignment.yaml")):
        if re.search(r"^errata:", path.read_text(encoding="utf-8"), re.MULTILINE):
            yield f"assignments/{path.parent.name}/assignment.yaml: has errata; remove them, the text has them already"
    yield "solutions of last term may be known: change data and questions, then run 'autograder check' and 'audit'"
