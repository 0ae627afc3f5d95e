"""Mutants per second: the audit against pytest in a fresh process for each mutant, alternating in one run.

Both stop at the first failing test. The audit runs checks in the order that it would, each in a jail of its own; pytest
runs the same test files in the order of their names, with no jail, on bytecode that is already compiled. Usage:
`python -m bench.audit_speed [--mutants 40]`.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console

from autograder.audit.check_runner import CheckRunner
from autograder.audit.mutants import mutants_of
from autograder.audit.result_store import ResultStore
from autograder.authoring.source.mistakes import read_mistakes
from autograder.authoring.source.starter import solution_texts
from autograder.config import load_assignment, load_course
from autograder.grading.engine import Grader
from autograder.grading.staging import given_file
from autograder.model import Assignment

_ROOT = Path(__file__).resolve().parents[1]
_OPTIONS = ("-x", "-q", "--import-mode=importlib", "-p", "no:cacheprovider", "-c", os.devnull)


def compare(assignment: Assignment, count: int) -> tuple[list[float], list[float], float]:
    """Seconds for each mutant, ours and theirs, and the seconds that our start takes."""
    texts = solution_texts(assignment)
    every = mutants_of(texts)
    chosen = sorted(random.Random(0).sample(range(len(every)), count))
    ours, theirs = [], []
    with tempfile.TemporaryDirectory() as name:
        folder, begun = Path(name), time.perf_counter()
        with ResultStore(folder / "found.jsonl", "bench") as store, Grader(assignment, allow_degraded=True) as grader:
            check_runner = CheckRunner(grader, store, read_mistakes(assignment), seed=0)
            check_runner.learn_reach(texts)
            start = time.perf_counter() - begun
            _by_pytest(assignment, texts, folder / "warm")
            for number in chosen:
                mutant = every[number]
                files = {**texts, mutant.path: mutant.text}
                ours.append(_timed(lambda m=mutant, f=files: check_runner.until_failure(m.key, f, m.region)))
                theirs.append(_timed(lambda m=mutant, f=files: _by_pytest(assignment, f, folder / m.key)))
    return ours, theirs, start


def _timed(call) -> float:
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def _by_pytest(assignment: Assignment, files: dict[str, str], folder: Path) -> None:
    folder.mkdir()
    for path in assignment.given:
        (folder / path).write_bytes(given_file(assignment, path).read_bytes())
    for path, text in files.items():
        (folder / path).write_text(text, encoding="utf-8")
    tests = [str(assignment.public_tests), str(assignment.hidden_tests)]
    paths = [str(folder), *tests, str(_ROOT / "assignments" / "shared"), str(assignment.secret / "oracles")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "AUTOGRADER_SEED": "0"}
    environment |= {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *_OPTIONS, "--rootdir", str(folder), *tests],
        cwd=folder, env=environment, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    if done.returncode not in (0, 1):
        raise SystemExit(f"pytest did not run: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    if folder.name == "warm" and done.returncode:
        raise SystemExit(f"the solution fails: {done.stdout[-2000:]}")


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.audit_speed", description=__doc__)
    parser.add_argument("--homework", default="hw1_autodiff")
    parser.add_argument("--mutants", type=int, default=40)
    options = parser.parse_args()
    assignment = load_assignment(load_course(_ROOT), options.homework)
    ours, theirs, start = compare(assignment, options.mutants)
    ratio = statistics.median(b / a for a, b in zip(ours, theirs, strict=True))
    console = Console(highlight=False)
    console.print(f"{options.homework}, {len(ours)} mutants, one at a time, alternating:")
    console.print(f"  audit:                  {len(ours) / sum(ours):.2f} mutants per second (and {start:.1f} s once)")
    console.print(f"  pytest, fresh process:  {len(theirs) / sum(theirs):.2f} mutants per second")
    console.print(f"  ratio: {sum(theirs) / sum(ours):.1f} over all, median of pairs {ratio:.1f} (goal for hw1: ≥ 10)")


if __name__ == "__main__":
    main()
