"""The items of a course's grade, their parts, and the titles under which platforms know them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from autograder.config import assignment_names, load_assignment
from autograder.errors import InputError
from autograder.model import Course, GradeItem, GradePart, Scheduled
from autograder.records.table import plain

PROGRAMMING, WRITTEN, SCORE = "programming", "written", "score"
_WORDS = {
    PROGRAMMING: ("programming", "programming part", "code", "autograder", "coding"),
    WRITTEN: ("written", "written part", "written questions", "on paper"),
}


@dataclass(frozen=True)
class Item:
    """One item of the grade.

    Attributes:
        section: the part of the grade that it belongs to.
        parts: the names of its parts, each with the points possible; None if the score files say how many.
        line: the schedule's line, for a homework.
        titles: for each of its parts, the titles that a platform may use, normalised for comparisons.
    """

    name: str
    title: str
    section: str
    parts: Mapping[str, float | None]
    weight: float = 1.0
    extra: bool = False
    line: Scheduled | None = None
    titles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def items_of(course: Course) -> tuple[Item, ...]:
    """All graded items: homeworks in the order of their due dates, then everything else in the order of course.yaml.

    Raises:
        InputError: course.yaml has no `grading`, or none of its parts takes the schedule's homeworks.
    """
    if not course.grading:
        remedy = "write the parts of the grade below grading:, e.g. - {name: Homework, percent: 100, items: schedule}"
        raise InputError("assignments/course.yaml", "has no grading", remedy)
    named = {item.name: (part, item) for part in course.grading for item in part.items}
    takes = next((part for part in course.grading if part.schedule), None)
    homeworks = [_homework(course, line, *_place(line, named, takes)) for line in course.schedule]
    known = {item.name for item in homeworks}
    others = [_other(part, item) for part in course.grading for item in _items(part) if item.name not in known]
    return (*homeworks, *others)


def _place(
    line: Scheduled, named: Mapping[str, tuple[GradePart, GradeItem]], takes: GradePart | None
) -> tuple[GradePart, GradeItem | None]:
    if line.assignment in named:
        return named[line.assignment]
    if takes is None:
        what = f"no part of grading takes {line.assignment}, which is in the schedule"
        raise InputError("assignments/course.yaml", what, "write 'items: schedule' in the part of the homeworks")
    return takes, None


def _items(part: GradePart) -> tuple[GradeItem, ...]:
    """What a part names, or one item of its own name."""
    return part.items if part.items or part.schedule else (GradeItem(part.name),)


def _other(part: GradePart, item: GradeItem) -> Item:
    titles = {SCORE: (plain(item.name),)}
    return Item(item.name, item.name, part.name, {SCORE: item.points}, item.weight, item.extra, None, titles)


def _homework(course: Course, line: Scheduled, part: GradePart, item: GradeItem | None) -> Item:
    title, parts = line.assignment, {PROGRAMMING: item.points if item else None}
    if line.assignment in assignment_names(course):
        assignment = load_assignment(course, line.assignment)
        title, parts = assignment.title, {PROGRAMMING: assignment.points}
        if assignment.written:
            parts[WRITTEN] = assignment.written
    given = dict(line.scores)
    if WRITTEN in given:
        parts.setdefault(WRITTEN, None)
    short = {line.assignment, line.assignment.split("_")[0], title, title.split(":")[0]}
    titles = {name: _titles(name, given.get(name), short) for name in parts}
    extra = item.extra if item else False
    return Item(line.assignment, title, part.name, parts, item.weight if item else line.weight, extra, line, titles)


def _titles(part: str, given: str | None, short: set[str]) -> tuple[str, ...]:
    if given is not None:
        return (plain(given),)
    words = [f"{name} {word}" for name in sorted(short) for word in _WORDS[part]]
    return tuple(map(plain, [*words, *(sorted(short) if part == PROGRAMMING else [])]))


@dataclass(frozen=True)
class Titles:
    """Finds the item and part that a platform's title means."""

    items: tuple[Item, ...]

    def find(self, title: str) -> tuple[Item, str] | None:
        """The one item and part with that title; None if there is none, or several."""
        found = self._known.get(plain(re.sub(r"\s*\(\d+\)$", "", title)), ())
        return found[0] if len(found) == 1 else None

    @cached_property
    def _known(self) -> Mapping[str, Sequence[tuple[Item, str]]]:
        known: dict[str, list[tuple[Item, str]]] = {}
        for item in self.items:
            for part, titles in item.titles.items():
                for key in dict.fromkeys(titles):
                    known.setdefault(key, []).append((item, part))
        return known

    def nearest(self, title: str) -> list[str]:
        known = {
            key: f"{item.name} ({part})" for item in self.items for part, keys in item.titles.items() for key in keys
        }
        close = difflib.get_close_matches(plain(title), known, n=3, cutoff=0.5)
        return list(dict.fromkeys(known[key] for key in close))
