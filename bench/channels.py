"""`python -m bench.channels`: what a child can still tell a later one past the jail, in bits and bits per second.

One jailed child, as a hidden check's, is given random bits and leaves them behind; it ends; another one, forked before,
as the next check's is, looks for them. A channel of two values is decoded by one threshold, learned on the first half
of the trials; what counts is the capacity of the other half, 1 - H(error rate) per bit, or nothing where the errors are
within two standard deviations of guessing. Run it as root, as an ordinary user and in a container: each has its own
figures.

What a real sender would lack is given: before each trial, files are put out of the page cache, and times of access are
set back, as in a container that has just started.
"""

from __future__ import annotations

import argparse
import contextlib
import math
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.grading.remote.client import RpcClient
from autograder.model import Limits
from autograder.sandbox.inside.child_spec import ChildSpec
from autograder.sandbox.readable_paths import python_folders
from autograder.sandbox.zygote_client import ZygoteClient, spec_of
from autograder.sandbox.zygote_process import ZygoteProcess

_BITS = 64
_STUDENT = """
import os, threading, time

def load(files, bits):
    for path, bit in zip(files, bits):
        if bit:
            with open(path, "rb") as file:
                file.read(1)

def times_of_reading(files):
    found = []
    for path in files:
        f = os.open(path, os.O_RDONLY)
        begun = time.perf_counter_ns()
        os.pread(f, 1, 0)
        found.append(time.perf_counter_ns() - begun)
        os.close(f)
    return found

def accessed(files):
    return [os.stat(path).st_atime_ns / 1e9 for path in files]

def count_up(files, bits):
    for _ in range(sum(bit << place for place, bit in enumerate(bits))):
        thread = threading.Thread(target=int)
        thread.start()
        thread.join()

def counter(files):
    found = []
    thread = threading.Thread(target=lambda: found.append(threading.get_native_id()))
    thread.start()
    thread.join()
    return [found[0] - os.getpid()]

def burn(files, bits):
    end = time.perf_counter() + 0.2
    while bits[0] and time.perf_counter() < end:
        pass
    time.sleep(max(0, end - time.perf_counter()))

def speed(files):
    begun = time.perf_counter_ns()
    for _ in range(300_000):
        pass
    return [time.perf_counter_ns() - begun]

def take(files, bits):
    data = bytearray(200 << 20) if bits[0] else b""
    del data

def times_of_memory(files):
    begun = time.perf_counter_ns()
    bytearray(64 << 20)
    return [time.perf_counter_ns() - begun]
"""


@dataclass(frozen=True)
class Channel:
    """How bits are left and found: names of functions of the student, and how many bits go at once."""

    name: str
    leave: str
    find: str
    bits: int = 1
    prepare: Callable[[Sequence[str]], None] = lambda files: None
    counts: bool = False


def _put_out_of_cache(files: Sequence[str]) -> None:
    for path in files:
        descriptor = os.open(path, os.O_RDONLY)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(descriptor)


def _set_back_accesses(files: Sequence[str]) -> None:
    for path in files:
        os.utime(path, ns=(0, os.stat(path).st_mtime_ns))


CHANNELS = (
    Channel("times of reading pages that may be cached", "load", "times_of_reading", _BITS, _put_out_of_cache),
    Channel("times of access of files", "load", "accessed", _BITS, _set_back_accesses),
    Channel("the next process number", "count_up", "counter", 8, counts=True),
    Channel("the processor's speed", "burn", "speed"),
    Channel("the speed of new memory", "take", "times_of_memory"),
)


class Stage:
    """A zygote, and a folder of files that children may read."""

    def __init__(self, client: ZygoteClient, spec: ChildSpec, files: Sequence[str]) -> None:
        self._client, self._spec, self.files = client, spec, list(files)

    def trial(self, channel: Channel, bits: list[int]) -> tuple[list[float], float]:
        """What was found after `bits` had been left, and the seconds that both took."""
        channel.prepare(self.files)
        limits = Limits(wall=60)
        sender, receiver = (RpcClient(self._client.spawn(self._spec), limits, self._spec.root) for _ in range(2))
        with contextlib.closing(receiver):
            find = receiver.import_module("student")
            with contextlib.closing(sender):
                leave = sender.import_module("student")
                begun = time.perf_counter()
                getattr(leave, channel.leave)(self.files, bits)
            found = list(getattr(find, channel.find)(self.files))
            return found, time.perf_counter() - begun


@contextlib.contextmanager
def stage() -> Iterator[Stage]:
    """Files below the home of the temporary folder: where that is in memory, reading is not slower the first time."""
    with tempfile.TemporaryDirectory(dir="/var/tmp") as name:
        folder = Path(name)
        folder.chmod(0o711)
        root, data, scratch = (folder / part for part in ("student", "data", "scratch"))
        for made in (root, data, scratch):
            made.mkdir(mode=0o755)
        (root / "student.py").write_text(_STUDENT, encoding="utf-8")
        files = [data / f"{number}" for number in range(_BITS)]
        for path in files:
            path.write_bytes(os.urandom(1 << 16))
        os.sync()
        with ZygoteProcess([], scratch) as zygote:
            spec = spec_of(str(root), (str(data), *python_folders()), Limits(), uid=zygote.user(0), cpu_seconds=60)
            yield Stage(ZygoteClient(zygote.connect()), spec, [str(path) for path in files])


def measure(stage: Stage, channel: Channel, trials: int) -> tuple[float, float, float]:
    """Bits that go at once, the part of them that arrives, and bits per second."""
    sent, found, seconds = [], [], []
    for _ in range(trials):
        bits = [random.getrandbits(1) for _ in range(channel.bits)]
        values, taken = stage.trial(channel, bits)
        sent.append(bits), found.append(values), seconds.append(taken)
    if channel.counts:
        information = _information_of_counts(sent, found)
    else:
        information = channel.bits * _information_of_thresholds(sent, found)
    return channel.bits, information / channel.bits, information / statistics.median(seconds)


def _information_of_counts(sent: list[list[int]], found: list[list[float]]) -> float:
    """Bits per trial: those of the number that was sent, less those of the spread of what is added to it."""
    numbers = [sum(bit << place for place, bit in enumerate(bits)) for bits in sent]
    added = [values[0] - number for values, number in zip(found, numbers, strict=True)]
    spread = 1 + statistics.quantiles(added, n=4)[2] - statistics.quantiles(added, n=4)[0]
    return max(0.0, len(sent[0]) - math.log2(spread))


def _information_of_thresholds(sent: list[list[int]], found: list[list[float]]) -> float:
    half = len(sent) // 2
    pairs = [list(zip(*both, strict=True)) for both in zip(sent, found, strict=True)]
    learned = [pair for trial in pairs[:half] for pair in trial]
    judged = [pair for trial in pairs[half:] for pair in trial]
    ones, zeros = ([value for bit, value in learned if bit == wanted] for wanted in (1, 0))
    if not ones or not zeros:
        return 0.0
    high, low = statistics.median(ones), statistics.median(zeros)
    threshold, is_above = (high + low) / 2, high > low
    wrong = sum((value > threshold) != (bool(bit) == is_above) for bit, value in judged) / len(judged)
    return 0.0 if abs(wrong - 0.5) < 1 / math.sqrt(len(judged)) else 1 - _entropy(wrong)


def _entropy(share: float) -> float:
    return 0.0 if share in (0, 1) else -share * math.log2(share) - (1 - share) * math.log2(1 - share)


def _readable_files() -> int:
    """How many files each child may read: each page of them is a bit of the page cache."""
    return sum(len(names) for top in python_folders() for _, _, names in os.walk(top))


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.channels", description=__doc__.splitlines()[0])
    parser.add_argument("--trials", type=int, default=40)
    options = parser.parse_args()
    print(f"{_readable_files():,} files can be read by each child")
    with stage() as prepared:
        for channel in CHANNELS:
            bits, share, rate = measure(prepared, channel, options.trials)
            print(f"{channel.name:45} {bits:4.0f} bits at once, {share:4.0%} arrive, {rate:10,.1f} bits/s", flush=True)


if __name__ == "__main__":
    main()
