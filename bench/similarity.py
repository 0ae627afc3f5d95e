"""What `autograder similar` costs for a class of 1,000: seconds and memory of the whole command, in a fresh process.

python -m bench.similarity [SIZE]
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from autograder.config import load_assignment, load_course
from bench.goals import verdict
from tools.planted_class import planted_class, write_class

_GOAL_SECONDS, _GOAL_MEGABYTES = 15, 200  # of 1,000 files


def main() -> None:
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    assignment = load_assignment(load_course(Path()), "hw1_autodiff")
    programs = planted_class(assignment, size, size // 20).programs
    with tempfile.TemporaryDirectory() as folder:
        export = write_class(programs, assignment.submit[0], Path(folder, "export"))
        begun = time.perf_counter()
        command = ["similar", assignment.name, str(export), "--out", str(Path(folder, "out"))]
        subprocess.run([sys.executable, "-m", "autograder", *command], check=True, stdout=subprocess.DEVNULL)
        seconds = time.perf_counter() - begun
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    megabytes, processor = used.ru_maxrss * 1024 / 1e6, used.ru_utime + used.ru_stime
    lines = sum(text.count("\n") for text in programs)
    print(verdict(f"{size} files, {lines:,} lines ({processor:.1f} s of processors)", seconds, _GOAL_SECONDS, " s"))
    print(verdict("memory", megabytes, _GOAL_MEGABYTES, " MB"))


if __name__ == "__main__":
    main()
