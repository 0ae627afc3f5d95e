"""`python -m bench.soak [COUNT]`: many submissions, right, wrong and hostile, through one grader; does anything grow?

Prints a line of least squares for every figure, per 1,000 submissions: bytes, descriptors, threads and processes of
the engine, the runner and the zygote, and files in the grader's folder. The first tenth warms up and does not count.
The same submission, under the same seed, must always get the same verdicts. Ends with 1 if anything grows or differs.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from autograder.config import load_assignment, load_course
from autograder.grading.engine import Grader
from autograder.intake import receive
from autograder.model import Assignment, Submission

ASSIGNMENT = """\
title: Soak
submit: [answer.py]
preload: [numpy]
limits: {wall: 1 s, memory: 128 MiB, advanced: {output_killed: 1 MiB, reply: 4 MiB}}
pieces:
  - {number: "1", name: answers, points: 3}
"""
TEST = '''\
import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

from answer import double


@weight(1)
@number("1.1")
def test_number():
    """double: of a number"""
    assert double(21) == 42


@weight(1)
@number("1.2")
def test_array():
    """double: of an array"""
    x = np.arange(1000.0)
    assert np.array_equal(np.asarray(double(x)), 2 * x)


@weight(1)
@number("1.3")
def test_function():
    """double: of a function's value"""
    assert double(lambda: 4) == 8
'''
_RIGHT = "def double(x):\n    x = x() if callable(x) else x\n    return x + x\n"
_DOUBLE = "import ctypes, os, sys, threading\nimport numpy as np\ndef double(x):\n    {}\n"
#: One in so many submissions is of those that take a whole second.
_SLOW_ONE_IN = 100
QUICK = {
    "right": _RIGHT,
    "wrong": _RIGHT.replace("x + x", "x * x"),
    "does not parse": "def double(x) return x",
    "raises": _DOUBLE.format("raise ValueError(x)"),
    "crashes": _DOUBLE.format("ctypes.string_at(0)"),
    "leaves": _DOUBLE.format("os._exit(0)"),
    "takes memory": _DOUBLE.format("return np.ones(1 << 28)"),
    "prints": _DOUBLE.format("print('x' * 3_000_000); return x"),
    "starts threads": _DOUBLE.format("[threading.Thread(target=int).start() for _ in range(20)]; return x"),
    "forks": _DOUBLE.format("os.fork(); return x"),
    "opens": _DOUBLE.format("return [os.open('/dev/null', 0) for _ in range(100)]"),
    "writes": _DOUBLE.format("open('left', 'w').write('x')"),
    "reads": _DOUBLE.format("return open('/etc/passwd').read()"),
    "connects": _DOUBLE.format("import socket; socket.create_connection(('127.0.0.1', 9))"),
    "answers too much": _DOUBLE.format("return np.zeros(1 << 20)"),
    "answers handles": _DOUBLE.format("return [object() for _ in range(1000)]"),
    "answers rubbish": _DOUBLE.format("os.write(sys._getframe(1).f_locals['self']._write, b'x' * 99); return 0"),
    "signals": _DOUBLE.format("os.kill(os.getppid(), 9)"),
}
SLOW = {
    "hangs": _DOUBLE.format("\n    while True: pass"),
    "sleeps": _DOUBLE.format("import time; time.sleep(60)"),
}


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    with tempfile.TemporaryDirectory(prefix="soak-") as name:
        assignment, submissions = _prepare(Path(name))
        with Grader(assignment, allow_degraded=True) as grader:
            return _run(grader, submissions, count)


def _prepare(folder: Path) -> tuple[Assignment, dict[str, Submission]]:
    folder.chmod(0o755)
    for path, text in {"assignment.yaml": ASSIGNMENT, "tests/test_double.py": TEST}.items():
        target = folder / "course/assignments/soak" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    assignment = load_assignment(load_course(folder / "course"), "soak")
    submissions = {}
    for number, (name, text) in enumerate({**QUICK, **SLOW}.items()):
        sent, into = folder / f"submission-{number}", folder / f"into-{number}"
        sent.mkdir()
        into.mkdir()
        (sent / "answer.py").write_text(text, encoding="utf-8")
        submissions[name] = receive(sent, assignment, into)
    return assignment, submissions


def _run(grader: Grader, submissions: Mapping[str, Submission], count: int) -> int:
    rng, start = random.Random(0), time.monotonic()
    verdicts: dict[str, tuple[str, ...]] = {}
    differing: Counter[str] = Counter()
    names = list(_figures(grader))
    seen = np.full((count, len(names)), np.nan)  # made now, so that keeping figures takes no memory later
    for number in range(count):
        name = rng.choice(list(SLOW if rng.randrange(_SLOW_ONE_IN) == 0 else QUICK))
        grading = grader.grade(submissions[name], seed=1)
        told = tuple(outcome.verdict.value for outcome in grading.outcomes)
        if verdicts.setdefault(name, told) != told:
            differing[name] += 1
        seen[number] = list(_figures(grader).values())
    print(f"{count} submissions of {len(verdicts)} kinds in {time.monotonic() - start:.0f} s, mode {grader.mode.value}")
    for name, told in sorted(verdicts.items()):
        print(f"  {name:17} {', '.join(told)}")
    grows = _slopes(names, seen[count // 10 :])
    for name, times in differing.items():
        print(f"DIFFERS: {name} got other verdicts {times} times")
    return int(bool(grows or differing))


def _figures(grader: Grader) -> dict[str, float]:
    found: dict[str, float] = {}
    pids = {"engine": os.getpid(), **grader.processes.pids()}
    for name, pid in pids.items():
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        found[f"{name}: MiB resident"] = int(fields[21]) * os.sysconf("SC_PAGE_SIZE") / 2**20
        found[f"{name}: descriptors"] = len(os.listdir(f"/proc/{pid}/fd"))
        found[f"{name}: threads"] = int(fields[17])
        found[f"{name}: processes started"] = len(Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
    found["files in the grader's folder"] = sum(len(files) for _, _, files in os.walk(grader._folder))
    return found


def _slopes(names: list[str], seen: np.ndarray) -> list[str]:
    """Print the slope of every figure, one column of `seen` for each; the names of those that grow."""
    grows = []
    for name, values in zip(names, seen.T, strict=True):
        slope = float(np.polyfit(np.arange(len(values)), values, 1)[0]) * 1000
        most = 1.0 if "MiB" in name else 0.5
        note = " GROWS" if slope > most else ""
        print(f"  {name:34} {values[0]:7.1f} … {values[-1]:7.1f}   {slope:+8.3f} per 1,000{note}")
        grows += [name] * (slope > most)
    return grows


if __name__ == "__main__":
    sys.exit(main())
