"""Kill the grader's processes at random moments, many times: `python -m tests.faults.inject SEED EACH`.

Each trial is a whole `autograder grade` in a process of its own, watched from outside: results.json is read again and
again while it runs. One line of JSON per trial: what was killed, when, and what was wrong afterwards (nothing, if
promises hold). Every verdict is compared with that of an undisturbed run. Trials go on until each process has been
killed in EACH of them, and children KILLS_OF_CHILDREN times in each; in EACH more, the submission's own code ends its
process here and there: while it is imported, in a fixture, a driver, a callback, a call, a finalizer.

Moments are set by what the grading has done, not by the clock, and a process counts as killed only if it was alive:
it is stopped first. So a busy machine makes trials slower and nothing else. The last is not disturbed: it must be
clean. In every second trial, checks run side by side.
"""

from __future__ import annotations

import contextlib
import io
import itertools
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder.cli.grade import grade
from autograder.config import load_course
from autograder.errors import AutograderError
from autograder.grading.workdir import sweep
from autograder.reporting import decode_results, read_outcomes
from tests.attacks.watch import adopt_orphans, children, descendants, is_alive

from .course import EXPECTED, LIVE, MARK, WAYS_TO_DIE, dangerous, write_course, write_submission

TARGETS = ("engine", "runner", "worker", "zygote", "child", "student")
KILLS_OF_CHILDREN = 3
#: What a check may be whose student code ended its own process; the jail refuses "kill", which fails.
_OF_A_STUDENT = {"crashed", "timed out"}
_LATEST = 300.0
_TO_DIE = 30.0


@dataclass(frozen=True)
class Moment:
    """When to kill.

    Attributes:
        finished: so many checks have a verdict; -1 from the start.
        delay: how far into what comes next, in usual lengths of it.
    """

    finished: int
    delay: float


@dataclass
class Trial:
    """One grading that is disturbed.

    Attributes:
        moments: when `target` is to be killed, or as soon after as there is one; once for each.
        wrong: the promises that were broken, in words.
        kills: of processes that were alive.
        finished: how many checks have a verdict, by the log of outcomes, which knows it at once; -1 before there is one.
    """

    number: int
    target: str
    moments: list[Moment] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    kills: int = 0
    seen: dict[str, str] = field(default_factory=dict)
    pids: set[int] = field(default_factory=set)
    way: str = ""
    hits: int = 0
    finished: int = -1

    def note(self, what: str) -> None:
        if what not in self.wrong:
            self.wrong.append(what)


@dataclass
class Pace:
    """How long the start and one check usually take, in seconds; from the last undisturbed run."""

    start: float = 1.0
    check: float = 0.05


def moments(target: str, rng: random.Random) -> list[Moment]:
    """Random moments for the kills of one trial."""
    if target == "child":
        places = sorted(rng.sample(range(-1, len(EXPECTED) - 1), KILLS_OF_CHILDREN))
        return [Moment(place, rng.uniform(0.9 if place < 0 else 0.0, 1.0)) for place in places]
    early = target != "worker" and rng.random() < 0.4
    return [Moment(-1 if early else rng.randrange(len(EXPECTED)), rng.random())]


class Bench:
    """Where trials are run: a course, a submission, a temporary folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.sent = write_course(folder / "course")
        self.course = load_course(folder / "course")
        self.pace = Pace()
        self._folder, self._results, self.temporary = folder, folder / "results", folder / "temporary"
        self._results.mkdir()
        self.temporary.mkdir()
        self.temporary.chmod(0o711)
        for path in (folder, folder / "course"):
            path.chmod(0o755)
        tempfile.tempdir = str(self.temporary)

    def run(self, trial: Trial) -> dict[str, Any]:
        """Run a trial to its end and judge it."""
        out = self._results / str(trial.number)
        sent = self.sent
        if trial.target == "student":
            trial.way = list(WAYS_TO_DIE)[trial.number % len(WAYS_TO_DIE)]
            live = LIVE + dangerous(trial.way, 0.02 if trial.way == "hang" else 0.1)
            sent = write_submission(self._folder / f"submission-{trial.number}", live)
        start = time.monotonic()
        engine = self._start(out, sent, jobs=1 + trial.number // len(TARGETS) % 2)
        status = self._watch(trial, engine, out, start)
        seconds = time.monotonic() - start
        self._look_for_leftovers(trial, out)
        if status is None:
            trial.note("the grading did not end")
        else:
            _judge(trial, out, status)
        return {"trial": trial.number, "target": trial.target, "way": trial.way, "kills": trial.kills,
                "hits": trial.hits, "seconds": round(seconds, 3), "wrong": trial.wrong}  # fmt: skip

    def _start(self, out: Path, sent: Path, jobs: int) -> int:
        pid = os.fork()
        if pid == 0:
            code = 99
            try:
                os.setsid()
                with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                    code = grade(self.course, "faults", sent, out, allow_degraded=True, seed=1, jobs=jobs)
            except AutograderError as error:
                code = error.exit_code
            finally:
                os._exit(code)
        return pid

    def _watch(self, trial: Trial, engine: int, out: Path, start: float) -> int | None:
        """Wait for the engine's end, reading its results all the while; its exit status."""
        chosen, left = random.Random(trial.number), list(trial.moments)
        finished, since, began = -1, start, 0.0
        while time.monotonic() - start < _LATEST:
            trial.pids |= {engine, *descendants(engine)}
            _read_results(trial, out)
            _read_log(trial, out)
            if trial.finished != finished:
                finished, since = trial.finished, time.monotonic()
                began = began or since - start
            if left and self._is_due(left[0], finished, time.monotonic() - since):
                victims = list(_members(trial.target, engine))
                if victims and _kill(chosen.choice(victims)):
                    trial.kills += 1
                    left.pop(0)
            pid, status = os.waitpid(engine, os.WNOHANG)
            if pid:
                if trial.target == "nothing":
                    self.pace = Pace(began, (time.monotonic() - start - began) / len(EXPECTED))
                return os.waitstatus_to_exitcode(status)
            time.sleep(0.002)
        os.kill(engine, signal.SIGKILL)
        os.waitpid(engine, 0)
        return None

    def _is_due(self, moment: Moment, finished: int, elapsed: float) -> bool:
        if finished != moment.finished:
            return finished > moment.finished
        return elapsed >= moment.delay * (self.pace.start if finished < 0 else self.pace.check)

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


def _kill(pid: int) -> bool:
    """Kill a process; False if it had ended before."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGSTOP)
        while is_alive(pid) and not _is_stopped(pid):
            time.sleep(0.0005)
        if _is_stopped(pid):
            os.kill(pid, signal.SIGKILL)
            return True
    return False


def _is_stopped(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"
    return False


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


def _read_log(trial: Trial, out: Path) -> None:
    with contextlib.suppress(FileNotFoundError):
        lines = (out / "outcomes.jsonl").read_bytes().count(b"\n")
        trial.finished = max(0, lines - 1)  # the first line tells of the run


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
    killed_engine = trial.kills > 0 and trial.target == "engine"
    if trial.kills and status == 3 and not trial.seen:
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
    if trial.target == "student":
        _judge_student(trial, out)
    else:
        _compare_verdicts(trial, out)
    if trial.seen:
        _compare_log(trial, out)


def _compare_verdicts(trial: Trial, out: Path) -> None:
    """A kill costs one check at most, and nobody points for it; all others are what they are in an undisturbed run."""
    allowed = set() if trial.target in ("engine", "nothing") else {"grader error"}
    others = {name: now for name, now in trial.seen.items() if now not in (EXPECTED[name], "not run")}
    trial.hits = len(others)
    for name, verdict in others.items():
        if verdict not in allowed:
            trial.note(f"{name} is {verdict}: {_messages(out).get(name, '')}")
    if len(others) > trial.kills:
        trial.note(f"{trial.kills} kills have cost {sorted(others)}")


def _messages(out: Path) -> dict[str, str]:
    outcomes = read_outcomes(out / "outcomes.jsonl").outcomes
    return {outcome.check.id.rpartition("::")[2]: outcome.message for outcome in outcomes}


def _judge_student(trial: Trial, out: Path) -> None:
    """Exactly the checks are lost in which student code was about to end its process."""
    for outcome in read_outcomes(out / "outcomes.jsonl").outcomes:
        name, verdict = outcome.check.id.rpartition("::")[2], outcome.verdict.value
        died = MARK in outcome.output
        trial.hits += died
        was_refused = died and trial.way == "kill" and verdict == "failed"
        if verdict not in (_OF_A_STUDENT if died else {EXPECTED[name]}) and not was_refused:
            trial.note(f"{name}, which {'died' if died else 'did not die'}, is {verdict}: {outcome.message}")


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
        bench.run(Trial(-1, "nothing"))
        missing = dict.fromkeys(TARGETS, each)
        for number in itertools.count():
            if not missing:
                break
            target = list(missing)[number % len(missing)]
            trial = Trial(number, target, moments(target, rng) if target != "student" else [])
            print(json.dumps(bench.run(trial)), flush=True)
            if trial.kills == len(trial.moments) or trial.wrong:
                missing[target] -= 1
                if not missing[target]:
                    del missing[target]
            if number % 10 == 9:
                bench.run(Trial(-number, "nothing"))  # the machine may have become busier, or less busy
        print(json.dumps(bench.run(Trial(number, "nothing"))), flush=True)


if __name__ == "__main__":
    main()
