"""Kill one of the grader's processes at a random moment, many times: `python -m tests.faults.inject SEED EACH`.

Each trial is a whole `autograder grade` in a process of its own, watched from outside: results.json is read again and
again while it runs. One line of JSON per trial: what was killed, when, and what was wrong afterwards (nothing, if
promises hold). Trials go on until each process has
been killed EACH times; one that ended before that is a trial, too. The last is not disturbed: it must be clean.
"""

from __future__ import annotations

import contextlib
import io
import itertools
import json
import os
import random
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder.config import load_course
from autograder.errors import AutograderError
from autograder.grading.commands import grade
from autograder.grading.workplace import sweep
from autograder.reporting import decode_results, read_outcomes
from tests.attacks.watch import adopt_orphans, children, descendants, is_alive

from .course import write_course

TARGETS = ("engine", "runner", "worker", "zygote", "child", "nothing")
EXPECTED = {f"test_{n}": "failed" if n == 4 else "passed" for n in range(1, 7)}
#: What a process killed from outside may be taken for: nobody can tell it from the kernel's own killer.
_OF_A_CHILD = {"grader error", "out of memory"}
_LATEST = 60.0
_TO_DIE = 10.0


@dataclass
class Trial:
    """One grading that is disturbed.

    Attributes:
        after: seconds after the start at which `target` is to be killed, or as soon after as there is one.
        wrong: the promises that were broken, in words.
    """

    number: int
    target: str
    after: float
    wrong: list[str] = field(default_factory=list)
    killed: bool = False
    seen: dict[str, str] = field(default_factory=dict)
    pids: set[int] = field(default_factory=set)

    def note(self, what: str) -> None:
        if what not in self.wrong:
            self.wrong.append(what)


class Bench:
    """Where trials are run: a course, a hand-in, a temporary folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.hand_in = write_course(folder / "course")
        self.course = load_course(folder / "course")
        self._results, self.temporary = folder / "results", folder / "temporary"
        self._results.mkdir()
        self.temporary.mkdir()
        self.temporary.chmod(0o711)
        for path in (folder, folder / "course"):
            path.chmod(0o755)
        tempfile.tempdir = str(self.temporary)

    def run(self, trial: Trial) -> dict[str, Any]:
        """Run a trial to its end and judge it."""
        out = self._results / str(trial.number)
        start = time.monotonic()
        engine = self._start(out)
        status = self._watch(trial, engine, out, start)
        seconds = time.monotonic() - start
        self._look_for_leftovers(trial, out)
        if status is None:
            trial.note("the grading did not end")
        else:
            _judge(trial, out, status)
        return {"trial": trial.number, "target": trial.target if trial.killed else f"{trial.target} (too late)",
                "after": round(trial.after, 3), "seconds": round(seconds, 3), "wrong": trial.wrong}  # fmt: skip

    def _start(self, out: Path) -> int:
        pid = os.fork()
        if pid == 0:
            code = 99
            try:
                os.setsid()
                with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                    code = grade(self.course, "faults", self.hand_in, out, allow_degraded=True, seed=1)
            except AutograderError as error:
                code = error.exit_code
            finally:
                os._exit(code)
        return pid

    def _watch(self, trial: Trial, engine: int, out: Path, start: float) -> int | None:
        """Wait for the engine's end, reading its results all the while; its exit status."""
        while time.monotonic() - start < _LATEST:
            tree = [engine, *descendants(engine)]
            trial.pids |= set(tree)
            _read_results(trial, out)
            if not trial.killed and time.monotonic() - start >= trial.after:
                victims = list(_members(trial.target, engine))
                if victims:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(random.Random(trial.number).choice(victims), signal.SIGKILL)
                        trial.killed = True
            pid, status = os.waitpid(engine, os.WNOHANG)
            if pid:
                return os.waitstatus_to_exitcode(status)
            time.sleep(0.002)
        os.kill(engine, signal.SIGKILL)
        os.waitpid(engine, 0)
        return None

    def _look_for_leftovers(self, trial: Trial, out: Path) -> None:
        end = time.monotonic() + _TO_DIE
        while any(is_alive(pid) for pid in trial.pids) and time.monotonic() < end:
            time.sleep(0.005)
        for pid in trial.pids:
            if is_alive(pid):
                trial.note("a process was left running")
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG) != (0, 0):
                pass
        _read_results(trial, out)
        if trial.target != "engine" and any(self.temporary.iterdir()):
            trial.note(f"left {[path.name for path in self.temporary.iterdir()]}")
        sweep()
        if any(self.temporary.iterdir()):
            trial.note("left files that the next start does not remove")


def _members(target: str, engine: int) -> Iterator[int]:
    """The processes that are meant by a target's name, now."""
    if target == "engine":
        yield engine
    for pid in children(engine):
        kind = "zygote" if "inside.zygote" in _command(pid) else "runner" if "grading.runner" in _command(pid) else ""
        if kind == target:
            yield pid
        elif (kind, target) in (("zygote", "child"), ("runner", "worker")):
            yield from children(pid)


def _command(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text()
    return ""


def _read_results(trial: Trial, out: Path) -> None:
    """results.json is whole or not there, and what it has said once stays."""
    try:
        document = decode_results((out / "results.json").read_bytes())
    except FileNotFoundError:
        return
    except ValueError as error:
        trial.note(f"results.json was not valid: {error}")
        return
    now = {
        str(test.extra_data["check"]).rpartition("::")[2]: str(test.extra_data["verdict"]) for test in document.tests
    }  # type: ignore[union-attr, index]
    for name, verdict in trial.seen.items():
        if verdict != "not run" and now.get(name) != verdict:
            trial.note(f"{name} was {verdict} and is {now.get(name)}")
    trial.seen |= now
    scored = any(isinstance(test.score, float) for test in document.tests)  # type: ignore[union-attr]
    if scored and {"grader error", "not run"} & set(now.values()):
        trial.note("there is a score although not every check has a verdict")


def _judge(trial: Trial, out: Path, status: int) -> None:
    killed_engine = trial.killed and trial.target == "engine"
    if trial.killed and status == 3 and not trial.seen:
        return  # before there were any checks: it has said so, and nothing else
    if status not in ((-9,) if killed_engine else (0, 3)):
        trial.note(f"the engine ended with {status}")
    if not killed_engine:
        if set(trial.seen) != set(EXPECTED):
            trial.note(f"results.json tells of {sorted(trial.seen)}")
        if "not run" in trial.seen.values():
            trial.note("a check has no verdict")
        if (status == 3) != ("grader error" in trial.seen.values()):
            trial.note(f"exit code {status} for {trial.seen}")
    allowed = _OF_A_CHILD if trial.target == "child" else {"grader error"}
    for name, verdict in trial.seen.items():
        if verdict not in (EXPECTED[name], "not run") and not (trial.killed and verdict in allowed):
            trial.note(f"{name} is {verdict}")
    if list(trial.seen.values()).count("grader error") > 1:
        trial.note("more than one check was lost")
    if trial.seen:
        _compare_log(trial, out)


def _compare_log(trial: Trial, out: Path) -> None:
    """Every outcome that results.json has told is in outcomes.jsonl, too; and nothing else lies there."""
    logged = {outcome.check.id.rpartition("::")[2] for outcome in read_outcomes(out / "outcomes.jsonl").outcomes}
    if missing := {name for name, verdict in trial.seen.items() if verdict != "not run"} - logged:
        trial.note(f"outcomes.jsonl has lost {sorted(missing)}")
    others = {path.name for path in out.iterdir()} - {"results.json", "outcomes.jsonl"}
    if others - ({".results.json.new"} if trial.target == "engine" else set()):
        trial.note(f"left {sorted(others)}")


def main() -> None:
    seed, each = int(sys.argv[1]), int(sys.argv[2])
    rng = random.Random(seed)
    adopt_orphans()
    with tempfile.TemporaryDirectory(prefix="faults-") as name:
        bench = Bench(Path(name))
        undisturbed = [bench.run(Trial(-n, "nothing", 0.0))["seconds"] for n in (1, 2, 3)]
        missing = dict.fromkeys(TARGETS[:5], each)
        for number in itertools.count():
            if not missing or number >= 4 * each * len(TARGETS):
                break
            target = list(missing)[number % len(missing)]
            early = 0.0 if target in ("engine", "zygote", "runner") else 0.5
            usual = statistics.median(undisturbed[-3:])
            told = bench.run(Trial(number, target, rng.uniform(early, 1.0) * usual))
            print(json.dumps(told), flush=True)
            if told["target"] != target:
                undisturbed.append(told["seconds"])  # it ended before anything was killed
            elif missing[target] == 1:
                del missing[target]
            else:
                missing[target] -= 1
        print(json.dumps(bench.run(Trial(number, "nothing", 0.0))), flush=True)


if __name__ == "__main__":
    main()
