"""Tell lies to a runner: `python -m tests.hostile.tell [PART_OF_A_NAME]`, each in a process of its own.

One line of JSON per lie: how the question ended, what it took (bytes beyond what the process held before, seconds, and
where it is not little, work in times of what making five million small objects takes), and whether what came out
holds.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import sys
import time
import warnings
from typing import Any

from autograder.grading.remote.client import RpcClient
from autograder.model import Limits

from .fake_child import FakeProcess
from .lies import LIES, WALL, Lie

PATIENCE = 300 * WALL
_HANGS = 60


def tell(lie: Lie) -> dict[str, Any]:
    """In this process."""
    wall = WALL if lie.ends == "TimedOut" else PATIENCE  # on a busy machine only what is to reach it does
    client = RpcClient(FakeProcess(lie.tell), Limits(wall=wall), "/nonexistent", listens=True)  # type: ignore[arg-type]
    handle = client.handles.take(client, 0, "handle")
    start, processor = time.monotonic(), time.process_time()
    try:
        value = lie.ask(client, handle)
        ended, holds, said = "value", bool(lie.holds(value)), ""
    except BaseException as error:
        ended, holds, said = type(error).__name__, True, str(error)[:300]
    seconds = time.monotonic() - start
    processor = time.process_time() - processor
    client.trace.fingerprints("check")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {
        "ended": ended,
        "holds": holds,
        "said": said,
        "seconds": seconds,
        "peak": peak,
        "processor": processor,
        "work": processor / _usual_work() if processor > WALL else 0.0,
        "torch": "torch" in sys.modules,
    }


def _usual_work() -> float:
    """Seconds of processor time for making five million small objects now; a machine short of memory or busy needs far more."""
    start = time.process_time()
    kept = [[number] for number in range(5_000_000)]
    seconds = time.process_time() - start
    del kept
    return seconds


def in_own_process(lie: Lie) -> dict[str, Any]:
    """In a fork of this process, so that what it takes can be told."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            os.close(read)
            before = _resident()
            told = tell(lie)
            os.write(write, json.dumps(told | {"memory": told["peak"] - before}).encode())
            status = 0
        finally:
            os._exit(status)
    os.close(write)
    with open(read, "rb") as pipe:
        text = pipe.read()
    _, status = os.waitpid(pid, 0)
    if status or not text:
        return {"ended": f"the runner ended with {os.waitstatus_to_exitcode(status)}", "said": ""}
    told: dict[str, Any] = json.loads(text)
    return told


def _resident() -> int:
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize()


def main() -> None:
    part = sys.argv[1] if len(sys.argv) > 1 else ""
    gc.freeze()
    warnings.simplefilter("ignore")
    for lie in LIES:
        if part in lie.name:
            print(json.dumps({"lie": lie.name, **in_own_process(lie)}), flush=True)


if __name__ == "__main__":
    main()
