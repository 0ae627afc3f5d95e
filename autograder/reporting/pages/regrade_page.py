"""The page about a homework that was graded again: what changed, whose score, by which checks; one file to pass on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from autograder.model import Assignment, Batch, Status
from autograder.reporting.pages.figures import Spread, current, histogram, scores, spread
from autograder.reporting.pages.svg import histogram_svg
from autograder.reporting.pages.templates import drawn, environment, style
from autograder.scoring.compare import Comparison, counts


@dataclass(frozen=True)
class Work:
    """The work of a regrade: how many submissions ran, were only scored again, and were kept."""

    ran: int
    rescored: int
    same: int


@dataclass(frozen=True)
class Record:
    """One batch for the record."""

    batch: Batch
    scored: int
    spread: Spread
    possible: float


def work_of(before: Batch, after: Batch) -> Work:
    """What the later batch took, also where it was begun before; of what has a grading."""
    old = {entry.submission.id: entry.grading.run for entry in before.entries if entry.grading}
    graded = [(entry, entry.grading.run) for entry in current(after) if entry.grading]
    ran = sum(not entry.cached or old.get(entry.submission.id) != run for entry, run in graded)
    is_same = before.scoring_digest == after.scoring_digest
    return Work(ran, 0 if is_same else len(graded) - ran, len(graded) - ran if is_same else 0)


def regrade_page(
    assignment: Assignment,
    before: Batch,
    after: Batch,
    comparison: Comparison,
    changed: Sequence[str] | None = None,
) -> bytes:
    """The page, which needs no other file.

    Args:
        changed: what decides how checks end and is different now, in words; None where nobody can tell.

    Raises:
        InputError: Jinja is not installed.
    """
    template = environment().get_template("regrade.html")
    moved = comparison.moved
    changes = [one.change for one in moved if comparison.has_change(one)]
    old, new = scores(current(before)), _counting(after, comparison)
    values = {
        "assignment": assignment,
        "top": "",
        "style": drawn(style()),
        "records": (_record(before, old), _record(after, new)),
        "comparison": comparison,
        "moved": moved,
        "up": sum(change > 0 for change in changes),
        "down": sum(change < 0 for change in changes),
        "without": len(moved) - len(changes),
        "kept": sum(one.kept is not None for one in moved),
        "withheld": sum(entry.status is Status.WITHHELD for entry in after.entries),
        "work": work_of(before, after),
        "changed": changed,
        "same_running": before.running_digest == after.running_digest,
        "histogram": drawn(_both(old, new, max(_possible(before), _possible(after)))),
    }
    return template.render(values).encode()


def _counting(after: Batch, comparison: Comparison) -> list[float]:
    """The scores that count now, by the policy."""
    latest = {entry.submission.id for entry in current(after)}
    found = [counts(one) for one in comparison.movements if one.id in latest]
    return [score for score in found if score is not None]


def _record(batch: Batch, found: Sequence[float]) -> Record:
    return Record(batch, len(found), spread(found), _possible(batch))


def _possible(batch: Batch) -> float:
    return sum(check.points for check in batch.checks)


def _both(before: Sequence[float], after: Sequence[float], possible: float) -> str:
    """The scores of now as bars, with those of before as dashed outlines."""
    most = max([possible, *before, *after])
    return histogram_svg(histogram(after, most), histogram(before, most))
