"""Checks that may be flaky: the same files under the same tests, and another verdict.

Where the seed is another one, too, hidden data may have found what it missed before; with the same seed, the check or
the submission itself leaves something to chance, or to time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from autograder.model import BatchEntry, Check, Outcome, Verdict
from autograder.reporting.gradescope import verdict_word


@dataclass(frozen=True)
class Unstable:
    """A check that ended in several ways for the same files.

    Attributes:
        words: the verdicts, in the order in which they came.
        same_seed: whether two of the different verdicts come from one seed.
        entries: who has these files.
    """

    check: Check
    words: tuple[str, ...]
    same_seed: bool
    entries: tuple[BatchEntry, ...]


def unstable(entries: Iterable[BatchEntry]) -> tuple[Unstable, ...]:
    """Checks that look flaky, those with one seed first. Entries of several batches may be given together."""
    alike: dict[tuple[str, str], list[BatchEntry]] = {}
    for entry in entries:
        if entry.grading and entry.digest:
            alike.setdefault((entry.digest, entry.grading.run.running_digest), []).append(entry)
    groups = (group for same in alike.values() if len(same) > 1 for group in _by_check(same))
    found = [_unstable(group) for group in groups if len({outcome.verdict for _, outcome in group}) > 1]
    return tuple(sorted(found, key=lambda one: not one.same_seed))


def _by_check(entries: Iterable[BatchEntry]) -> Iterator[list[tuple[BatchEntry, Outcome]]]:
    """What became of each check; a failure of ours says nothing about it."""
    found: dict[str, list[tuple[BatchEntry, Outcome]]] = {}
    for entry in entries:
        for outcome in entry.grading.outcomes if entry.grading else ():
            if outcome.verdict is not Verdict.GRADER_ERROR:
                found.setdefault(outcome.check.id, []).append((entry, outcome))
    yield from found.values()


def _unstable(group: list[tuple[BatchEntry, Outcome]]) -> Unstable:
    by_seed: dict[int, set[Verdict]] = {}
    for entry, outcome in group:
        assert entry.grading is not None
        by_seed.setdefault(entry.grading.run.seed, set()).add(outcome.verdict)
    words = tuple(dict.fromkeys(verdict_word(outcome) for _, outcome in group))
    return Unstable(
        group[0][1].check,
        words,
        any(len(verdicts) > 1 for verdicts in by_seed.values()),
        tuple({id(entry): entry for entry, _ in group}.values()),
    )
