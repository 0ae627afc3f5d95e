"""Whole processes: our wall time, CPU time and peak memory for one submission, against others running the same checks.

Runs alternate (ours, theirs, ours, theirs, …), so a machine whose speed drifts hits both; what counts is the median of
the ratios pair by pair.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_THREADS = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "AUTOGRADER_SEED": "7"}


@dataclass(frozen=True)
class Case:
    """One homework: its course, name, a right submission, and where its tests lie."""

    title: str
    course: Path
    name: str
    submission: Path
    tests: tuple[Path, ...]
    paths: tuple[Path, ...]
    points: float


CASES = {
    "hw1": Case(
        "hw1_autodiff (NumPy only)",
        ROOT,
        "hw1_autodiff",
        ROOT / "reference_solutions/hw1_autodiff/solution",
        (ROOT / "assignments/hw1_autodiff/tests", ROOT / "reference_solutions/hw1_autodiff/tests"),
        (ROOT / "assignments/shared", ROOT / "assignments/hw1_autodiff/given"),
        72,
    ),
    "adam": Case(
        "a small homework with torch and Adam",
        ROOT / "bench/adam",
        "adam",
        ROOT / "bench/adam/submission",
        (ROOT / "bench/adam/assignments/adam/tests",),
        (),
        25,
    ),
}


@dataclass(frozen=True)
class Cost:
    """Of one run: seconds of wall clock and of CPU over all its processes, and the largest process's MiB."""

    wall: float
    cpu: float
    peak: float


def ours(case: Case, out: Path) -> list[str]:
    command = [sys.executable, "-m", "autograder", "grade", case.name, str(case.submission), "--seed", "7"]
    return [*command, "--course", str(case.course), "--out", str(out), "--allow-degraded"]


def gradescope_utils(case: Case, out: Path) -> list[str]:
    paths = map(str, (case.submission, *case.paths))
    return [
        sys.executable,
        str(ROOT / "bench/in_process.py"),
        str(out / "theirs.json"),
        *paths,
        "--",
        *map(str, case.tests),
    ]


def plain_pytest(case: Case, out: Path) -> list[str]:
    return [sys.executable, "-m", "pytest", "-q", "-c", os.devnull, "-p", "no:cacheprovider", *map(str, case.tests)]


def run(command: list[str], case: Case) -> Cost:
    """One fresh process (tree), measured from outside."""
    path = os.pathsep.join(map(str, (case.submission, *case.paths, *case.tests)))
    environment = {**os.environ, **_THREADS} | ({"PYTHONPATH": path} if "pytest" in command else {})
    begun = time.perf_counter()
    process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr is not None
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}: {errors.decode()[-500:]}")
    return Cost(time.perf_counter() - begun, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def same_points(case: Case, out: Path) -> None:
    """Both must have run the same checks and given full marks, or the comparison means nothing."""
    mine = json.loads((out / "results.json").read_text(encoding="utf-8"))["tests"]
    theirs = json.loads((out / "theirs.json").read_text(encoding="utf-8"))["tests"]
    for tests in (mine, theirs):
        assert sum(test.get("score", 0) for test in tests) == case.points, case.title
    assert len(mine) == len(theirs), (len(mine), len(theirs))


_OTHERS = (("gradescope-utils", gradescope_utils), ("plain pytest", plain_pytest))


def compare(
    case: Case, out: Path, pairs: int, others: Sequence[tuple[str, Callable[[Case, Path], list[str]]]] = _OTHERS
) -> list[tuple[str, str, float, float, float]]:
    """Rows (against, figure, ours, theirs, ratio), all medians."""
    rows = []
    for label, theirs in others:
        run(ours(case, out), case)
        run(theirs(case, out), case)
        if theirs is gradescope_utils:
            same_points(case, out)
        measured = [(run(ours(case, out), case), run(theirs(case, out), case)) for _ in range(pairs)]
        for figure in ("wall", "cpu", "peak"):
            a, b = ([getattr(cost, figure) for cost in side] for side in zip(*measured, strict=True))
            ratios = [x / y for x, y in zip(a, b, strict=True)]
            rows.append((label, figure, statistics.median(a), statistics.median(b), statistics.median(ratios)))
    return rows
