"""The trusted worker has a memory limit: what a reply leads to is the student's failure."""

from __future__ import annotations

import pytest

from autograder.model import Verdict
from autograder.sandbox.memory_limits import container_limit

from .conftest import by_name


@pytest.mark.parametrize(
    ("groups", "files", "limit"),
    [
        ("4:memory:/job/step\n0::/\n", {"memory/memory.limit_in_bytes": "9223372036854771712",
            "memory/job/memory.limit_in_bytes": "805306368", "memory/job/step/memory.limit_in_bytes": "900000000"}, 768 << 20),
        ("0::/slice/job\n", {"slice/memory.max": "max", "slice/job/memory.max": "536870912"}, 512 << 20),
        ("0::/\n", {"memory.max": "805306368"}, 768 << 20),
        ("4:memory:/docker/12ab\n", {"memory/memory.limit_in_bytes": "805306368"}, 768 << 20),
        ("4:memory:/\n", {"memory/memory.limit_in_bytes": "9223372036854771712"}, None),
        ("0::/\n", {}, None),
    ],
)  # fmt: skip
def test_the_limit_of_both_versions_of_control_groups_is_found(tmp_path, groups, files, limit):
    for name, text in {"proc/self/cgroup": groups, **{f"sys/fs/cgroup/{n}": t for n, t in files.items()}}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    assert container_limit(tmp_path) == limit


@pytest.mark.slow
def test_a_test_that_takes_too_much_memory_with_an_answer_fails_the_student(grade):
    test = """
        import numpy as np
        import student
        def test_large(): assert np.ones((4096, 1)) * np.zeros((1, student.n())) is None
        def test_kept():
            kept = []
            while True:
                kept.append(np.ones(student.n()))
        def test_right(): assert student.n() == 1 << 18
    """
    outcomes = by_name(grade("def n(): return 1 << 18\n", test))
    assert outcomes["test_large"].verdict is Verdict.OUT_OF_MEMORY
    assert outcomes["test_kept"].verdict in (Verdict.OUT_OF_MEMORY, Verdict.TIMED_OUT)
    assert outcomes["test_right"].verdict is Verdict.PASSED
