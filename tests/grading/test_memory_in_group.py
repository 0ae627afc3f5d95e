"""Submissions that take all the memory they can, in a real control group (as root, with the first version of them)."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from autograder.model import Verdict
from autograder.reporting import read_outcomes

from .conftest import write_course

GROUPS = Path("/sys/fs/cgroup/memory")
MIB = 1 << 20
SETTINGS = """
title: Small
submit: [student.py]
preload: [numpy]
pieces:
  - {number: "1", name: All, points: 10}
limits: {wall: 60 s, memory: 1 GiB, scratch: 32 MiB}
"""
#: Twice the attack, since the second child must not meet the first one's memory; then a check that asks for nothing odd.
TEST = """
    import numpy as np
    import student
    def test_attack(): assert np.array(list(student.attack(lambda *given: given))).sum() == 1
    def test_attack_again(): assert student.attack(lambda *given: given) == 1
    def test_right(): assert student.right() == 1
"""
FILL = """
    import ctypes, mmap, os, tempfile
    import numpy as np

    kept = []

    def fill(leave=0):
        for size in (4 << 20, 1 << 16):
            try:
                while True:
                    kept.append(np.ones(size, np.uint8))
            except MemoryError:
                pass
        del kept[:leave]

    def right():
        return 1
"""
ATTACKS = {
    "a large answer": "fill(40)\n        return np.ones(70 << 20, np.uint8)",
    "many answers": "fill(20)\n        return [np.ones(1 << 20, np.uint8) for _ in range(40)]",
    "objects": "fill(40)\n        return list(range(1_000_000))",
    "arguments of a call": "fill(20)\n        return back(*[np.ones(30 << 20, np.uint8)] * 2)",
    "shared memory": "fill()\n"
    "        try:\n"
    "            while True:\n"
    "                kept.append(mmap.mmap(-1, 1 << 20))\n"
    "                kept[-1].write(bytes(1 << 20))\n"
    "        except (OSError, MemoryError):\n"
    "            del kept[:20]\n"
    "        return np.ones(40 << 20, np.uint8)",
    "files": "for number in range(100):\n"
    "            try:\n"
    "                with open(os.path.join(tempfile.gettempdir(), str(number)), 'wb') as file:\n"
    "                    file.write(bytes(1 << 20))\n"
    "            except OSError:\n"
    "                break\n"
    "        fill(20)\n        return np.ones(40 << 20, np.uint8)",
    "an end without a goodbye": "fill()\n        os._exit(1)",
    "page tables": "libc = ctypes.CDLL(None)\n"
    "        libc.mmap.restype, libc.mmap.argtypes = ctypes.c_void_p, [ctypes.c_void_p, *[ctypes.c_size_t] * 5]\n"
    "        for number in range(1, 60000):\n"
    "            there = libc.mmap((1 << 40) + (number << 30) - 4096, 8192, 3, 0x22, 0xFFFFFFFF, 0)\n"
    "            ctypes.memset(there, 1, 8192)\n"
    "        return 0",
}


@pytest.fixture
def group() -> Iterator[Path]:
    """A control group of its own; gone when the test is over."""
    folder = GROUPS / f"autograder-test-{uuid4().hex[:12]}"
    try:
        folder.mkdir()
        (folder / "memory.limit_in_bytes").write_text(str(768 * MIB))
    except OSError:
        pytest.skip("control groups cannot be made here")
    yield folder
    for _ in range(100):
        try:
            folder.rmdir()
            return
        except OSError:  # its processes are ending
            time.sleep(0.1)


@pytest.mark.slow
@pytest.mark.parametrize("size", [400, 768])
@pytest.mark.parametrize("attack", ATTACKS)
def test_whatever_takes_the_memory_of_a_container_is_the_students_own_failure(group, tmp_path, attack, size):
    (group / "memory.limit_in_bytes").write_text(str(size * MIB))
    course = tmp_path / "course"
    write_course(course, {"assignments/course.yaml": "name: Course\n", "t/test_it.py": TEST}, SETTINGS)
    (course / "student.py").write_text(
        "\n".join(line[4:] for line in f"{FILL}\n    def attack(back):\n        {ATTACKS[attack]}\n".splitlines())
    )
    command = [sys.executable, "-m", "autograder", "grade", "--course", course, "hw", course / "student.py"]
    ran = subprocess.run(
        [*map(str, command), "--allow-degraded", "--out", str(tmp_path / "out")],
        preexec_fn=lambda: (group / "cgroup.procs").write_text(str(os.getpid())),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    verdicts = [outcome.verdict for outcome in read_outcomes(tmp_path / "out" / "outcomes.jsonl").outcomes]
    assert len(verdicts) == 3
    assert Verdict.GRADER_ERROR not in verdicts
    assert verdicts.count(Verdict.PASSED) == 1
    kills = (group / "memory.oom_control").read_text().split()[-1]
    assert attack == "page tables" or kills == "0"
