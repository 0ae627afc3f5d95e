"""`python -m bench.regrade [SIZE]`: how long a class takes whose points alone have changed; nothing may run.

Outcomes are made up for the checks of hw1; the batch, its folder and the regrade are real.
"""

from __future__ import annotations

import argparse
import random
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from unittest import mock

from autograder.batch import regrade as regrading
from autograder.batch.checks import current_checks
from autograder.batch.engines import engine_named
from autograder.batch.options import Options
from autograder.batch.regrade import plan_regrade, regrade
from autograder.batch.result_file import StoredResult
from autograder.batch.store import Store, read_batch, write_batch
from autograder.cli.batch import Screen
from autograder.config import load_assignment, load_course
from autograder.files import replace_file
from autograder.grading.digests import running_digest, scoring_digest
from autograder.model import (
    Assignment,
    Batch,
    BatchEntry,
    Check,
    ExportedSubmission,
    Grading,
    Member,
    Mode,
    Outcome,
    Run,
    Status,
    Verdict,
)
from autograder.reporting.movements import movements_csv, movements_json
from autograder.reporting.pages.regrade_page import regrade_page
from autograder.scoring import score
from autograder.scoring.compare import compare
from bench.goals import verdict

_ROOT = Path(__file__).resolve().parents[1]
_HOMEWORK = "hw1_autodiff"
_NOW = datetime(2027, 3, 1, tzinfo=timezone.utc)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.regrade", description=__doc__.partition("\n")[0])
    parser.add_argument("size", nargs="?", type=int, default=1000)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for tree in ("assignments", "reference_solutions"):
            for name in (_HOMEWORK, "shared"):
                if (_ROOT / tree / name).is_dir():
                    shutil.copytree(_ROOT / tree / name, root / tree / name)
        shutil.copyfile(_ROOT / "assignments" / "course.yaml", root / "assignments" / "course.yaml")
        print(measure(load_assignment(load_course(root), _HOMEWORK), root, options.size))


def measure(assignment: Assignment, root: Path, size: int) -> str:
    """Make a batch, double a check's points, and grade it again; what that took."""
    before, after = root / "before", root / "after"
    _make(assignment, before, size)
    _double_points(assignment)
    began = time.perf_counter()
    old = read_batch(before)
    plan = plan_regrade(assignment, old, _NOW)
    with (
        mock.patch.object(regrading, "run_batch", side_effect=AssertionError("something was run")),
        engine_named("threads", assignment) as engine,
    ):
        new, _ = regrade(assignment, plan, (before, after), engine, Options(_NOW), Screen())
    comparison = compare(old, new)
    replace_file(after / "movements.csv", movements_csv(comparison))
    replace_file(after / "regrade.json", movements_json(comparison, old, new))
    page = regrade_page(assignment, old, new, comparison)
    replace_file(after / "index.html", page)
    seconds = time.perf_counter() - began
    assert not plan.run and len(plan.rescore) == size
    about = f"{len(comparison.moved)} move, page {len(page) / 1024:.0f} KiB"
    return verdict(f"{size} submissions, points alone changed: 0 runs, {about}", seconds, 5, " s")


def _double_points(assignment: Assignment) -> None:
    file = next(path for path in sorted(assignment.public_tests.glob("test_*.py")) if "@weight(1)" in path.read_text())
    file.write_text(file.read_text(encoding="utf-8").replace("@weight(1)", "@weight(2)", 1), encoding="utf-8")


def _make(assignment: Assignment, folder: Path, size: int) -> None:
    store, rng, checks = Store(folder), random.Random(0), current_checks(assignment)
    store.make()
    digest = running_digest(assignment)
    (folder / "files" / "same").mkdir()
    (folder / "files" / "same" / assignment.submit[0]).write_text("x = 1\n", encoding="utf-8")
    with mock.patch("os.fsync"):  # how fast a disk is, is not what is measured
        entries = tuple(_entries(store, folder / "files" / "same", assignment, checks, digest, size, rng))
    scoring = scoring_digest(assignment, checks)
    write_batch(folder, Batch(_HOMEWORK, "made up", _NOW, checks, entries, digest, scoring, "0"))


def _entries(
    store: Store,
    files: Path,
    assignment: Assignment,
    checks: tuple[Check, ...],
    digest: str,
    size: int,
    rng: random.Random,
) -> Iterator[BatchEntry]:
    for number in range(size):
        run = Run(assignment.name, Mode.FULL, number, f"{number:032x}", digest)
        outcomes = tuple(_outcome(check, rng) for check in checks)
        grading, key = Grading(run, checks, outcomes), f"{number:040x}"
        store.put(key, StoredResult(grading, 2.0))
        told = ExportedSubmission(str(number), (Member(f"Student {number}"),), files, latest=str(number))
        yield replace(
            BatchEntry(told, Status.GRADED, grading, score(grading), key=key, digest=run.submission_digest), seconds=2.0
        )


def _outcome(check: Check, rng: random.Random) -> Outcome:
    if rng.random() < 0.8:
        return Outcome(check, Verdict.PASSED, check.points, seconds=0.03)
    staff = "\n".join(f"File engine.py, line {rng.randint(1, 300)}" for _ in range(12))
    return Outcome(check, Verdict.FAILED, message=f"out[0] is {rng.random()}, expected 1.0", staff=staff, seconds=0.03)


if __name__ == "__main__":
    main()
