"""Finds the known mistakes that all checks of a submission agree on: a pure function, called once all checks have
ended.

A mistake fits when each check that it makes fail has failed, with the same fingerprint where it leaves one. That is not
enough: a check that failed although the mistake would not fail it is evidence against the mistake, unless another
fitting mistake explains it, or no part of the solution could be behind both. The latter is so if no region is run by
all of these checks. So two mistakes in unrelated pieces are both found, and a mistake that resembles a known one only
in some checks is not. If a mistake's failures are a subset of another fitting mistake's, it explains nothing more, and
is dropped.

Checks that were not started, were skipped, or ended by our own failure are no evidence either way.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import msgspec

from autograder.model import Outcome, Verdict

_SILENT = (Verdict.SKIPPED, Verdict.GRADER_ERROR)


class Known(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One known mistake, as students may read about it.

    Attributes:
        region: the solution region that it is in.
        fails: ids of the checks that it makes fail, each with the fingerprints that it leaves there whatever the seed.
        when_hidden: hidden checks may have its hint, too.
    """

    title: str
    hint: str
    region: str
    fails: dict[str, list[str]] = {}
    when_hidden: bool = False


@dataclass(frozen=True)
class Evidence:
    """The evidence of one submission's checks: ids of those that passed, and those that failed with fingerprints."""

    passed: frozenset[str]
    failed: Mapping[str, frozenset[str]]


def evidence_of(outcomes: Collection[Outcome]) -> Evidence:
    """The evidence in these outcomes.

    >>> from autograder.model import Check
    >>> checks = [Check("t.py::a", "A"), Check("t.py::b", "B"), Check("t.py::c", "C")]
    >>> evidence_of([Outcome(checks[0], Verdict.PASSED), Outcome(checks[1], Verdict.FAILED, fingerprints=("1f",)),
    ...              Outcome(checks[2], Verdict.FAILED, not_started=True)])
    Evidence(passed=frozenset({'t.py::a'}), failed={'t.py::b': frozenset({'1f'})})
    """
    passed = {o.check.id for o in outcomes if o.verdict is Verdict.PASSED and not o.stood_in}
    telling = [o for o in outcomes if o.verdict not in _SILENT and not o.not_started]
    return Evidence(
        frozenset(passed),
        {o.check.id: frozenset(o.fingerprints) for o in telling if o.check.id not in passed},
    )


def explained(
    evidence: Evidence, mistakes: Mapping[str, Known], reach: Mapping[str, Iterable[str]]
) -> dict[str, list[str]]:
    """For each failed check the names of the mistakes that all evidence agrees on and that leave its fingerprint.

    Args:
        reach: for each check the regions of the solution that it runs.

    >>> sign = Known("its sign is wrong", "", "f", {"a": ["11"], "b": ["22"]})
    >>> seen = Evidence(frozenset(), {"a": frozenset(["11"]), "b": frozenset(["22"])})
    >>> explained(seen, {"sign": sign}, {})
    {'a': ['sign'], 'b': ['sign']}
    >>> explained(Evidence(frozenset("b"), {"a": frozenset(["11"])}), {"sign": sign}, {})
    {}
    >>> more = Evidence(frozenset(), {**seen.failed, "c": frozenset(["33"])})
    >>> explained(more, {"sign": sign}, {"a": ["f"], "b": ["f"], "c": ["f", "g"]})
    {}
    >>> explained(more, {"sign": sign}, {"a": ["f"], "b": ["f"], "c": ["g"]})
    {'a': ['sign'], 'b': ['sign']}
    """
    left = {name: known for name, known in mistakes.items() if _fits(known, evidence)}
    while True:
        covered = {check for known in left.values() for check in known.fails}
        against = [check for check in evidence.failed if check not in covered]
        kept = {n: known for n, known in left.items() if not any(_one_cause(known, c, reach) for c in against)}
        if len(kept) == len(left):
            break
        left = kept
    needed = {
        n: known for n, known in left.items() if not any(known.fails.keys() < o.fails.keys() for o in left.values())
    }
    found = {
        check: sorted(name for name, known in needed.items() if marks & set(known.fails.get(check, ())))
        for check, marks in evidence.failed.items()
    }
    return {check: names for check, names in found.items() if names}


def _fits(known: Known, evidence: Evidence) -> bool:
    """Whether every check that it makes fail has failed as it would, and at least one with its fingerprint."""
    agreed = False
    for check, marks in known.fails.items():
        if check in evidence.passed:
            return False
        if marks and check in evidence.failed:
            if not evidence.failed[check] & set(marks):
                return False
            agreed = True
    return agreed


def _one_cause(known: Known, check: str, reach: Mapping[str, Iterable[str]]) -> bool:
    """Whether one region could be behind this failure and all of the mistake's own; true if nothing is known."""
    runs = [reach.get(one) for one in (check, *known.fails)]
    if any(regions is None for regions in runs):
        return True
    return bool(set.intersection(*(set(regions or ()) for regions in runs)))


def left_by(known: Known, checks: Iterable[str]) -> Evidence:
    """What a submission with this mistake and no other leaves in these checks."""
    failed = {check: frozenset(marks) for check, marks in known.fails.items()}
    return Evidence(frozenset(checks) - failed.keys(), failed)
