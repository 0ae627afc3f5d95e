"""What a batch costs, paired in one run: `python -m bench.batch [--size 8] [--pairs 3] [--stored 1000] [--slurm]`.

* against `grade` in a loop and against gradescope-utils in fresh processes, both two at a time on the same submissions,
  and the same of a homework with torch;
* against the sum of the single times on two workers;
* with `--slurm`, on two jobs of a Slurm that answers here, against threads;
* with everything stored, with some of it missing, and after a change of points: results of one homework, copied to so
  many submissions.

Each figure stands beside its goal.
"""

from __future__ import annotations

import argparse
import itertools
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

import msgspec

from autograder.batch.engines.engine import Environment
from autograder.batch.keys import system_versions
from autograder.batch.options import Options
from autograder.batch.result_file import StoredResult, encode_result
from autograder.batch.run import run_batch
from autograder.batch.store import read_batch
from autograder.batch.unit import Reply, Unit
from autograder.config import load_assignment, load_course
from autograder.intake.exports import read_export
from autograder.model import Assignment, BatchEntry, Check, Grading
from autograder.text import many
from bench.goals import verdict
from bench.whole import CASES, ROOT, Case, Cost, run
from bench.whole import gradescope_utils as theirs
from tools.generated_class import generate

WORKERS = 2
HOMEWORK, TORCH = "hw1_autodiff", "adam"
_KINDS = {"right": 1, "one mistake": 2, "two mistakes": 1}
_MISSING = 10


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.batch", description=__doc__.partition("\n")[0])
    parser.add_argument("--size", type=int, default=8, help="submissions that are graded for real")
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--stored", type=int, default=1000, help="submissions whose results are stored")
    parser.add_argument("--slurm", action="store_true", help="on a Slurm, too (tools/slurm.sh starts one)")
    parser.add_argument("--fill", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.fill:
        fill(options.fill)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        course = copy_of_course(HOMEWORK, folder / "course")
        assignment = load_assignment(load_course(course), HOMEWORK)
        source = generate(assignment, folder / "class", options.size, seed=5, kinds=_KINDS).folder
        _against_loops(assignment, source, folder, options.pairs)
        _torch(folder / "torch", options.size, options.pairs)
        if options.slurm:
            _slurm(assignment, source, folder, options.pairs)
        _stored(assignment, folder, options.stored)


def copy_of_course(homework: str, into: Path) -> Path:
    for path in (
        "assignments/course.yaml",
        "assignments/shared",
        f"assignments/{homework}",
        f"reference_solutions/{homework}",
    ):
        copy: Callable[..., object] = shutil.copytree if (ROOT / path).is_dir() else shutil.copyfile
        (into / path).parent.mkdir(parents=True, exist_ok=True)
        copy(ROOT / path, into / path)
    return into


def _against_loops(assignment: Assignment, source: Path, folder: Path, pairs: int) -> None:
    submissions = sorted(path for path in source.iterdir() if path.is_dir())

    def in_a_loop(one: Path) -> None:
        _command(assignment, "grade", assignment.name, str(one), "--out", str(folder / "one" / one.name))

    measured = []
    for number in range(pairs):
        out = folder / f"batch-{number}"
        batch = _batch(assignment, source, out).wall
        loop = _seconds(lambda: _two_at_a_time(in_a_loop, submissions))
        graders = _others(CASES["hw1"], folder, len(submissions))
        single = sum(entry.seconds for entry in read_batch(out).entries)
        measured.append((batch, loop, graders, 1.05 * single / WORKERS + 5))
    print(_title(assignment.name, len(submissions), pairs, statistics.median(row[0] for row in measured)))
    print(" ", verdict("batch / `grade` in a loop", _ratio(measured, 1), 0.75, " ×"))
    print(" ", verdict("batch / gradescope-utils in fresh processes on the solution", _ratio(measured, 2), 1, " ×"))
    share = "batch / (1.05 × sum of single times / workers + 5 s)"
    print(" ", verdict(share, _ratio(measured, 3), 1, " ×"))


def _torch(folder: Path, size: int, pairs: int) -> None:
    """The same of a homework with torch: as many right submissions that differ in a comment."""
    case = CASES[TORCH]
    course = folder / "course"
    shutil.copytree(case.course, course, ignore=shutil.ignore_patterns("build", "__pycache__"))
    assignment = load_assignment(load_course(course), case.name)
    for number in range(size):
        copied = folder / "class" / f"student{number}"
        shutil.copytree(case.submission, copied)
        file = copied / assignment.submit[0]
        file.write_text(f"{file.read_text(encoding='utf-8')}# {number}\n", encoding="utf-8")
    measured = [
        (_batch(assignment, folder / "class", folder / f"batch-{number}").wall, _others(case, folder, size))
        for number in range(pairs)
    ]
    print(_title(case.title, size, pairs, statistics.median(row[0] for row in measured)))
    print(" ", verdict("batch / gradescope-utils in fresh processes", _ratio(measured, 1), 0.15, " ×"))


def _slurm(assignment: Assignment, source: Path, folder: Path, pairs: int) -> None:
    measured = []
    for number in range(pairs):
        threads = _batch(assignment, source, folder / f"threads-{number}").wall
        slurm = _batch(assignment, source, folder / f"slurm-{number}", "--on", "slurm").wall
        measured.append((slurm, 1.05 * threads + 10))
    print(_title(f"{assignment.name} on Slurm", len(list(source.iterdir())), pairs, measured[0][0]))
    print(" ", verdict("Slurm / (1.05 × threads + 10 s)", _ratio(measured, 1), 1, " ×"))


def _title(name: str, size: int, pairs: int, seconds: float) -> str:
    each = f"{seconds / size:.2f} s per submission"
    return f"{name}, {many(size, 'submission')}, {WORKERS} at a time, medians of {pairs}: {each}"


def _ratio(rows: Sequence[tuple[float, ...]], column: int) -> float:
    return statistics.median(row[0] / row[column] for row in rows)


def _two_at_a_time(one: Callable[[Path], object], submissions: Sequence[Path]) -> None:
    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(one, submissions))


def _others(case: Case, folder: Path, size: int) -> float:
    """Seconds that gradescope-utils takes for the solution, so many times."""
    folder.mkdir(parents=True, exist_ok=True)
    return _seconds(lambda: _two_at_a_time(lambda _: run(theirs(case, folder), case), [folder] * size))


def _batch(assignment: Assignment, source: Path, out: Path, *more: str) -> Cost:
    workers = ("--workers", str(WORKERS))
    return _command(assignment, "batch", assignment.name, str(source), "--out", str(out), *workers, *more)


def _command(assignment: Assignment, *arguments: str) -> Cost:
    course = ("--allow-degraded", "--course", str(assignment.course.root))
    return run([sys.executable, "-m", "autograder", *arguments, *course], CASES["hw1"])


def _seconds(what: Callable[[], object]) -> float:
    begun = time.perf_counter()
    what()
    return time.perf_counter() - begun


class Silent:
    """Listens and says nothing."""

    def planned(self, entries: int, to_run: int) -> None: ...

    def started(self, environment: Environment) -> None: ...

    def finished(self, entry: BatchEntry) -> None: ...

    def stopping(self, under_way: int) -> None: ...


class Copies:
    """An engine that gives one of some gradings to each submission, without running anything."""

    name, slots = "copies", 2

    def __init__(self, gradings: Sequence[Grading]) -> None:
        self._gradings = itertools.cycle(gradings)
        run = gradings[0].run
        self.environment: Environment | None = Environment(run.mode, run.layers)
        self.checks: tuple[Check, ...] = gradings[0].checks

    def __enter__(self) -> Copies:
        return self

    def __exit__(self, *_: object) -> None: ...

    def start(self) -> None: ...

    def abort(self) -> None: ...

    def submit(self, data: bytes) -> Future[bytes]:
        unit, grading = msgspec.msgpack.decode(data, type=Unit), next(self._gradings)
        own = replace(grading, run=replace(grading.run, submission_digest=unit.digest, seed=unit.seed))
        future: Future[bytes] = Future()
        future.set_result(
            msgspec.msgpack.encode(
                Reply(encode_result(StoredResult(own, 2.0)), "", own.run.running_digest, system_versions(), "")
            )
        )
        return future


def _stored(assignment: Assignment, folder: Path, size: int) -> None:
    source, out, text = folder / "many", folder / "stored", (assignment.solution / assignment.submit[0]).read_text()
    for number in range(size):
        (source / f"student{number}").mkdir(parents=True)
        (source / f"student{number}" / assignment.submit[0]).write_text(f"{text}# {number}\n")
        for path in assignment.submit[1:]:
            shutil.copyfile(assignment.solution / path, source / f"student{number}" / path)
    step = [sys.executable, "-m", "bench.batch", "--fill", str(folder)]
    filling = run(step, CASES["hw1"])
    whole = run(step, CASES["hw1"]).wall
    for path in sorted((out / "results").iterdir())[:_MISSING]:
        path.unlink()
    resumed = run(step, CASES["hw1"]).wall
    again = ("batch", assignment.name, str(source), "--out", str(out))
    cached = _command(assignment, *again)
    test = sorted(assignment.public_tests.glob("test_*.py"))[0]
    test.write_text(test.read_text().replace("@weight(1)", "@weight(3)").replace("@weight(2)", "@weight(4)"))
    points = _command(assignment, *again)
    kept = list((out / "results").iterdir())
    assert len(kept) == size, "a change of points has run something"
    print(f"{size} submissions whose results are stored (the first time in {filling.wall:.1f} s):")
    print(" ", verdict("one stored result", sum(path.stat().st_size for path in kept) / size / 1000, 10, " kB"))
    print(" ", verdict("all from the store", cached.wall, 5, " s"))
    print(" ", verdict("only points have changed, 0 runs", points.wall, 5, " s"))
    print(" ", verdict(f"resumed with {_MISSING} missing, more than with none", resumed - whole, 1, " s"))
    print(" ", verdict("the coordinator's memory", max(filling.peak, cached.peak) * (1 << 20) / 1e6, 150, " MB"))


def fill(folder: Path) -> None:
    """One step, in a process of its own: a batch that takes outcomes of the real one instead of running checks."""
    assignment = load_assignment(load_course(folder / "course"), HOMEWORK)
    gradings = [entry.grading for entry in read_batch(folder / "batch-0").entries if entry.grading]
    with tempfile.TemporaryDirectory() as unpacked:
        export = read_export(folder / "many", Path(unpacked))
        now = Options(datetime.now(timezone.utc))
        run_batch(assignment, export, folder / "stored", Copies(gradings), now, Silent())


if __name__ == "__main__":
    os.environ.setdefault("PYTHONPATH", str(ROOT))
    main()
