"""Whose score changes between two batches, as files: a table for a spreadsheet, and a record for programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

import msgspec

from autograder.model import Batch, Member, Movement
from autograder.scoring.compare import Comparison, counts
from autograder.text import inert, one_line, points

_COLUMNS = ("submission", "who", "email", "sid", "before", "after", "counts", "change", "kept_by_policy", "because")
NEVER_LOWER, AS_GRADED = "never-lower", "as-graded"


class Side(msgspec.Struct, frozen=True):
    """One of the two batches."""

    graded: str
    source: str
    version: str
    running_digest: str
    scoring_digest: str
    possible: float


class Record(msgspec.Struct, frozen=True):
    """What was compared, by which policy, and everybody's result."""

    assignment: str
    policy: str
    before: Side
    after: Side
    changes: tuple[str, ...]
    movements: tuple[Movement, ...]


def movements_csv(comparison: Comparison, batches: Sequence[Batch] = ()) -> bytes:
    """A row for each submission, those that stay as well; UTF-8 with a mark, so that spreadsheets read names right.

    Args:
        batches: that were compared, from which addresses and ids are taken; the last that has a submission counts.
    """
    members = {entry.submission.id: entry.submission.members for batch in batches for entry in batch.entries}
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(_COLUMNS)
    rows.writerows(_row(one, members.get(one.id, ()), comparison.has_change(one)) for one in comparison.movements)
    return text.getvalue().encode("utf-8-sig")


def movements_json(comparison: Comparison, before: Batch, after: Batch) -> bytes:
    """The same for programs, with what was compared and the policy."""
    record = Record(
        before.assignment, policy_of(comparison), _side(before), _side(after), comparison.changes, comparison.movements
    )
    return msgspec.json.format(msgspec.json.encode(record), indent=1) + b"\n"


def policy_of(comparison: Comparison) -> str:
    """The name under which the policy is recorded."""
    return NEVER_LOWER if comparison.never_lower else AS_GRADED


def _row(one: Movement, members: Sequence[Member], has_change: bool) -> tuple[str, ...]:
    change = f"{one.change:.2f}".rstrip("0").rstrip(".") if has_change else ""
    kept = "yes" if one.kept is not None else ""
    numbers = (_number(one.before), _number(one.after), _number(counts(one)), "0" if change == "-0" else change)
    emails, ids = _joined(member.email for member in members), _joined(member.id for member in members)
    who = (inert(one_line(word)) for word in (one.who, emails, ids))
    return (inert(one_line(one.id)), *who, *numbers, kept, inert(one_line("; ".join(one.causes))))


def _joined(words: Iterable[str]) -> str:
    """Those of a group in one cell."""
    return "; ".join(filter(None, words))


def _number(value: float | None) -> str:
    return "" if value is None else points(value)


def _side(batch: Batch) -> Side:
    possible = sum(check.points for check in batch.checks)
    moment = batch.graded.isoformat()
    return Side(moment, batch.source, batch.version, batch.running_digest, batch.scoring_digest, possible)
