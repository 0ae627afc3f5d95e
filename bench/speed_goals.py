"""Every figure that has a goal, in one run, with the goal and whether it is met.

    python -m bench.speed_goals [--quick] [--audits]

What is compared alternates, and the median of the ratios pair by pair counts. `--audits` adds those of all homeworks,
which take minutes.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench import parts, whole
from bench.whole import Case

_MEGABYTE = 1_000_000
_IMPORT = 8.0  # seconds
_WORKERS = 2
#: Seconds that an audit took before, on the machine that the goals were set on.
_AUDITS = {"hw0_pytorch": 34, "hw1_autodiff": 25, "hw2_ngram_lm": 118, "hw3_rnn_lm": 76}


@dataclass(frozen=True)
class Row:
    """One figure, and what it should be at most, or (`least`) at least."""

    what: str
    figure: float
    goal: float
    unit: str
    least: bool = False

    @property
    def is_met(self) -> bool:
        return self.figure >= self.goal if self.least else self.figure <= self.goal

    def cells(self) -> tuple[str, str, str, str]:
        """For a table."""
        sign = "≥" if self.least else "≤"
        verdict = "met" if self.is_met else "missed"
        return self.what, f"{self.figure:.3g} {self.unit}", f"{sign} {self.goal:g} {self.unit}", verdict


def measured(pairs: int, submissions: int, repeats: int, out: Path) -> Iterator[Row]:
    """The rows, each as soon as it is known."""
    hw1, adam = whole.CASES["hw1"], whole.CASES["adam"]
    against = "× gradescope-utils"
    yield Row("hw1, cold, wall", _cold(hw1, out, pairs), 2.0, against)
    yield Row(f"hw1, {submissions} in a row, 2 workers", _class(hw1, out, submissions), 0.8, against)
    yield Row("torch homework, cold, wall", _cold(adam, out, pairs), 0.5, against)
    yield Row(f"torch homework, {submissions} in a row, 2 workers", _class(adam, out, submissions), 0.12, against)
    yield Row("one isolated check, NumPy", parts.isolated_check(repeats, ["numpy"]), 5, "ms")
    yield Row("one isolated check, torch", parts.isolated_check(repeats), 8, "ms")
    call, array = parts.calls_and_arrays(repeats)
    yield Row("one remote call", call / ping(repeats * 20), 4, "× a bare ping-pong")
    yield Row("1 MB there and back", array / copy(repeats), 0.6, "× a bare copy", least=True)
    slow, usual = slow_import(hw1, out)
    yield Row(f"hw1 with {_IMPORT:g} s at import, full marks, beyond the usual", slow - usual, _IMPORT + 1, "s")


def audits() -> Iterator[Row]:
    """What the audit of each homework takes."""
    for homework, before in _AUDITS.items():
        begun = time.perf_counter()
        command = [sys.executable, "-m", "autograder", "audit", homework]
        subprocess.run(command, cwd=whole.ROOT, check=True, stdout=subprocess.DEVNULL)
        yield Row(f"audit of {homework}", time.perf_counter() - begun, before / 2, "s")


def _cold(case: Case, out: Path, pairs: int) -> float:
    found = whole.compare(case, out, pairs, [("gradescope-utils", whole.gradescope_utils)])
    return next(ratio for _, figure, _, _, ratio in found if figure == "wall")


def _class(case: Case, out: Path, submissions: int) -> float:
    """Seconds for each submission of a class, start and end included, against fresh processes on the same cores."""
    ours, _ = parts.many(case, out, submissions, _WORKERS, 1)
    begun = time.perf_counter()
    with ThreadPoolExecutor(_WORKERS) as pool:
        folders = [Path(tempfile.mkdtemp(dir=out)) for _ in range(submissions)]
        list(pool.map(lambda folder: whole.run(whole.gradescope_utils(case, folder), case), folders))
    return ours / ((time.perf_counter() - begun) / submissions)


def slow_import(case: Case, out: Path) -> tuple[float, float]:
    """Seconds that a submission takes whose first file works for some seconds when it is imported; and usually.

    Raises:
        AssertionError: it did not get full marks.
    """
    folder = out / "slow"
    shutil.copytree(case.submission, folder)
    first = sorted(folder.glob("*.py"))[0]
    with first.open("a", encoding="utf-8") as file:
        file.write(f"\nimport time\ntime.sleep({_IMPORT})\n")
    usual = whole.run(whole.ours(case, out), case).wall
    slow = whole.run(whole.ours(replace(case, submission=folder), out), case).wall
    whole.same_points(case, out)
    return slow, usual


def ping(times: int) -> float:
    """Microseconds for a byte to another process of Python and back, over a pair of sockets."""

    def answer(end: socket.socket) -> None:
        while byte := end.recv(1):
            end.send(byte)

    def ask(end: socket.socket) -> None:
        end.send(b"x")
        end.recv(1)

    return _between(answer, ask, times) * 1e6


def copy(times: int) -> float:
    """GB/s of 1 MB to another process of Python and back, by the same calls that the wire uses."""
    data, room = bytes(_MEGABYTE), bytearray(_MEGABYTE)

    def whole_of(end: socket.socket) -> bool:
        view = memoryview(room)
        while view:
            got = os.readv(end.fileno(), [view])
            if not got:
                return False
            view = view[got:]
        return True

    def answer(end: socket.socket) -> None:
        while whole_of(end):
            end.sendall(room)

    def ask(end: socket.socket) -> None:
        end.sendall(data)
        whole_of(end)

    return 2 * _MEGABYTE / _between(answer, ask, times) / 1e9


def _between(answer: Callable[[socket.socket], None], ask: Callable[[socket.socket], None], times: int) -> float:
    """Seconds of one exchange."""
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        ours.close()
        answer(theirs)
        os._exit(0)
    theirs.close()
    with ours:
        begun = time.perf_counter()
        for _ in range(times):
            ask(ours)
        seconds = (time.perf_counter() - begun) / times
    os.waitpid(pid, 0)
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.speed_goals", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="few repeats: only to see that it works")
    parser.add_argument("--audits", action="store_true", help="those of all homeworks, too")
    options = parser.parse_args()
    pairs, submissions, repeats = (1, 4, 5) if options.quick else (7, 50, 60)
    table = Table(title=f"Goals ({statistics.median(os.getloadavg()):.1f} programs wanted to run meanwhile)")
    for heading in ("what", "figure", "goal", "verdict"):
        table.add_column(heading)
    with tempfile.TemporaryDirectory() as folder:
        for row in measured(pairs, submissions, repeats, Path(folder)):
            table.add_row(*row.cells())
    for row in audits() if options.audits else ():
        table.add_row(*row.cells())
    Console(width=110).print(table)


if __name__ == "__main__":
    main()
