"""The result of an audit: plain data that is written as JSON, and the figures that follow from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec

from autograder.model import MistakeCost

Fate = Literal["killed", "survived", "equivalent", "broken"]


class CheckRow(msgspec.Struct, frozen=True):
    """One check.

    Attributes:
        number: as given by `@number`.
        seconds: that it took on the reference solution.
    """

    id: str
    title: str
    number: str
    piece: str
    points: float
    secret: bool
    seconds: float


class MutantRow(msgspec.Struct, frozen=True):
    """One mutant and its fate.

    Attributes:
        was, now: the lines that changed.
        fate: killed by a check; survived all; equivalent, by the reviewed list; broken: a check did not end as a
            check must, so the check is at fault.
        killers: the checks that it failed, the first one first; of those that were tried.
        tried: how many checks ran on it.
        verdict: how the first killer ended.
        reason: why it is equivalent, or what was broken.
    """

    key: str
    path: str
    region: str
    line: int
    operator: str
    was: str
    now: str
    fate: Fate
    killers: list[str] = []
    tried: int = 0
    verdict: str = ""
    reason: str = ""


class SubmissionRow(msgspec.Struct, frozen=True):
    """A known mistake, or a right variant.

    Attributes:
        failed: the checks that it failed.
        said: the message of the first of them.
        lost: for a mistake, the points that it loses, by piece.
    """

    name: str
    region: str
    title: str
    failed: list[str] = []
    said: str = ""
    lost: dict[str, float] = {}


class Audit(msgspec.Struct, frozen=True):
    """One audit of one homework.

    Attributes:
        digest: of everything that was audited: assignment, mistakes, variants, reviewed list.
        findings: what else is wrong, one sentence each: stale entries of the reviewed list, checks that broke.
        seconds, cpu_seconds: of this run; what an interrupted run had found already is not in them.
        reused: how many mutants that was.
        threshold: the part of the mutants that are not equivalent to the solution that has to be killed.
        allowed: what a known mistake may cost before there is a warning.
        matrix: whether killed mutants also met the other checks of the killer's piece.
    """

    assignment: str
    digest: str
    seed: int
    checks: list[CheckRow]
    mutants: list[MutantRow]
    mistakes: list[SubmissionRow]
    variants: list[SubmissionRow]
    findings: list[str]
    seconds: float
    cpu_seconds: float
    threshold: float
    reused: int = 0
    matrix: bool = False
    allowed: MistakeCost = MistakeCost()

    @property
    def surviving(self) -> list[MutantRow]:
        return [mutant for mutant in self.mutants if mutant.fate in ("survived", "broken")]

    @property
    def over_strict(self) -> list[SubmissionRow]:
        """Right variants that fail."""
        return [variant for variant in self.variants if variant.failed]

    @property
    def missed(self) -> list[SubmissionRow]:
        """Known mistakes that pass."""
        return [mistake for mistake in self.mistakes if not mistake.failed]

    @property
    def enough(self) -> bool:
        """Whether enough mutants are killed for the threshold."""
        return kill_rate(self.mutants) >= self.threshold

    @property
    def holds(self) -> bool:
        """Whether the homework passes the audit."""
        return self.enough and not (self.missed or self.over_strict or self.findings)

    @property
    def summary(self) -> str:
        """The last line of the output."""
        wrong = [mutant for mutant in self.mutants if mutant.fate != "equivalent"]
        killed = len(wrong) - len(self.surviving)
        return (
            f"{self.assignment}: {killed}/{len(wrong)} mutants killed ({percent(kill_rate(self.mutants))}), "
            f"{len(self.surviving)} surviving, {len(self.over_strict)} over-strict, "
            f"{len(self.mistakes) - len(self.missed)}/{len(self.mistakes)} mistakes caught, {self.seconds:.0f} s"
        )


def kill_rate(mutants: Iterable[MutantRow]) -> float:
    """The part of the mutants that are not equivalent that was killed; 1 if there are none.

    >>> row = lambda fate: MutantRow("", "", "", 0, "", "", "", fate)
    >>> kill_rate([row("killed"), row("survived"), row("equivalent")])
    0.5
    """
    fates = [mutant.fate for mutant in mutants if mutant.fate != "equivalent"]
    return fates.count("killed") / len(fates) if fates else 1.0


def percent(part: float) -> str:
    """Never rounded up to a whole.

    >>> percent(0.9996), percent(1.0)
    ('99.9 %', '100.0 %')
    """
    return f"{int(part * 1000 + 1e-9) / 10:.1f} %"


def kills(audit: Audit) -> dict[str, tuple[int, int]]:
    """Check -> how many mutants it kills of those it met, and how many no other check of its piece kills."""
    piece = {check.id: check.piece for check in audit.checks}
    counts = {check.id: [0, 0] for check in audit.checks}
    for mutant in audit.mutants:
        for killer in mutant.killers:
            counts[killer][0] += 1
            counts[killer][1] += [piece[other] for other in mutant.killers].count(piece[killer]) == 1
    return {check: (some, alone) for check, (some, alone) in counts.items()}


def attention(audit: Audit) -> Iterator[str]:
    """Sentences about everything that has to be fixed, besides survivors."""
    if not audit.enough:
        rate = percent(kill_rate(audit.mutants))
        yield f"the tests catch {rate} of the mutants; assignment.yaml asks for {percent(audit.threshold)} (kill_rate)"
    for variant in audit.over_strict:
        yield f"over-strict: the right variant {variant.name} fails {', '.join(variant.failed)}: {variant.said}"
    for mistake in audit.missed:
        yield f"missed: the known mistake {mistake.name} passes every check ({mistake.title})"
    yield from audit.findings


def by_region(audit: Audit) -> dict[str, list[MutantRow]]:
    """The mutants of each region, regions in the order of the file."""
    regions: dict[str, list[MutantRow]] = defaultdict(list)
    for mutant in audit.mutants:
        regions[mutant.region].append(mutant)
    return dict(regions)
