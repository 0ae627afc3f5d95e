"""Run attacks in the environment this is started in, and print what became of each: one line of JSON per attack.

    python -m tests.attacks.run [--layers LAYER,…] [--shared] [--jobs N] [NAME…]

The first line tells of the grader: its mode and the gaps that the canary found.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import math
import os
import signal
import socket
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from autograder.grading import side_by_side
from autograder.grading.engine import Grader
from autograder.intake import receive
from autograder.model import Assignment, Grading, Verdict
from autograder.reporting import encode_results, results_document
from autograder.sandbox.inside.file_trees import remove
from autograder.sandbox.inside.jail.layers import LAYERS
from autograder.scoring import score

from .attack import Attack, attacks
from .course import MEMORY, PATIENCE, WALL, with_shared_imports, write_submission
from .watch import Taken, Watch, adopt_orphans, children, is_alive, is_killed, processor_seconds
from .world import World, inheritance

_SLACK = 96 << 20
_MOST_THREADS = 70
_TO_DIE = 10.0  # seconds
_TO_REMOVE = 5.0  # seconds of processor time that the zygote may take to remove what the children wrote
_TO_REST = 30.0  # seconds in which it has to use some of it
_LATE = 5.5  # seconds after the wall time, 3 of them to say where it hangs; a runner that hangs is given up after GRACE


class Arena:
    """A grader, the world around it, and one attack after another."""

    def __init__(
        self, assignment: Assignment, grader: Grader, world: World, folder: Path, helper: socket.socket | None
    ) -> None:
        self._assignment, self._grader, self._world, self._folder = assignment, grader, world, folder
        self._helper = helper
        self._shared = not assignment.limits.scratch
        self._idle = _resident(grader.processes.zygote.process.pid)

    def judge(self, attack: Attack) -> dict[str, Any]:
        """Grade one attack and look at what became of it, from outside."""
        self._grader.processes.replace_dead()
        own = Path(tempfile.mkdtemp(dir=self._folder))
        sent = write_submission(own / "submission", attack, self._world.known(self._grader), self._shared)
        into = sent.parent / "into"
        into.mkdir()
        submission = receive(sent, self._assignment, into)
        staged: list[str] = []
        before = {file.path: (into / file.path).read_bytes() for file in submission.files}
        self._kin = (os.getpid(), *self._grader.processes.pids().values())
        self._inherited = inheritance(self._kin)
        limits = replace(self._assignment.limits, wall=_wall(attack))
        self._grader.assignment = replace(self._assignment, limits=limits)
        numbers = (attack.check, "1.2", "1.3", "1.4")
        checks = [check.id for number in numbers for check in self._grader.checks if check.number == number]
        start = time.monotonic()
        zygote, at_once = self._grader.processes.zygote.process.pid, self._grader.jobs
        with Watch(zygote, self._world.nonce, self._helper, at_once) as watch:
            grading = self._grader.grade(
                submission, only=checks, on_outcome=lambda _: staged.extend(self._staged(before))
            )
        seconds = time.monotonic() - start
        found = [
            *_grading_breaches(attack, grading, len(numbers)),
            *self._leaks(grading),
            *staged[:1],
            *self._taken(attack, watch.taken),
            *_survivors(watch.taken, self._grader.processes.zygote.process.pid),
            *self._left_in_scratch(),
            *self._world.harm(),
            *self._inheritance(),
        ]
        first = next((o for o in grading.outcomes if o.check.number == attack.check), None)
        return {
            "attack": attack.name,
            "breaches": list(dict.fromkeys(found)),
            "verdict": first.verdict.value if first else "none",
            "message": first.message if first else "",
            "output": first.output[:2000] if first else "",
            "seconds": round(seconds, 3),
            "shared": any("spent once" in note for note in grading.notes),
        }

    def _staged(self, before: dict[str, bytes]) -> list[str]:
        """Whether the submission that the next check will run is still the one that was submitted."""
        for folder in self._grader._folder.glob("submission-*"):
            if folder != self._world.sibling:
                now = {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
                if now != before:
                    return ["changed the submission between two checks"]
        return []

    def _left_in_scratch(self) -> list[str]:
        """Whether anything that a child wrote is still there once all children have ended.

        The zygote removes it, and what it needs does not depend on how busy the machine is.
        """
        zygote = self._grader.processes.zygote.process.pid
        begin = used = processor_seconds(zygote)
        since = time.monotonic()
        while left := list((self._grader._folder / "scratch").iterdir()):
            now = processor_seconds(zygote)
            if now > used:
                used, since = now, time.monotonic()
            if used - begin > _TO_REMOVE or time.monotonic() - since > _TO_REST:
                for path in left:
                    path.unlink() if path.is_symlink() else remove(str(path), 1_000_000, _TO_REMOVE)
                return ["left files in the grader's folder"]
            time.sleep(0.01)
        return []

    def _leaks(self, grading: Grading) -> list[str]:
        seen = "\n".join(part for o in grading.outcomes for part in (o.output, o.message, o.hint))
        found = [f"read the {name}" for name in self._world.stolen(seen)]
        if str(grading.run.seed) in seen:
            found.append("read the seed of hidden data")
        result = score(grading)
        document = json.loads(encode_results(results_document(self._assignment, grading, result)))
        for_students = json.dumps([document["output"], [_public(test) for test in document["tests"]]])
        if str(self._world.hidden_input) in for_students:
            found.append("told the hidden input")
        visible = math.fsum(o.seconds for o in grading.outcomes if not o.check.secret)
        if document["execution_time"] > math.ceil(visible):
            found.append("told how long a hidden check took")
        return found

    def _taken(self, attack: Attack, taken: Taken) -> list[str]:
        found = []
        if taken.memory > self._idle + MEMORY + _SLACK:
            found.append("took more memory than it may")
        if taken.shared > 200 << 20:
            found.append("took shared memory beside its limit")
        if taken.processes > 0:
            found.append("started processes")
        if taken.threads > _MOST_THREADS and not (attack.full and self._has_no_own_user()):
            found.append("started more threads than it may")
        return found

    def _has_no_own_user(self) -> bool:
        """Whether children could not have users of their own here, with all layers."""
        return os.geteuid() != 0 or bool(self._grader.blocked_by)

    def _inheritance(self) -> list[str]:
        try:
            if inheritance(self._kin) == self._inherited:
                return []
        except OSError:
            return ["ended the grader's own processes"]
        for pid, condition in zip(self._kin, self._inherited, strict=True):
            with contextlib.suppress(OSError):
                os.sched_setaffinity(pid, condition["processors"])
                os.sched_setscheduler(pid, condition["scheduling"], os.sched_param(0))
                os.setpriority(os.PRIO_PROCESS, pid, condition["priority"])
                Path(f"/proc/{pid}/oom_score_adj").write_text(condition["what the kernel kills first"])
        return ["changed the grader's own processes"]


def _grading_breaches(attack: Attack, grading: Grading, checks: int) -> list[str]:
    by_number = {outcome.check.number: outcome for outcome in grading.outcomes}
    found = []
    if len(grading.outcomes) != checks or grading.interrupted:
        found.append("kept checks from being run")
    if any(o.verdict is Verdict.GRADER_ERROR for o in grading.outcomes):
        found.append("made the grader fail")
    for number in (attack.check, "1.3"):
        if number in by_number and by_number[number].earned:
            found.append(f"earned the points of check {number}")
    for number in ("1.2", "1.4"):
        if number in by_number and by_number[number].verdict is not Verdict.PASSED and not attack.spoils:
            found.append(f"spoiled check {number}")
    late = _wall(attack) + _LATE
    found += [f"held up check {o.check.number}" for o in grading.outcomes if o.seconds > late]
    return found


def _wall(attack: Attack) -> float:
    return WALL if "timed out" in attack.shows else PATIENCE


def _survivors(taken: Taken, zygote: int) -> list[str]:
    """Whether anything of the checks' children still runs; it is ended.

    What the zygote is about to kill, or has killed a moment ago, is given the time that a busy machine takes.
    """
    end = time.monotonic() + _TO_DIE
    while any(pid in children(zygote) or is_killed(pid) for pid in taken.pids if is_alive(pid)):
        if time.monotonic() > end:
            break
        time.sleep(0.005)
    alive = [pid for pid in taken.pids if is_alive(pid)]
    for pid in alive:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    for pid in taken.pids:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, 0 if pid in alive else os.WNOHANG)
    return ["outlived its check"] if alive else []


def _public(test: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in test.items() if name != "extra_data"}


def _resident(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def run(
    chosen: Sequence[Attack],
    layers: Sequence[str],
    tell: Callable[[dict[str, Any]], None],
    helper: socket.socket | None = None,
    shared: bool = False,
    jobs: int = 1,
) -> None:
    """Run `chosen` under `layers` and tell of each; first of the grader. `helper` is as for `Watch`.

    Args:
        shared: the import of each attack is slow, so all its checks share one.
        jobs: how many checks run at the same time: an attacked one has a neighbour, as two hidden ones have.
    """
    adopt_orphans()
    if jobs > 1:
        side_by_side.LEAST_EACH = 1  # although there are two of each only
    with tempfile.TemporaryDirectory(prefix="attacked-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with World(folder / "course") as world, contextlib.ExitStack() as stack:
            assignment = with_shared_imports(world.assignment) if shared else world.assignment
            grader = stack.enter_context(Grader(assignment, allow_degraded=True, layers=layers, jobs=jobs))
            world.plant_sibling(grader._folder)
            tell(
                {
                    "mode": grader.mode.value,
                    "gaps": grader.gaps,
                    "layers": layers,
                    "blocked_by": grader.blocked_by,
                    "jobs": grader.jobs,
                }
            )
            arena = Arena(assignment, grader, world, folder, helper)
            for attack in chosen:
                tell(arena.judge(attack))


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.attacks.run", description=__doc__.splitlines()[0])
    parser.add_argument("--layers", default=",".join(LAYERS), help="of the jail, with commas (default: all)")
    parser.add_argument("--shared", action="store_true", help="each import is slow, so all checks share one")
    parser.add_argument("--jobs", type=int, default=1, help="checks that run at the same time (default: 1)")
    parser.add_argument("--helper", type=int, help="descriptor of a socket to who may look into processes")
    parser.add_argument("names", nargs="*", metavar="NAME", help="of attacks (default: all)")
    options = parser.parse_args(arguments)
    chosen = [attack for attack in attacks() if not options.names or attack.name in options.names]
    layers = [layer for layer in options.layers.split(",") if layer]
    helper = None if options.helper is None else socket.socket(fileno=options.helper)
    if helper is not None:
        helper.set_inheritable(False)
    run(chosen, layers, lambda told: print(json.dumps(told), flush=True), helper, options.shared, options.jobs)


if __name__ == "__main__":
    main()
