"""Starts the process that runs the tests, and starts it again where one test has ended it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from homework_loop.explain import where_it_hung


@dataclass(frozen=True)
class Result:
    """What became of one test; `word` is passed, FAILED, not started, TIMED OUT, ENDED, …"""

    number: str
    title: str
    where: str
    weight: float
    word: str
    reason: str = ""
    score: float = 0.0
    printed: str = ""
    failed: bool = True


@dataclass(frozen=True)
class Broken:
    """Why a test file cannot be imported, and the file of this folder that is at fault, or ""."""

    text: str
    file: str = ""


@dataclass
class Report:
    """All results in order; why files cannot be imported; how many tests there are; whether Ctrl-C ended it."""

    results: list[Result] = field(default_factory=list)
    broken: list[Broken] = field(default_factory=list)
    count: int = 0
    interrupted: bool = False

    @property
    def earned(self) -> dict[str, float]:
        """Points by piece."""
        points: dict[str, float] = {}
        for one in self.results:
            piece = one.number.split(".")[0]
            points[piece] = points.get(piece, 0.0) + one.score
        return points

    @property
    def next(self) -> Result | None:
        """The first test that did not pass."""
        return next((one for one in self.results if one.word not in ("passed", "skipped")), None)


Told = Callable[[dict[str, Any], "Result | None"], None]


def run_tests(here: Path, wall: float, numbers: Sequence[str], told: Told, stop: bool = False) -> Report:
    """Run the tests in other processes.

    Args:
        wall: seconds that a test may take, as on Gradescope.
        numbers: of pieces or tests; all if empty.
        told: hears of each test when it starts (no result yet) and when it ends.
        stop: end with the first test that does not pass.
    """
    report, done = Report(), list[str]()
    with tempfile.TemporaryDirectory() as folder:
        dump = Path(folder) / "stacks.txt"
        asked = {"here": str(here), "wall": wall, "numbers": list(numbers), "stop": stop, "dump": str(dump)}
        try:
            while _once(asked, done, report, told, dump, here) and not stop:
                report.broken.clear()
        except KeyboardInterrupt:
            report.interrupted = True
    return report


def _once(asked: dict[str, Any], done: list[str], report: Report, told: Told, dump: Path, here: Path) -> bool:
    """One process; whether another one has to go on behind the test that ended it."""
    dump.write_text("", encoding="utf-8")
    program = str(Path(__file__).with_name("child.py"))
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONIOENCODING": "utf-8:replace"}
    command = [sys.executable, program, json.dumps({**asked, "done": done})]
    with (
        tempfile.TemporaryFile() as errors,
        subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors, env=environment
        ) as child,
    ):
        try:
            begun = _follow(child, done, report, told)
        except BaseException:
            child.kill()
            raise
        code = child.wait()
        errors.seek(0)
        said = errors.read()[-2000:].decode("utf-8", "replace").strip()
    if begun is None:
        return False
    hung = where_it_hung(dump.read_text(encoding="utf-8", errors="replace"), here)
    timed_out = bool(dump.read_text(encoding="utf-8", errors="replace").strip())
    if not begun:  # nothing had started: a file runs too long, or ends the process, when it is imported
        report.broken.append(Broken(_before_any_test(timed_out, hung, code, said)))
        return False
    word, reason = _ended(begun, timed_out, hung, code)
    result = Result(begun["number"], begun["title"], begun["where"], begun["weight"], word, reason)
    report.results.append(result)
    told(begun, result)
    return True


def _follow(child: subprocess.Popen[bytes], done: list[str], report: Report, told: Told) -> dict[str, Any] | None:
    """Hear the process out: None when it came to its end, else the test that it was in the middle of ({}: none)."""
    begun: dict[str, Any] = {}
    assert child.stdout is not None
    for line in child.stdout:
        try:
            event = json.loads(line)
            kind = event["event"]
        except (ValueError, TypeError, KeyError):
            continue  # not ours
        if kind == "broken":
            report.broken.append(Broken(event["text"], event["file"]))
        elif kind == "collected":
            report.count = event["count"]
        elif kind == "start":
            begun = event
            done.append(event["id"])
            told(event, None)
        elif kind == "result":
            same = {name: begun[name] for name in ("number", "title", "where", "weight")}
            rest = {name: event[name] for name in ("word", "reason", "score", "printed", "failed")}
            report.results.append(Result(**same, **rest))
            told(begun, report.results[-1])
            begun = {}
        elif kind == "end":
            return None
    return begun


def _ended(begun: dict[str, Any], timed_out: bool, hung: str, code: int) -> tuple[str, str]:
    if timed_out:
        place = f"it was at {hung}" if hung else "none of your lines was running then"
        allowed = f"Gradescope allows {begun['limit']:g}"
        return "TIMED OUT", f"still running after {begun['waited']:g} seconds, where {allowed}; {place}"
    how = f"by signal {-code}" if code < 0 else f"with exit code {code}"
    return (
        "ENDED",
        f"Python ended {how} in the middle of this test; does your code call os._exit, or use up all memory?",
    )


def _before_any_test(timed_out: bool, hung: str, code: int, said: str) -> str:
    if timed_out:
        return f"A file takes too long to import{f'; it was at {hung}' if hung else ''}."
    return f"Python ended with exit code {code} while your files were imported.\n{said}".rstrip()
