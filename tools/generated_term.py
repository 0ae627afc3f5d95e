"""A made-up class with a term behind it: the folder records/ of a course, from a seed; for tests and benches."""

from __future__ import annotations

import csv
import io
import random
import string
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

_FIRST = ["Ada", "Alan", "Barbara", "Claude", "Edsger", "Frances", "Grace", "Hedy", "Katherine", "Leslie", "Radia"]
_LAST = [
    "Allen",
    "Backus",
    "Goldberg",
    "Hamilton",
    "Hopper",
    "Johnson",
    "Knuth",
    "Lamport",
    "Liskov",
    "Shannon",
    "Wirth",
]
_NONE: Mapping[str, tuple[float, float]] = {}
_START = datetime(2027, 1, 22, 23, 59, tzinfo=timezone.utc)

COURSE = """\
name: A Generated Course
term: Spring 2027
time_zone: UTC
late: {{grace_days: 6, per_homework: 3, latest: 3}}
grading:
  - {{name: Homework, percent: 40, items: schedule}}
  - {{name: Quizzes, percent: 10, drop_lowest: 1, items: [{quizzes}]}}
  - {{name: Exam, percent: 20}}
  - {{name: Project, percent: 25, group_size: 3}}
  - {{name: Participation, percent: 5}}
grades: {{cut_offs: {{A: 90, B: 80, C: 70, D: 60, F: 0}}}}
schedule:
"""
_LINE = "  - {{assignment: hw{n}, released: {released:%Y-%m-%d} 12:00, due: {due:%Y-%m-%d %H:%M}, "
_LINE += "scores: {{written: HW {n} on paper}}{more}}}\n"


@dataclass(frozen=True)
class Student:
    name: str
    id: str
    email: str
    section: str


def students(number: int, seed: int = 0) -> list[Student]:
    """So many students, all with names, ids and e-mails of their own."""
    rng = random.Random(seed)
    found = []
    names = [f"{first} {last}" for first in _FIRST for last in _LAST]
    names += [f"{first} {middle}. {last}" for middle in string.ascii_uppercase for first in _FIRST for last in _LAST]
    names = [*rng.sample(names[:121], min(121, number)), *names[121:]]
    for place in range(number):
        name = names[place]
        email = f"{name.replace('.', '').replace(' ', '.')}@example.edu".lower()
        found.append(Student(name, f"{900000 + place}", email, "ABC"[place % 3]))
    return found


def write_class(
    folder: Path,
    number: int = 300,
    homeworks: int = 4,
    quizzes: int = 6,
    seed: int = 0,
    points: Mapping[str, tuple[float, float]] = _NONE,
) -> list[Student]:
    """Write assignments/course.yaml and records/ of a course; each homework has a programming and a written part.

    Args:
        points: of both parts of homeworks that have not 72 and 28.
    """
    rng, class_ = random.Random(seed), students(number, seed)
    _write(folder / "assignments" / "course.yaml", _course(homeworks, quizzes))
    records = folder / "records"
    roster = [[s.name, s.id, s.email, s.section, ""] for s in class_]
    _write(records / "roster.csv", _csv(["name", "id", "emails", "section", "dropped"], roster))
    _write(records / "extensions.yaml", _extensions(class_))
    _write(records / "overrides.yaml", _overrides(class_))
    for place in range(homeworks):
        possible = points.get(f"hw{place}", (72.0, 28.0))
        for title, most in zip((f"hw{place}_programming", f"HW_{place}_on_paper"), possible, strict=True):
            rows = _homework_rows(class_, _due(place), rng, most)
            _write(records / "scores" / f"{title}_scores.csv", _csv(GRADESCOPE, rows))
    _write(records / "scores" / "canvas.csv", _canvas(class_, quizzes, rng))
    return class_


GRADESCOPE = ["First Name", "Last Name", "SID", "Email", "Sections", "Total Score", "Max Points", "Status"]
GRADESCOPE += ["Submission ID", "Submission Time", "Lateness (H:M:S)", "View Count", "Submission Count"]


def _due(place: int) -> datetime:
    return _START + timedelta(days=10 * place)


def _course(homeworks: int, quizzes: int) -> str:
    text = COURSE.format(quizzes=", ".join(f"Quiz {place + 1}" for place in range(quizzes)))
    for place in range(homeworks):
        more = ", extensions: on request" if place == 0 else ""
        text += _LINE.format(n=place, released=_due(place) - timedelta(days=9), due=_due(place), more=more)
    return text


def _homework_rows(class_: Sequence[Student], due: datetime, rng: random.Random, possible: float) -> list[list[object]]:
    rows: list[list[object]] = []
    for place, student in enumerate(class_):
        first, _, last = student.name.partition(" ")
        who = [first, last, student.id, student.email, student.section]
        if rng.random() < 0.03:
            rows.append([*who, "", possible, "Missing", "", "", "", 0, 0])
            continue
        hours = rng.choice([-30, -9, -2, -1, 1, 20, 30, 50, 80]) if rng.random() < 0.4 else -5
        at, late = due + timedelta(hours=hours, minutes=place % 50), max(0, hours)
        earned = round(possible * min(1.0, rng.uniform(0.5, 1.1)), 1)
        lateness = f"{late:02d}:{place % 50:02d}:00" if late else "00:00:00"
        row = [*who, earned, possible, "Graded", f"{place + 1}", f"{at:%Y-%m-%d %H:%M:%S} +0000", lateness, 1, 2]
        rows.append(row)
    return rows


def _canvas(class_: Sequence[Student], quizzes: int, rng: random.Random) -> str:
    """As Canvas exports it: the row of points, ids of assignments in the header, sums that are read only."""
    titles = [(f"Quiz {place + 1}", 10) for place in range(quizzes)]
    titles += [("Exam", 50), ("Project", 100), ("Participation", 20)]
    head = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    head += [f"{title} ({7000 + place})" for place, (title, _) in enumerate(titles)] + ["Current Score"]
    rows: list[list[object]] = [
        ["    Points Possible", "", "", "", "", *(points for _, points in titles), "(read only)"]
    ]
    for place, student in enumerate(class_):
        first, _, last = student.name.partition(" ")
        scores = [round(points * rng.uniform(0.4, 1.0), 1) for _, points in titles]
        rows.append([f"{last}, {first}", 40000 + place, student.id, student.email, student.section, *scores, 80])
    rows.append(["Student, Test", 1, "", "", "", *(0 for _ in titles), 0])
    return _csv(head, rows)


def _extensions(class_: Sequence[Student]) -> str:
    return f"""\
- {{who: {class_[0].email}, homework: hw1, days: 2, why: illness, granted_by: A. Teacher}}
- {{who: "{class_[1].id}", homework: all, days: 1, why: accommodation for the term, granted_by: A. Teacher}}
- {{who: {class_[2].name}, homework: hw2, excused: yes, why: hospital, granted_by: A. Teacher}}
- {{who: {class_[3].email}, grace_days: 1, why: joined late, granted_by: A. Teacher}}
"""


def _overrides(class_: Sequence[Student]) -> str:
    return f"""\
- {{who: {class_[4].email}, item: Quiz 2, points: 8, why: question 3 was unclear, by: A. Teacher}}
- {{item: Exam, curve: 5, why: it was too long, by: A. Teacher}}
"""


def _csv(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerows([head, *rows])
    return buffer.getvalue()


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
