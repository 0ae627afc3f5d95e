"""What a batch costs, paired in one run: `python -m bench.batch [--size 8] [--pairs 3] [--stored 1000]`.

* against `grade` in a loop and against gradescope-utils in fresh processes, both two at a time on the same submissions;
* against the sum of the single times on two workers;
* with everything stored, and after a change of points: results of one homework, copied to so many submissions.
"""

from __future__ import annotations

import argparse
import itertools
import os
import resource
import shutil
import statistics
import subprocess
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
from bench.whole import CASES, ROOT, run
from bench.whole import gradescope_utils as theirs
from tools.generated_class import generate

WORKERS = 2
_KINDS = {"right": 1, "one mistake": 2, "two mistakes": 1}


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.batch", description=__doc__)
    parser.add_argument("--homework", default="hw1_autodiff")
    parser.add_argument("--size", type=int, default=8, help="submissions that are graded for real")
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--stored", type=int, default=1000, help="submissions whose results are stored")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        course = copy_of_course(options.homework, folder / "course")
        assignment = load_assignment(load_course(course), options.homework)
        source = generate(assignment, folder / "class", options.size, seed=5, kinds=_KINDS).folder
        _against_loops(assignment, source, folder, options.pairs)
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
    measured = []
    for number in range(pairs):
        out = folder / f"batch-{number}"
        batch = _seconds(
            lambda out=out: _command(
                assignment, "batch", assignment.name, str(source), "--out", str(out), "--workers", str(WORKERS)
            )
        )
        loop = _seconds(
            lambda: _two_at_a_time(
                lambda one: _command(
                    assignment, "grade", assignment.name, str(one), "--out", str(folder / "one" / one.name)
                ),
                submissions,
            )
        )
        graders = _seconds(
            lambda: _two_at_a_time(lambda _: run(theirs(CASES["hw1"], folder), CASES["hw1"]), submissions)
        )
        single = sum(entry.seconds for entry in read_batch(out).entries)
        measured.append((batch, loop, graders, single))
    size = len(submissions)
    batch, loop, graders, single = (statistics.median(column) / size for column in zip(*measured, strict=True))
    print(f"{assignment.name}, {size} submissions, {WORKERS} at a time, medians of {pairs}, seconds per submission:")
    print(f"  batch {batch:.2f}, grade in a loop {loop:.2f}: {_ratio(measured, 1):.2f} ×")
    print(f"  gradescope-utils in fresh processes on the solution {graders:.2f}: {_ratio(measured, 2):.2f} ×")
    excess = statistics.median(row[0] - row[3] / WORKERS for row in measured)
    print(f"  sum of single times by workers {single / WORKERS:.2f}; the batch took {excess:.1f} s more in all")


def _ratio(rows: Sequence[tuple[float, ...]], column: int) -> float:
    return statistics.median(row[0] / row[column] for row in rows)


def _two_at_a_time(one: Callable[[Path], object], submissions: Sequence[Path]) -> None:
    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(one, submissions))


def _command(assignment: Assignment, *arguments: str) -> None:
    command = [
        sys.executable,
        "-m",
        "autograder",
        *arguments,
        "--allow-degraded",
        "--course",
        str(assignment.course.root),
    ]
    subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)


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
            msgspec.msgpack.encode(Reply(encode_result(StoredResult(own, 2.0)), "", system_versions(), ""))
        )
        return future


def _stored(assignment: Assignment, folder: Path, size: int) -> None:
    gradings = [entry.grading for entry in read_batch(folder / "batch-0").entries if entry.grading]
    source, out, text = folder / "many", folder / "stored", (assignment.solution / assignment.submit[0]).read_text()
    for number in range(size):
        (source / f"student{number}").mkdir(parents=True)
        (source / f"student{number}" / assignment.submit[0]).write_text(f"{text}# {number}\n")
        for path in assignment.submit[1:]:
            shutil.copyfile(assignment.solution / path, source / f"student{number}" / path)
    (folder / "unpacked").mkdir()
    export = read_export(source, folder / "unpacked")
    filling = _seconds(
        lambda: run_batch(assignment, export, out, Copies(gradings), Options(datetime.now(timezone.utc)), Silent())
    )
    again = lambda: _command(assignment, "batch", assignment.name, str(source), "--out", str(out))  # noqa: E731
    cached = _seconds(again)
    test = sorted(assignment.public_tests.glob("test_*.py"))[0]
    test.write_text(test.read_text().replace("@weight(1)", "@weight(3)").replace("@weight(2)", "@weight(4)"))
    points = _seconds(again)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    bytes_each = sum(path.stat().st_size for path in (out / "results").iterdir()) / size
    print(f"{size} submissions whose results are stored, {bytes_each / 1024:.1f} KiB each:")
    print(
        f"  stored for the first time {filling:.1f} s; all from the store {cached:.1f} s; points changed {points:.1f} s"
    )
    print(f"  largest process of all that ran {peak:.0f} MiB")


if __name__ == "__main__":
    os.environ.setdefault("PYTHONPATH", str(ROOT))
    main()
