"""Kill processes of a batch at random moments, many times: `python -m tests.faults.batch_kills SEED TRIALS`.

Each trial is a whole `autograder batch` in a process of its own, of which one process is killed once some results are
stored. The same command is run again until everybody has a score. One line of JSON per trial says what was wrong:
nothing is lost, nothing is there twice, and nobody has another score than in a batch that was left alone.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from autograder.batch.store import read_batch
from autograder.model import Status
from tests.packaging.small_course import write_course

ROOT = Path(__file__).resolve().parents[2]
TARGETS = ("coordinator", "runner", "zygote", "worker", "child")
SIZE = 6
_LATEST, _MOST_RUNS = 600.0, 4
_SLOW = "import time\ntime.sleep(0.05)\ndef double(x):\n    return {} * x\n"


class Bench:
    """A course, a class, and what an undisturbed batch makes of it."""

    def __init__(self, folder: Path) -> None:
        self.course = write_course(folder / "course")
        self.source = folder / "class"
        for number in range(SIZE):
            (self.source / f"student{number}").mkdir(parents=True)
            (self.source / f"student{number}" / "tiny.py").write_text(_SLOW.format(number), encoding="utf-8")
        self._folder = folder
        assert self._start(folder / "expected").wait(_LATEST) == 0
        self.expected = scores(folder / "expected")

    def _start(self, out: Path, *more: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "autograder", "batch", "tiny", str(self.source), "--out", str(out), *more]
        return subprocess.Popen(
            [*command, "--allow-degraded", "--workers", "2", "--course", str(self.course.course.root)],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def run(self, target: str, results: int, delay: float) -> dict[str, Any]:
        """One batch, whose `target` is killed `delay` seconds after so many results are there."""
        out = self._folder / "out"
        shutil.rmtree(out, ignore_errors=True)
        process = self._start(out)
        killed = self._kill(process, target, out, results, delay)
        code, wrong = process.wait(_LATEST), []
        if code not in ((-signal.SIGKILL,) if killed and target == "coordinator" else (0, 3)):
            wrong.append(f"it ended with {code}")
        stored = stored_results(out)
        for _ in range(_MOST_RUNS):
            if code == 0:
                break
            code = self._start(out, *(["--again", "failed"] if code == 3 else [])).wait(_LATEST)
        wrong += [] if code == 0 else [f"it still ends with {code}"]
        wrong += [f"{name} was lost" for name in stored - stored_results(out)]
        wrong += self._judge(out)
        return {"target": target, "killed": killed, "results": results, "stored": len(stored), "wrong": wrong}

    def _kill(self, process: subprocess.Popen[bytes], target: str, out: Path, results: int, delay: float) -> bool:
        end = time.monotonic() + _LATEST
        while len(stored_results(out)) < results and process.poll() is None and time.monotonic() < end:
            time.sleep(0.005)
        time.sleep(delay)
        while process.poll() is None and time.monotonic() < end:
            for pid in members(target, process.pid):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                    return True
            time.sleep(0.002)
        return False

    def _judge(self, out: Path) -> Iterator[str]:
        found = scores(out)
        for name, expected in self.expected.items():
            if found.get(name) != expected:
                yield f"{name} has {found.get(name)} in place of {expected}"
        if set(found) != set(self.expected):
            yield f"there are {sorted(found)}"
        if left := [
            path.name for folder in out.iterdir() if folder.is_dir() for path in folder.iterdir() if ".new" in path.name
        ]:
            yield f"left {left}"


def scores(out: Path) -> dict[str, Any]:
    """What everybody has: the status, and all of each outcome but its times."""
    return {
        entry.submission.id: (
            entry.status is Status.GRADED,
            [(o.check.id, o.verdict, o.earned, o.message) for o in (entry.grading.outcomes if entry.grading else ())],
        )
        for entry in read_batch(out).entries
    }


def stored_results(out: Path) -> set[str]:
    """The names of the results that are stored."""
    folder = out / "results"
    return {path.name for path in folder.glob("*.json.gz")} if folder.is_dir() else set()


def members(target: str, coordinator: int) -> Iterator[int]:
    """The processes that are meant by a target's name, now."""
    if target == "coordinator":
        yield coordinator
    for pid in children(coordinator):
        kind = "zygote" if "inside.zygote" in command(pid) else "runner" if "grading.runner" in command(pid) else ""
        if kind == target:
            yield pid
        elif (kind, target) in (("zygote", "child"), ("runner", "worker")):
            yield from children(pid)


def children(pid: int) -> list[int]:
    """The children of all of a process's threads."""
    found: list[int] = []
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            found += [int(word) for word in (task / "children").read_text().split()]
    return found


def command(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text()
    return ""


def trials(seed: int, count: int, folder: Path) -> Iterator[dict[str, Any]]:
    """So many trials, the targets in turn."""
    rng, bench = random.Random(seed), Bench(folder)
    for number in range(count):
        yield bench.run(TARGETS[number % len(TARGETS)], rng.randrange(SIZE - 1), rng.uniform(0.0, 0.3))


def main() -> None:
    seed, count = map(int, sys.argv[1:])
    with tempfile.TemporaryDirectory(prefix="batch-kills-") as name:
        Path(name).chmod(0o755)
        for trial in trials(seed, count, Path(name)):
            print(json.dumps(trial), flush=True)


if __name__ == "__main__":
    main()
