"""What `autograder batch` and `regrade` left, as scores of people and as groups that submitted together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from autograder.gradebook.runs import Run, run_of
from autograder.model import BatchEntry, Course, Member, Status
from autograder.records import Problem, Roster, Score
from autograder.records.items import PROGRAMMING, Item
from autograder.text import listed

_SEARCHED = 20
_WITHHELD = "its score is withheld, through no fault of yours, until it has been graded again"


@dataclass
class FromBatches:
    """Scores by person, item and part; `groups` are those who submitted together, by item.

    Attributes:
        dues: when the platform says that something was due, by person and item.
        runs: the batch or regrade that gave scores, by item.
    """

    scores: dict[tuple[str, str, str], Score] = field(default_factory=dict)
    groups: dict[str, set[frozenset[str]]] = field(default_factory=dict)
    dues: dict[tuple[str, str], datetime] = field(default_factory=dict)
    runs: dict[str, Run] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_batches(course: Course, items: Iterable[Item], roster: Roster) -> FromBatches:
    """The run of each homework that has one: its batch, or a regrade of that."""
    found = FromBatches()
    for item in items:
        if item.line is not None:
            run, problems = run_of(course.root, item.name)
            found.problems += problems
            if run is not None:
                take_run(run, item, roster, found)
    return found


def take_run(run: Run, item: Item, roster: Roster, found: FromBatches) -> None:
    """Add the newest submission of everybody in a run."""
    batch = run.batch
    found.runs[item.name] = run
    strangers: dict[Member, BatchEntry] = {}
    for entry in batch.entries:
        if not entry.submission.is_latest:
            continue
        keys = []
        for member in entry.submission.members:
            joined = roster.join([member.email] if member.email else [], member.id, member.name)
            if joined.person is None:
                strangers[member] = entry
                continue
            keys.append(joined.person.key)
            _take(run, entry, item, joined.person.key, found)
        if len(keys) > 1:
            found.groups.setdefault(item.name, set()).add(frozenset(keys))
    for place, member in enumerate(strangers):
        found.problems.append(_stranger(run, member, roster, place < _SEARCHED))


def _take(run: Run, entry: BatchEntry, item: Item, key: str, found: FromBatches) -> None:
    submission = entry.submission
    earned = entry.score.earned if entry.score is not None and not entry.score.withheld else None
    earned = run.kept.get(submission.id, earned)
    where = f"{run.where}: {submission.id}"
    if entry.sentence and earned is None:
        found.problems.append(Problem(where, f"{entry.status.value}: {entry.sentence}", "look at it", is_error=False))
    possible = entry.score.possible if entry.score is not None else None
    at = submission.submitted
    withheld = "" if earned is not None or entry.status is Status.REFUSED else _WITHHELD
    new = Score(earned, possible, at, submission.id, where=where, withheld=withheld)
    old = found.scores.get((key, item.name, PROGRAMMING))
    if old is None or (old.at is not None and at is not None and at > old.at):
        found.scores[key, item.name, PROGRAMMING] = new
        if submission.due is not None:
            found.dues[key, item.name] = submission.due


def _stranger(run: Run, member: Member, roster: Roster, search: bool) -> Problem:
    who = listed([word for word in (member.name, member.id, member.email) if word]) or "somebody without a name"
    near = roster.nearest(member.name, member.id, member.email) if search else []
    remedy = f"the nearest are {listed(near)}; " if near else ""
    what = f"{who} is not in the roster"
    return Problem(run.where, what, f"{remedy}add the e-mail or id to roster.csv", False)


def groups_of(scores: Mapping[tuple[str, str, str], Score]) -> dict[str, set[frozenset[str]]]:
    """Who submitted together, by the platform's ids of submissions."""
    members: dict[tuple[str, str, str], set[str]] = {}
    for (key, item, part), score in scores.items():
        if score.submission:
            members.setdefault((item, part, score.submission), set()).add(key)
    groups: dict[str, set[frozenset[str]]] = {}
    for (item, _, _), keys in members.items():
        if len(keys) > 1:
            groups.setdefault(item, set()).add(frozenset(keys))
    return groups
