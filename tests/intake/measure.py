"""What intake takes: `python measure.py FOLDER` receives every archive in a process of its own.

Prints one line per archive: wall milliseconds, the process's peak memory in KiB, name.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

from autograder.errors import SubmissionRefused
from autograder.intake import receive
from autograder.model import Assignment, Course


def measure(source: Path, assignment: Assignment) -> tuple[float, int]:
    """Seconds and peak KiB (the interpreter's own included) of receiving one archive."""
    into = Path(tempfile.mkdtemp())
    start = time.perf_counter()
    child = os.fork()
    if not child:
        try:
            receive(source, assignment, into)
        except SubmissionRefused:
            pass
        except BaseException:
            os._exit(1)
        os._exit(0)
    _, status, usage = os.wait4(child, 0)
    seconds = time.perf_counter() - start
    shutil.rmtree(into)
    if status:
        raise RuntimeError(f"{source} ended the process with status {status}")
    return seconds, usage.ru_maxrss


def main() -> None:
    assignment = Assignment(Course(Path("/")), "hw1", "Homework 1", ("autodiff.py",), ())
    for source in sorted(Path(sys.argv[1]).glob("*/*")):
        seconds, peak = measure(source, assignment)
        print(f"{seconds * 1e3:.1f}\t{peak}\t{source.parent.name}")


if __name__ == "__main__":
    main()
