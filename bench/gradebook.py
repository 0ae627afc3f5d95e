"""What a gradebook takes: `python -m bench.gradebook`; classes are made up (tools/generated_term.py).

Whole processes, the median of three: reading records/, settling grace days, and writing every statement, the overview
and the ledger. And, in this process, what reading, settling and grading take without pages.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timezone
from pathlib import Path

from autograder.config import load_course
from autograder.gradebook import build_gradebook
from autograder.records import read_records
from tools.generated_term import write_class

#: students, homeworks of two parts, quizzes
CLASSES = ((300, 4, 6), (1000, 10, 6))
_RUNS = 3


def main() -> None:
    for students, homeworks, quizzes in CLASSES:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            write_class(root, students, homeworks, quizzes)
            wholes = [_whole(root) for _ in range(_RUNS)]
            wall, cpu = (statistics.median(each) for each in zip(*wholes, strict=True))
            read, built = _parts(root)
            print(f"{students} students, {homeworks} homeworks of 2 parts, {quizzes} quizzes, exam, project:")
            print(f"  CPU seconds to read records: {read:.2f}, to settle and grade: {built:.2f}")
            print(f"  seconds of a whole process that writes all pages: {wall:.2f} by the clock, {cpu:.2f} of CPU")


def _whole(root: Path) -> tuple[float, float]:
    """By the clock, and of CPU."""
    begun, used = time.perf_counter(), _used()
    command = [sys.executable, "-m", "autograder", "gradebook", "--course", str(root), "--as-of", "2027-12-01"]
    subprocess.run([*command, "--csv", "canvas"], check=True, capture_output=True)
    return time.perf_counter() - begun, _used() - used


def _used() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _parts(root: Path) -> tuple[float, float]:
    course = load_course(root)
    begun = time.process_time()
    records = read_records(course)
    read = time.process_time() - begun
    build_gradebook(course, records, datetime(2027, 12, 1, tzinfo=timezone.utc))
    return read, time.process_time() - begun - read


if __name__ == "__main__":
    main()
