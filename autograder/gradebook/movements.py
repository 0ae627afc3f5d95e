"""What if: whose grade changes, by how much and why, between two gradebooks of one class."""

from __future__ import annotations

from collections.abc import Iterator

from autograder.gradebook.build import Gradebook, StudentGrade
from autograder.gradebook.sentences import explained
from autograder.model import Movement
from autograder.text import points

_TINY = 1e-9


def movements(before: Gradebook, after: Gradebook) -> list[Movement]:
    """Everybody whose percentage or grade differs, the largest changes first."""
    old = {student.person.key: student for student in before.students}
    new = {student.person.key: student for student in after.students}
    moved = [_movement(old.get(key), new.get(key), after) for key in sorted({*old, *new})]
    found = [one for one in moved if one.causes or abs(one.change) > _TINY]
    return sorted(found, key=lambda one: (-abs(one.change), one.who))


def _movement(old: StudentGrade | None, new: StudentGrade | None, after: Gradebook) -> Movement:
    student = new or old
    assert student is not None
    causes = tuple(_causes(old, new, after)) if old and new else ("is in one of both only",)
    return Movement(
        student.person.key,
        student.person.name,
        old.result.percent if old else None,
        new.result.percent if new else None,
        causes,
    )


def _causes(old: StudentGrade, new: StudentGrade, after: Gradebook) -> Iterator[str]:
    if old.result.grade != new.result.grade:
        yield f"grade: {old.result.grade or 'none'}, now {new.result.grade or 'none'}"
    lines = {(line.claim.work.item, line.claim.budget): line for line in old.lines}
    for line in new.lines:
        was = lines.get((line.claim.work.item, line.claim.budget))
        change = line.counted - (was.counted if was else 0.0)
        if was is None or abs(change) > _TINY:
            said = explained(line, line.claim.work.item, after.rules.zone)
            yield f"{line.claim.work.item}: {points(was.counted) if was else 'did not count'}, now {said.after}"
    kept = {(line.claim.work.item, line.claim.budget) for line in new.lines}
    for place, line in lines.items():
        if place not in kept:
            yield f"{place[0]}: {points(line.counted)}, now does not count"
    percents = {part.part.name: part.percent for part in old.result.parts}
    for part in new.result.parts:
        was_percent = percents.get(part.part.name)
        if part.percent is not None and was_percent is not None and abs(part.percent - was_percent) > _TINY:
            yield f"{part.part.name}: {points(was_percent)} %, now {points(part.percent)} %"
