"""Pages: a statement for each student, which shows nobody else, and an overview for staff. No script, one file each."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from itertools import groupby
from typing import TYPE_CHECKING

from autograder import DISTRIBUTION
from autograder.errors import InputError
from autograder.gradebook.build import Gradebook, StudentGrade
from autograder.gradebook.sentences import explained, shown
from autograder.records import Person
from autograder.scoring.grade import ItemResult, PartResult
from autograder.text import listed, many, points

if TYPE_CHECKING:
    import jinja2

_BINS = 10


@dataclass(frozen=True)
class Entry:
    """One item on a statement; `lines` are the sentences of its ledger lines."""

    title: str
    points: float
    possible: float
    counts: bool
    detailed: bool
    remark: str
    lines: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Bar:
    name: str
    count: int
    height: float


@dataclass(frozen=True)
class Chart:
    """The distribution of percentages, in steps of ten."""

    name: str
    number: int
    median: str
    bars: tuple[Bar, ...]
    says: str


class Pages:
    """Renders the pages of one gradebook; the templates are read once.

    Raises:
        InputError: Jinja is not installed.
    """

    def __init__(self, book: Gradebook) -> None:
        self._book = book
        self._environment = _environment()
        titles = {item.name: item.title for item in book.items}
        self._titles = titles
        self._shared = {"course": book.course, "as_of": shown(book.as_of, book.rules.zone)}

    def statement(self, student: StudentGrade) -> str:
        """The page that may be sent to one student, made only from that student's own ledger."""
        graded = [part for part in student.result.parts if part.items]
        return self._environment.get_template("statement.html").render(
            self._shared,
            student=student,
            sections=[(part, [self._entry(item) for item in part.items]) for part in graded],
            budgets=list(_budgets(student)),
            not_counted=[(self._titles[work.item], work.excused) for work in student.works if work.excused],
            so_far="" if self._book.is_complete else "so far",
        )

    def overview(self) -> str:
        """The page for staff."""
        students = self._book.students
        grades = Counter(student.result.grade for student in students if student.result.grade)
        order = [grade for grade, _ in self._book.course.grades.cut_offs]
        return self._environment.get_template("overview.html").render(
            self._shared,
            students=students,
            complete=self._book.is_complete,
            parts=self._book.rules.parts,
            median=_median([student.result.percent for student in students if student.has_grade]),
            letters=[(grade, grades[grade]) for grade in order],
            charts=list(_charts(self._book)),
            short=sorted(
                (one for one in students if one.left is not None and one.left <= 1 and _has_days(one)),
                key=lambda one: one.left or 0,
            ),
            nothing=list(_nothing(self._book)),
            problems=self._book.problems,
            sources=self._book.sources,
            file_of=lambda student: file_of(student.person),
        )

    def _entry(self, item: ItemResult) -> Entry:
        work = item.work
        said = [explained(line, self._titles[work.item], self._book.rules.zone) for line in item.lines]
        sentences = tuple(
            tuple(filter(None, (one.due, one.submitted, one.late, one.spent, one.left, one.before, one.after)))
            for one in said
        )
        remark = "" if item.counts else "one of the lowest, does not count"
        remark = listed([word for word in (work.why, remark) if word])
        detailed = work.due is not None
        return Entry(self._titles[work.item], item.points, work.possible, item.counts, detailed, remark, sentences)


def file_of(person: Person) -> str:
    """The file name of a student's statement: safe and unique."""
    return re.sub(r"[^\w.-]", lambda match: f"%{ord(match[0]):x}", person.key.casefold(), flags=re.ASCII) + ".html"


def _environment() -> jinja2.Environment:
    try:
        import jinja2
    except ImportError:
        remedy = f"run 'pip install {DISTRIBUTION}[authoring]'"
        raise InputError("gradebook", "Jinja is not installed", remedy) from None
    folder = resources.files(__package__)
    names = ("page_frame.html", "statement.html", "overview.html")
    loader = jinja2.DictLoader({name: folder.joinpath(name).read_text(encoding="utf-8") for name in names})
    environment = jinja2.Environment(
        loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    )
    environment.globals.update(points=points, many=many, listed=listed)
    return environment


def _budgets(student: StudentGrade) -> Iterator[tuple[str, int, int, str]]:
    """Each budget that has days: what it is called, what is left of how many, and the unit."""
    last = {line.claim.budget: line for line in student.lines if line.claim.policy is not None and line.claim.work.due}
    for name, line in last.items():
        if line.budget and line.claim.policy is not None:
            unit = f"grace {line.claim.policy.unit}"
            label = name.strip("/").replace("/", ", ")
            yield f"Grace {line.claim.policy.unit}s{f', {label}' if label else ''}", line.left, line.budget, unit


def _has_days(student: StudentGrade) -> bool:
    return any(line.budget > 1 for line in student.lines)


def _charts(book: Gradebook) -> Iterator[Chart]:
    graded = [student for student in book.students if student.has_grade]
    yield _chart("Course", [student.result.percent for student in graded])
    for place, part in enumerate(book.rules.parts):
        values = [_percent(student.result.parts[place]) for student in book.students]
        if any(value is not None for value in values):
            yield _chart(part.name, [value for value in values if value is not None])
    by_section = sorted(graded, key=lambda student: student.person.section)
    sections = {name: list(own) for name, own in groupby(by_section, key=lambda student: student.person.section)}
    if len(sections) > 1:
        for name, own in sections.items():
            yield _chart(f"Section {name or 'unknown'}", [student.result.percent for student in own])


def _percent(part: PartResult) -> float | None:
    return part.percent


def _chart(name: str, values: Sequence[float]) -> Chart:
    counts = Counter(min(_BINS - 1, max(0, int(value // (100 / _BINS)))) for value in values)
    most = max(counts.values(), default=1)
    step = 100 // _BINS
    bars = tuple(Bar(str(place * step), counts[place], round(80 * counts[place] / most, 1)) for place in range(_BINS))
    says = ", ".join(f"{bar.count} from {bar.name} %" for bar in bars if bar.count)
    return Chart(name, len(values), _median(values), bars, says)


def _median(values: Sequence[float]) -> str:
    return f"{points(statistics.median(values))} %" if values else "–"


def _nothing(book: Gradebook) -> Iterator[tuple[str, list[str]]]:
    """For each item and part those who have neither a score nor a submission in it."""
    for item in book.items:
        parts = book.graded.get(item.name, {})
        missing = {part: [one for one in book.students if _lacks(one, item.name, part)] for part in parts}
        keys = [{one.person.key for one in found} for found in missing.values()]
        all_of_it = set.intersection(*keys) if keys else set()
        for part, found in missing.items():
            for whole, title in ((True, item.title), (False, f"{item.title}, {part} only")):
                names = [one.person.name for one in found if (one.person.key in all_of_it) == whole]
                if names and not (whole and part != next(iter(parts))):
                    yield title, names


def _lacks(student: StudentGrade, item: str, part: str) -> bool:
    works = [work for work in student.works if work.item == item and not work.excused and work.replaced is None]
    return any(one.part == part and one.earned is None and one.at is None for work in works for one in work.parts)
