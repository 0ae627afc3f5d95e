"""Builds the gradebook of a course from facts in files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from autograder.config import zone_named
from autograder.gradebook.batches import FromBatches, groups_of, read_batches
from autograder.gradebook.doubts import above_possible, contradictions, not_graded_yet, points_possible
from autograder.gradebook.private import Names, extensions_for, named_others, overrides_for
from autograder.gradebook.sources import sources_of
from autograder.gradebook.without_effect import without_effect
from autograder.gradebook.works import Facts, work_of
from autograder.model import Course
from autograder.records import Extension, Override, Person, Problem, Records, Score
from autograder.records.items import Item, items_of
from autograder.scoring.claims import Work
from autograder.scoring.grade import CourseResult, course_result, letter_of
from autograder.scoring.ledger import Line, Rules, Student
from autograder.scoring.settle import settle_class
from autograder.text import many, points


@dataclass(frozen=True)
class StudentGrade:
    """One student's ledger and grade.

    Attributes:
        works: everything that has been graded, including excused items.
        lines: the ledger's lines for everything that counts.
        granted: grace days beyond the policy's.
        granted_because: why; empty if there are none.
    """

    person: Person
    works: tuple[Work, ...]
    lines: tuple[Line, ...]
    result: CourseResult
    granted: int = 0
    granted_because: str = ""

    @property
    def has_grade(self) -> bool:
        """Whether anything has been graded, so that there is a percentage."""
        return bool(self.result.graded)

    @property
    def left(self) -> int | None:
        """Grace days left, the fewest of several budgets; None if nothing was ever counted."""
        last = {line.claim.budget: line.left for line in self.lines if line.claim.policy is not None}
        return min(last.values(), default=None)


@dataclass(frozen=True)
class Gradebook:
    """A course's grades at one moment.

    Attributes:
        graded: the items that count so far, with the points possible of each of their parts that has been graded.
        sources: of each homework that counts, its title and the files or runs that its scores come from, by part.
        students: in the order of their names, without those who have dropped the course.
        problems: what is wrong in the facts, or needs a look.
    """

    course: Course
    as_of: datetime
    rules: Rules
    items: tuple[Item, ...]
    graded: Mapping[str, Mapping[str, float]]
    sources: tuple[tuple[str, str, str], ...]
    students: tuple[StudentGrade, ...]
    problems: tuple[Problem, ...]

    @property
    def is_complete(self) -> bool:
        """Whether everything that is graded in the course has been."""
        return all(len(self.graded.get(item.name, ())) == len(item.parts) for item in self.items)


def build_gradebook(course: Course, records: Records, as_of: datetime) -> Gradebook:
    """The grades of everybody on the roster, from everything that was due or had scores at `as_of`.

    Raises:
        InputError: course.yaml has no `grading`.
    """
    items = items_of(course)
    batches = read_batches(course, items, records.roster)
    scores = {**records.scores, **batches.scores}
    by_hand = {place: score for place, score in records.scores.items() if score.earned is not None}
    scores |= {place: score for place, score in by_hand.items() if scores[place].earned is None}
    rules = Rules(course.grading, course.late, zone_named(course.time_zone))
    possible, missing = points_possible(items, scores)
    begun = {(name, part) for (_, name, part), score in scores.items() if _is_known(score, as_of)}
    graded = {item.name: parts for item in items if (parts := _graded(item, begun, possible[item.name], as_of))}
    there = [person for person in records.roster.people if person.dropped is None or person.dropped > as_of.date()]
    names = Names(records.roster)
    facts = _facts(records, scores, names)
    works = {
        person.key: tuple(
            work_of(item, graded[item.name], facts[person.key], as_of) for item in items if item.name in graded
        )
        for person in there
    }
    granted = {person.key: [one for one in facts[person.key].extensions if one.grace_days] for person in there}
    students = {key: Student(own, sum(one.grace_days for one in granted[key])) for key, own in works.items()}
    ledgers = settle_class(students, rules, _groups(batches, scores))
    found = [
        _student(
            person, students[person.key], ledgers[person.key], granted[person.key], facts[person.key], rules, course
        )
        for person in sorted(there, key=lambda person: (_by_last_name(person), person.key))
    ]
    doubts = (
        *contradictions(records, batches, items, facts),
        *above_possible(scores, possible),
        *without_effect(records, items, scores, possible),
    )
    named = named_others(names, (*records.extensions, *records.overrides))
    left = not_graded_yet(items, graded)
    problems = (*records.problems, *batches.problems, *missing, *left, *doubts, *named)
    sources = tuple(sources_of(items, graded, scores, batches, rules.zone))
    return Gradebook(course, as_of, rules, items, graded, sources, tuple(found), problems)


def _by_last_name(person: Person) -> str:
    first, _, last = person.name.rpartition(" ")
    return f"{last} {first}".casefold()


def _student(
    person: Person,
    student: Student,
    lines: tuple[Line, ...],
    granted: list[Extension],
    facts: Facts,
    rules: Rules,
    course: Course,
) -> StudentGrade:
    result = course_result(lines, rules, course.grades, person.section)
    decided = [one for one in facts.overrides if one.percent is not None]
    for one in sorted(decided, key=lambda one: one.where):
        result = _decided(result, one, course, person)
    because = "; ".join(f"{many(one.grace_days, 'grace day')} more ({one.why}; {one.granted_by})" for one in granted)
    return StudentGrade(person, student.works, lines, result, student.granted, because)


def _decided(result: CourseResult, one: Override, course: Course, person: Person) -> CourseResult:
    percent = one.percent or 0.0
    grade, why = letter_of(percent, result.parts, course.grades, person.section)
    because = f"Decided by {one.by}: {points(percent)} ({one.why}); computed were {points(result.percent)}."
    return replace(result, percent=percent, grade=grade, because=because, grade_because=why)


def _facts(records: Records, scores: Mapping[tuple[str, str, str], Score], names: Names) -> Mapping[str, Facts]:
    own: dict[str, dict[tuple[str, str], Score]] = defaultdict(dict)
    for (key, item, part), score in scores.items():
        own[key][item, part] = score
    extensions, overrides = defaultdict[str, list[Extension]](list), defaultdict[str, list[Override]](list)
    for extension in records.extensions:
        extensions[extension.who].append(extension)
    for override in records.overrides:
        overrides[override.who].append(override)
    return {
        key: Facts(
            own[key],
            extensions_for(names, key, extensions[key]),
            overrides_for(names, key, [*overrides[key], *overrides[""]]),
        )
        for key in (person.key for person in records.roster.people)
    }


def _graded(
    item: Item, begun: Collection[tuple[str, str]], possible: Mapping[str, float], as_of: datetime
) -> dict[str, float]:
    """The parts of an item that count already, with their points; none before it was due, or where these are unknown.

    A part in which nobody has a score is one that has not been graded, rather than one in which everybody has 0.
    """
    was_due = item.line is None or item.line.due <= as_of
    parts = [part for part in item.parts if (item.name, part) in begun]
    return {part: possible[part] for part in parts} if was_due and all(part in possible for part in parts) else {}


def _is_known(score: Score, as_of: datetime) -> bool:
    return score.earned is not None and (score.at is None or score.at <= as_of)


def _groups(batches: FromBatches, scores: Mapping[tuple[str, str, str], Score]) -> dict[str, set[frozenset[str]]]:
    groups = groups_of(scores)
    for item, found in batches.groups.items():
        groups.setdefault(item, set()).update(found)
    return groups
