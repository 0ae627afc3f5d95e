"""The parts: what the jail, a check, a remote call and an array cost, and what many submissions in a row cost."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from autograder.config import load_assignment, load_course
from autograder.grading.engine import Grader
from autograder.grading.remote.client import RpcClient
from autograder.intake import receive
from autograder.model import Limits
from autograder.sandbox.inside.child_spec import ChildSpec
from autograder.sandbox.inside.jail.layers import LAYERS
from autograder.sandbox.inside.preload import keep_freed_memory
from autograder.sandbox.readable_paths import python_folders
from autograder.sandbox.zygote_client import ZygoteClient, spec_of
from autograder.sandbox.zygote_process import ZygoteProcess
from bench.whole import Case, gradescope_utils, run

_MODULE = "import time\ndef cpu(): return time.process_time()\ndef echo(x): return x\ndef copied(a): return a + 0\n"


@contextmanager
def _warm_zygote(preload: list[str], layers: tuple[str, ...] = LAYERS) -> Iterator[tuple[ZygoteClient, ChildSpec]]:
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o711)
        root = Path(folder, "student")
        root.mkdir(mode=0o755)
        (root / "small.py").write_text(_MODULE, encoding="utf-8")
        with ZygoteProcess(preload, Path(folder), layers) as zygote:
            zygote_client = ZygoteClient(zygote.connect())
            yield zygote_client, spec_of(str(root), python_folders(), Limits(), uid=zygote.user(0), layers=layers)
            zygote_client.close()


def _one_check(zygote_client: ZygoteClient, spec: ChildSpec) -> tuple[float, float]:
    """Milliseconds of a check that imports a module and calls it: wall clock, and CPU until the first answer."""
    begun = time.perf_counter()
    client = RpcClient(zygote_client.spawn(spec), Limits(), spec.root)
    cpu = client.import_module("small").cpu()
    client.close()
    return (time.perf_counter() - begun) * 1e3, cpu * 1e3


def jail_entry(repeats: int) -> float:
    """Milliseconds of CPU that the layers add to a child, by alternating children with and without them."""
    with _warm_zygote(["numpy"]) as jailed, _warm_zygote(["numpy"], ()) as bare:
        pairs = [(_one_check(*jailed)[1], _one_check(*bare)[1]) for _ in range(repeats)]
    return statistics.median(a - b for a, b in pairs[2:])


def isolated_check(repeats: int, preload: Sequence[str] = ("numpy", "torch")) -> float:
    """Milliseconds of wall clock of one isolated check with `preload` warm."""
    with _warm_zygote(list(preload)) as (zygote_client, spec):
        return statistics.median(_one_check(zygote_client, spec)[0] for _ in range(repeats))


def calls_and_arrays(repeats: int) -> tuple[float, float]:
    """Microseconds of a remote call, and GB/s of a 1 MB array there and back (bytes moved both ways).

    This process plays the runner, so it allocates as a runner does.
    """
    keep_freed_memory()
    with _warm_zygote(["numpy"]) as (zygote_client, spec):
        client = RpcClient(zygote_client.spawn(spec), Limits(wall=600), spec.root)
        module = client.import_module("small")
        echo, copied = module.echo, module.copied
        begun = time.perf_counter()
        for _ in range(repeats * 20):
            echo(1)
        call = (time.perf_counter() - begun) / (repeats * 20) * 1e6
        seconds, data = 0.0, np.random.default_rng(0).random(125_000)
        for _ in range(repeats):
            array = data.copy()
            begun = time.perf_counter()
            copied(array)
            seconds += time.perf_counter() - begun  # all of them: some take longer, as traces are digested now and then
        client.close()
        return call, 2 * 1e6 * repeats / seconds / 1e9


def many(case: Case, out: Path, submissions: int, workers: int, rounds: int) -> tuple[float, float]:
    """Seconds per submission through one warm grader, start and end included, and against a fresh gradescope-utils."""
    ours, theirs = [], []
    for _ in range(rounds):
        begun = time.perf_counter()
        assignment = load_assignment(load_course(case.course), case.name)
        with Grader(assignment, allow_degraded=True, workers=workers) as grader, ThreadPoolExecutor(workers) as pool:

            def grade(_: int, grader: Grader = grader) -> float:
                with tempfile.TemporaryDirectory() as folder:
                    grading = grader.grade(receive(case.submission, grader.assignment, Path(folder)), seed=7)
                    return sum(outcome.earned for outcome in grading.outcomes)

            assert list(pool.map(grade, range(submissions))) == [case.points] * submissions
        ours.append((time.perf_counter() - begun) / submissions)
        theirs.append(run(gradescope_utils(case, out), case).wall)
    return statistics.median(ours), statistics.median(a / b for a, b in zip(ours, theirs, strict=True))


def memory(case: Case) -> tuple[float, float]:
    """MiB resident: engine and runner together (no torch in either), and all our processes together, when warm."""
    assignment = load_assignment(load_course(case.course), case.name)
    with Grader(assignment, allow_degraded=True) as grader:
        everything = grader.memory_by_process()
    return (everything["engine"] + everything["runner"]) / 2**20, sum(everything.values()) / 2**20
