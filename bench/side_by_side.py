"""What it saves to run the checks of one submission side by side.

    python -m bench.side_by_side [HOMEWORK …] [--jobs 2] [--pairs 7] [--warm]

Whole processes, or (`--warm`) submissions in a grader that has started; one after another and side by side in turns,
and the medians of the ratios pair by pair. Both must have given the same results, but for times. HOMEWORK
is hw0_pytorch, hw1_autodiff, …, or adam, a small one with torch.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.table import Table

from autograder.config import load_assignment, load_course
from autograder.grading.engine import Grader
from autograder.intake import receive
from autograder.reporting import read_outcomes
from bench import whole
from bench.whole import Case, Cost

_HW1 = whole.CASES["hw1"]


def case_of(name: str) -> Case:
    """The reference solution of a homework."""
    if name == "adam":
        return whole.CASES["adam"]
    return replace(_HW1, title=name, name=name, submission=whole.ROOT / f"reference_solutions/{name}/solution")


def compare_warm(case: Case, jobs: int, pairs: int, folder: Path) -> tuple[Cost, Cost, Cost]:
    """The same of one submission after another in one grader; of the costs, only the wall time.

    Raises:
        AssertionError: the results differ.
    """
    found: list[tuple[float, float]] = []
    assignment = load_assignment(load_course(case.course), case.name)
    with Grader(assignment, allow_degraded=True, jobs=jobs) as grader:
        assert grader.jobs == jobs, "memory does not allow it"
        submission = receive(case.submission, assignment, folder)
        for number in range(pairs + 1):
            seconds, told = [], []
            for grader.jobs in (1, jobs):
                begun = time.perf_counter()
                outcomes = grader.grade(submission, seed=7).outcomes
                seconds.append(time.perf_counter() - begun)
                told.append([replace(outcome, seconds=0.0, leaderboard=None) for outcome in outcomes])
            assert told[0] == told[1], case.title
            if number:  # the first pair warms caches
                found.append((seconds[0], seconds[1]))
    one, two = (Cost(statistics.median(side), 0, 0) for side in zip(*found, strict=True))
    return one, two, Cost(statistics.median(b / a for a, b in found), 0, 0)


def compare(case: Case, jobs: int, pairs: int, folder: Path) -> tuple[Cost, Cost, Cost]:
    """Medians one after another, side by side, and of the ratios.

    Raises:
        AssertionError: the results differ.
    """
    found: list[tuple[Cost, Cost]] = []
    for number in range(pairs + 1):
        pair = {1: folder / f"{number}-1", jobs: folder / f"{number}-{jobs}"}
        for out in pair.values():
            out.mkdir()
        costs = [whole.run([*whole.ours(case, out), "--jobs", str(n)], case) for n, out in pair.items()]
        if number:  # the first pair warms caches
            found.append((costs[0], costs[1]))
        one, other = (read_outcomes(out / "outcomes.jsonl") for out in pair.values())
        told = [[replace(outcome, seconds=0.0, leaderboard=None) for outcome in one.outcomes] for one in (one, other)]
        assert told[0] == told[1], case.title
    sides = [
        Cost(*map(statistics.median, zip(*(vars(c).values() for c in side), strict=True)))
        for side in zip(*found, strict=True)
    ]
    ratios = [[b / a for a, b in zip(vars(x).values(), vars(y).values(), strict=True)] for x, y in found]
    return sides[0], sides[1], Cost(*map(statistics.median, zip(*ratios, strict=True)))


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.side_by_side", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("homeworks", nargs="*", default=["hw1_autodiff", "hw3_rnn_lm", "adam"])
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--pairs", type=int, default=7)
    parser.add_argument("--warm", action="store_true", help="in a grader that has started")
    options = parser.parse_args()
    table = Table(title=f"{options.jobs} at once ({os.getloadavg()[0]:.1f} programs wanted to run at the start)")
    for heading in ("homework", "figure", "one after another", "side by side", "ratio"):
        table.add_column(heading)
    with tempfile.TemporaryDirectory() as folder:
        for name in options.homeworks:
            room = Path(folder, name)
            room.mkdir()
            measure = compare_warm if options.warm else compare
            one, two, ratio = measure(case_of(name), options.jobs, options.pairs, room)
            table.add_row(name, "wall", f"{one.wall:.2f} s", f"{two.wall:.2f} s", f"{ratio.wall:.2f}")
            if not options.warm:
                table.add_row("", "processor", f"{one.cpu:.2f} s", f"{two.cpu:.2f} s", f"{ratio.cpu:.2f}")
    Console(width=110).print(table)


if __name__ == "__main__":
    main()
