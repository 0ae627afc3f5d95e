"""A certificate as Markdown: docs/certificates/<homework>.md."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from autograder.audit.certificate import Measured
from autograder.audit.misses import FEW_SEEDS, LONG, LONG_ON_MISTAKE, QUICK_ON_MISTAKE
from autograder.audit.plain.job import SEEDS_PER_FORK
from autograder.audit.tail_bounds import quantile, tail_bound, upper_rate
from autograder.model import Assignment
from autograder.text import many

ALARM = 1e-6  # the p-value below which a statistical check takes a second look
_GOAL = 1e-6
_POWER = "Caught: in how many seeds it catches a known mistake that names it."


def certificate_path(assignment: Assignment) -> Path:
    """The path of a homework's certificate."""
    return assignment.course.root / "docs" / "certificates" / f"{assignment.name}.md"


def certified_version(text: str) -> str:
    """The first digits of the digest of the homework that a certificate is about; "" if it does not say.

    >>> certified_version("Written by … on 2027-02-01, in 9 minutes; homework 0123456789ab.")
    '0123456789ab'
    """
    found = re.search(r"; homework ([0-9a-f]+)\.", text)
    return found[1] if found else ""


def bounds(measured: Measured) -> dict[str, float]:
    """Check -> a bound on the probability that a right answer fails it.

    0 for a check without comparisons of rounded numbers, p-values and times, and for a public one, whose data is fixed:
    chance has no part in them.
    """
    public = {name for name, check in measured.checks.items() if not check.secret}
    found = {check: 0.0 if check in public else tail_bound(ratios) for check, ratios in measured.ratios.items()}
    for check in measured.p_values:
        found[check] = found.get(check, 0.0) + ALARM**2
    for check, alarms in measured.alarms.items():
        found[check] = found.get(check, 0.0) + max(alarms)
    for check, counts in measured.timed.items():
        found[check] = found.get(check, 0.0) + _timing_bound(counts)
    return found


def certificate_of(
    assignment: Assignment, measured: Measured, seconds: float, today: date, is_resumed: bool = False
) -> str:
    """The text.

    Args:
        seconds: how long measuring took, or the part after an interruption.
        is_resumed: whether there was one.
    """
    took = f"{seconds / 60:.0f} minutes{' after an interruption' if is_resumed else ''}"
    return "\n".join(_lines(assignment, measured, took, today)) + "\n"


def _lines(assignment: Assignment, measured: Measured, took: str, today: date) -> Iterator[str]:
    runs = sum(measured.runs.values())
    by_check = bounds(measured)
    total = sum(by_check.values())
    rounding = sum(bound for check, bound in by_check.items() if check not in measured.timed)
    answers = {name for name, _ in measured.runs}
    yield f"# How far right answers of {assignment.name} stay from failing, and how often known mistakes are missed\n"
    yield (
        f"Written by `autograder audit {assignment.name} --certificate {runs}` on {today}, in {took}; "
        f"homework {measured.digest[:12]}.\n"
    )
    yield (
        f"The reference and {len(answers) - 1} right answers written differently were graded {runs} times, each time "
        "with another seed for hidden data, half of them with two threads for linear algebra in the student's process. "
        "Public checks have fixed data, so they ran once for each answer and number of threads.\n"
    )
    yield from _verdict(measured, runs, total, rounding)
    yield from _mistakes(measured, runs)
    yield from _tolerances(measured, by_check)
    yield from _statistics(measured)
    yield from _timings(measured)
    yield from _methods()


def _verdict(measured: Measured, runs: int, total: float, rounding: float) -> Iterator[str]:
    failed = len({(name, run) for name, run, _, _ in measured.failures})
    yield "| | |\n|---|---|"
    yield f"| runs in which a right answer lost a point | {failed} of {runs} |"
    yield f"| probability of that, from these runs alone, at most (95 %) | {upper_rate(failed, runs):.1e} |"
    yield f"| probability by bound, without checks that take time | {rounding:.1e} (goal: {_GOAL:.0e}) |"
    if measured.timed:
        yield f"| probability by bound, with checks that take time | {total:.1e} |"
    escaped = sum(bool(misses.escaped) for misses in measured.misses.values())
    yield f"| known mistakes that got past all checks they name, in some seed | {escaped} of {len(measured.misses)} |"
    yield ""
    for name, run, check, said in measured.failures[:20]:
        yield f"* {name}, seed {run}: `{check}`: {said}"
    if measured.failures:
        yield ""


def _mistakes(measured: Measured, runs: int) -> Iterator[str]:
    yield "## Known mistakes\n"
    yield (
        f"Each of the {len(measured.misses)} known mistakes met the checks that it names: hidden ones in {runs} seeds, "
        f"those that compare times or take more than {LONG} s in {FEW_SEEDS}, public ones, whose data is fixed, once. "
        f"What a public check sees cannot get full marks, so {FEW_SEEDS} seeds had to do there, and so they had for "
        f"mistakes on which checks compute for more than {LONG_ON_MISTAKE:g} s. A check that computes for more than "
        f"{QUICK_ON_MISTAKE:g} s on a mistake met it only in seeds in which the quicker ones missed it, and in the "
        f"first {FEW_SEEDS}. A check that let a mistake pass has "
        "missed it; a mistake got past all when all of them did so in the same seed.\n"
    )
    yield (
        f"The first {FEW_SEEDS} seeds were graded. Where plain pytest, one process for each check and "
        f"{SEEDS_PER_FORK} seeds, said the same of each of them, it did the others; where it did not, they were "
        "graded, too: "
        f"{many(sum(misses.differs for misses in measured.misses.values()), 'mistake')}.\n"
    )
    rows = list(_missed(measured))
    if not rows:
        yield "No check let any of them pass.\n"
        return
    yield "| mistake | check | missed | got past all |\n|---|---|---:|---:|"
    yield from rows
    yield ""


def _missed(measured: Measured) -> Iterator[str]:
    """A row for each check that let a mistake pass that names it."""
    for mistake, misses in sorted(measured.misses.items()):
        for check, missed in misses.missed.items():
            if missed:
                share = f"{missed} of {misses.tried[check]} | {misses.escaped} of {misses.seeds}"
                yield f"| {mistake} | {_name(measured, check)} | {share} |"


def _tolerances(measured: Measured, by_check: dict[str, float]) -> Iterator[str]:
    yield "## Errors against tolerances\n"
    yield (
        "Error divided by tolerance; above 1 a comparison fails. Where something has to be below a limit, it is what "
        "part of the way from the best possible value to the limit it went.\n"
    )
    yield "| dtype | comparisons | median | 99 % | largest |\n|---|---:|---:|---:|---:|"
    for dtype, ratios in sorted(measured.dtypes.items()):
        figures = " | ".join(_short(value) for value in _figures(ratios))
        yield f"| {dtype} | {len(ratios)} | {figures} |"
    yield "\nPer check, the largest error of each run:\n"
    yield "| check | runs | median | 99 % | largest | P(fail) at most |\n|---|---:|---:|---:|---:|---:|"
    for check, ratios in sorted(measured.ratios.items(), key=lambda entry: -max(entry[1])):
        figures = " | ".join(_short(value) for value in _figures(ratios))
        yield f"| {_name(measured, check)} | {len(ratios)} | {figures} | {_short(by_check[check])} |"
    exact = len(measured.checks) - len(
        {*measured.ratios, *measured.p_values, *measured.alarms, *measured.timed} & measured.checks.keys()
    )
    yield f"\nThe other {exact} checks compare whole numbers, words, counts of operations and the like, exactly.\n"


def _statistics(measured: Measured) -> Iterator[str]:
    if measured.p_values or measured.alarms:
        yield "## Statistical checks\n"
    for check, alarms in measured.alarms.items():
        rate = f"{max(alarms):.0e}"
        yield f"{_name(measured, check)}: the leak detector gives a false alarm with probability {rate} at most.\n"
    if not measured.p_values:
        return
    yield (
        f"Each of these looks again, at fresh data, when p is below {ALARM:.0e}, and fails when it is so twice: a "
        f"false alarm has probability {ALARM**2:.0e}. {_POWER}\n"
    )
    yield "| check | tests | smallest p | part with p < 0.01 | caught |\n|---|---:|---:|---:|---|"
    for check, values in measured.p_values.items():
        low = sum(value < 0.01 for value in values) / len(values)
        row = f"| {_name(measured, check)} | {len(values)} | {min(values):.2g} | {low:.3f} |"
        yield f"{row} {_caught(measured, check)} |"
    yield ""


def _timings(measured: Measured) -> Iterator[str]:
    if not measured.timed:
        return
    yield "## Checks that take time\n"
    yield (
        "They compare CPU times within one process and measure again, up to three times, before they fail. A second or "
        "third measurement in a run is counted here. The bound takes measurements of one run to be independent, which "
        f"on a machine under changing load they are only roughly. {_POWER}\n"
    )
    yield "| check | runs | measured again | P(fail) at most | caught |\n|---|---:|---:|---:|---|"
    for check, counts in measured.timed.items():
        row = f"| {_name(measured, check)} | {len(counts)} | {_again(counts)} | {_timing_bound(counts):.1e} |"
        yield f"{row} {_caught(measured, check)} |"
    yield ""


def _methods() -> Iterator[str]:
    yield "## How the bounds come about\n"
    yield (
        "A check fails when the largest ratio of error to tolerance is above 1. The tail of these ratios is taken to "
        "be a power law fitted to the largest 5 % (Hill's estimator), with the exponent at the lower end of its 95 % "
        "interval, but at least 1, as cancellation has it; other errors of rounding have thinner tails. Public checks "
        "have fixed data, so chance has no part in them. The bounds of all checks add up. They say nothing about right "
        "answers that round in a way none of ours does."
    )


def _again(counts: Sequence[int]) -> int:
    """In how many runs more had to be measured than in the quickest."""
    return sum(count > min(counts) for count in counts)


def _timing_bound(counts: Sequence[int]) -> float:
    """Three measurements in a row have to go wrong."""
    return upper_rate(_again(counts), len(counts)) ** 3


def _caught(measured: Measured, check: str) -> str:
    """How often each known mistake that names the check is caught by it."""
    seen = [(name, misses) for name, misses in sorted(measured.misses.items()) if check in misses.tried]
    rows = (f"{name} {misses.tried[check] - misses.missed[check]}/{misses.tried[check]}" for name, misses in seen)
    return ", ".join(rows) or "–"


def _figures(ratios: Sequence[float]) -> tuple[float, float, float]:
    return quantile(ratios, 0.5), quantile(ratios, 0.99), max(ratios)


def _name(measured: Measured, function: str) -> str:
    check = measured.checks.get(function.partition("[")[0])
    return f"{check.number} {check.title}".replace("|", "\\|") if check else function


def _short(value: float) -> str:
    return "0" if value == 0 else f"{value:.1e}"
