"""Checks that may be flaky: different verdicts for the same files under the same tests.

If the seeds differ, too, hidden data may have found what it missed before. With the same seed, the check or the
submission itself depends on chance, or on time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from autograder.model import BatchEntry, Check, Grading, Outcome, Verdict
from autograder.reporting.gradescope import verdict_word


@dataclass(frozen=True)
class Unstable:
    """A check that ended in several ways for the same files.

    Attributes:
        words: the verdicts, in the order in which they occurred.
        same_seed: whether two of the different verdicts come from one seed.
        entries: who has these files.
    """

    check: Check
    words: tuple[str, ...]
    same_seed: bool
    entries: tuple[BatchEntry, ...]


def unstable(entries: Iterable[BatchEntry]) -> tuple[Unstable, ...]:
    """Checks that look flaky, those with one seed first. Entries of several batches may be given together."""
    alike: dict[tuple[str, str], list[tuple[BatchEntry, Grading]]] = {}
    for entry in entries:
        for grading in _gradings(entry):
            alike.setdefault((entry.digest, grading.run.running_digest), []).append((entry, grading))
    groups = (group for runs in alike.values() if len(runs) > 1 for group in _by_check(runs))
    found = [_unstable(group) for group in groups if len({ended.outcome.verdict for ended in group}) > 1]
    return tuple(sorted(found, key=lambda one: not one.same_seed))


@dataclass(frozen=True)
class _Ended:
    """How one check of one run ended."""

    entry: BatchEntry
    seed: int
    outcome: Outcome


def _gradings(entry: BatchEntry) -> Iterator[Grading]:
    """The runs of a submission whose files are known, also those with other seeds."""
    if entry.grading and entry.digest:
        yield from (entry.grading, *entry.other_seeds)


def _by_check(runs: Iterable[tuple[BatchEntry, Grading]]) -> Iterator[list[_Ended]]:
    """What became of each check; a failure of ours says nothing about it."""
    found: dict[str, list[_Ended]] = {}
    for entry, grading in runs:
        for outcome in grading.outcomes:
            if outcome.verdict is not Verdict.GRADER_ERROR:
                found.setdefault(outcome.check.id, []).append(_Ended(entry, grading.run.seed, outcome))
    yield from found.values()


def _unstable(group: list[_Ended]) -> Unstable:
    by_seed: dict[int, set[Verdict]] = {}
    for ended in group:
        by_seed.setdefault(ended.seed, set()).add(ended.outcome.verdict)
    return Unstable(
        group[0].outcome.check,
        tuple(dict.fromkeys(verdict_word(ended.outcome) for ended in group)),
        any(len(verdicts) > 1 for verdicts in by_seed.values()),
        tuple({ended.entry.submission.id: ended.entry for ended in group}.values()),
    )
