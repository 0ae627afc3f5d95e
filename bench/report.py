"""`python -m bench.report [SIZE] [--history N]`: how long a class's pages take, and how large they are.

The class is made up (`tools/sample_class.py`): 72 checks, messages of a real length, and hw1's solution as everybody's
source. Its batch lies in memory, so what is measured is the pages alone.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from autograder.model import Assignment, Batch
from autograder.reporting.pages.class_report import ClassReport
from autograder.reporting.pages.folder import prepare, write
from bench.goals import verdict
from tools.sample_class import sample_assignment, sample_class

_ROOT = Path(__file__).resolve().parents[1]
_SOLUTION = _ROOT / "reference_solutions/hw1_autodiff/solution"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.report", description=__doc__.partition("\n")[0])
    parser.add_argument("size", nargs="?", type=int, default=1000)
    parser.add_argument("--history", type=int, default=0, help="most earlier submissions of a student")
    options = parser.parse_args(arguments)
    batch = sample_class(options.size, history=options.history)
    with tempfile.TemporaryDirectory() as folder:
        out, assignment = Path(folder) / "report", sample_assignment(Path(folder))
        batch = _with_sources(batch, assignment)
        began = time.perf_counter()
        report = ClassReport(assignment, batch)
        prepare(out)
        size = write(out, report.overview())
        overview = time.perf_counter() - began
        own = write(out, report.submissions())
        everything = time.perf_counter() - began
    print(f"{options.size} students, {len(batch.entries)} submissions, {len(batch.checks)} checks")
    print(verdict("without the pages of single submissions", overview, 3, " s"))
    print(verdict("their size", size / 1024, 300, " KiB"))
    print(f"with them: {everything:.2f} s, {(size + own) / (1 << 20):.1f} MiB")


def _with_sources(batch: Batch, assignment: Assignment) -> Batch:
    """The class with hw1's starter, and hw1's solution as what everybody submitted."""
    source = assignment.course.root / "submission"
    pairs = ((_ROOT / "assignments/hw1_autodiff/starter", assignment.starter), (_SOLUTION, source))
    for ours, theirs in pairs:
        theirs.mkdir(parents=True)
        shutil.copyfile(ours / "autodiff.py", theirs / assignment.submit[0])
    told = (replace(entry.submission, source=source) for entry in batch.entries)
    return replace(batch, entries=tuple(replace(e, submission=one) for e, one in zip(batch.entries, told, strict=True)))


if __name__ == "__main__":
    main()
