"""The canary decides the mode at each start, also on kernels that lack something; they are simulated by filters."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from autograder.config import load_assignment, load_course
from autograder.errors import InputError
from autograder.grading.engine import Grader
from autograder.model import Mode
from autograder.reporting import decode_results
from autograder.sandbox.inside.jail.layers import LAYERS, landlock, seccomp
from autograder.sandbox.modes import mode_of
from tests.faults.course import write_course

from .conftest import ROOT, Run

#: What a kernel lacks -> numbers of calls that it then answers with ENOSYS, and whether prctl knows no filters.
KERNELS = {
    "without Landlock": ([444, 445, 446], False),
    "without seccomp filters": ([317], True),
    "without either": ([317, 444, 445, 446], True),
}

OLD_KERNEL = """
import struct
from pathlib import Path
from autograder.sandbox.inside.jail import seccomp
from autograder.sandbox.inside.jail.layers import _prctl
from autograder.sandbox.inside.jail.bpf import answer, instruction, only_these, when
from autograder.sandbox.inside.jail.syscalls import AUDIT_ARCHITECTURE, number
import platform

course, absent, no_filters = sys.argv[2], json.loads(sys.argv[3]), sys.argv[4] == "True"
ENOSYS, EINVAL, ALLOW = 0x50000 | 38, 0x50000 | 22, 0x7FFF0000
steps = [instruction(0x20, 0)]
for call in absent:
    steps += when(call, [answer(ENOSYS)])
if no_filters:
    steps += when(number("prctl"), only_these(0, (22,), EINVAL, ALLOW))
_prctl(38, 1)
seccomp.install(b"".join([*steps, answer(ALLOW)]))

from autograder.config import load_assignment, load_course
from autograder.errors import InputError
from autograder.grading.engine import Grader
assignment = load_assignment(load_course(Path(course)), "faults")
try:
    with Grader(assignment):
        refused = ""
except InputError as error:
    refused = str(error)
with Grader(assignment, allow_degraded=True) as grader:
    tell({"mode": grader.mode.value, "gaps": grader.gaps, "refused": refused})
"""

needs_all = pytest.mark.skipif(
    landlock.abi() == 0 or not seccomp.supported(), reason="this kernel lacks already what is to be taken away"
)


@pytest.fixture
def course(tmp_path: Path) -> Path:
    write_course(tmp_path / "course")
    return tmp_path / "course"


@pytest.fixture
def simulated(program: Run, course: Path) -> Any:
    def run(kernel: str) -> Any:
        absent, no_filters = KERNELS[kernel]
        return program(OLD_KERNEL, course, absent, no_filters)

    return run


@pytest.mark.slow
@needs_all
@pytest.mark.parametrize(
    ("kernel", "gap"),
    [
        ("without Landlock", "read "),
        ("without seccomp filters", "start processes"),
        ("without either", "open network sockets"),
    ],
)
def test_a_kernel_that_lacks_a_layer_is_degraded_names_the_gap_and_needs_a_flag(
    simulated: Any, kernel: str, gap: str
) -> None:
    told = simulated(kernel)
    assert told["mode"] == "degraded"
    assert any(gap in line for line in told["gaps"])
    assert gap in told["refused"]
    assert "--allow-degraded" in told["refused"]


@pytest.mark.slow
@needs_all
def test_each_layer_that_is_missed_is_found_by_the_canary(course: Path) -> None:
    """Layers that another one stands in for are no gap by themselves."""
    assignment = load_assignment(load_course(course), "faults")
    needed = {"landlock", "seccomp", "limits", *([] if os.geteuid() else ["capabilities"])}
    for layer in needed:
        with Grader(assignment, allow_degraded=True, layers=[other for other in LAYERS if other != layer]) as grader:
            own_user = grader.processes.zygote.slot_users.first_user is not None
            if layer == "capabilities" and own_user:
                continue
            assert grader.mode is Mode.DEGRADED, layer
            assert grader.gaps, layer


@pytest.mark.slow
def test_a_degraded_grader_without_the_flag_does_not_start(course: Path) -> None:
    grader = Grader(load_assignment(load_course(course), "faults"), layers=())
    with pytest.raises(InputError, match="degraded"), grader:
        pytest.fail("it started")


@pytest.mark.slow
def test_the_mode_the_layers_and_the_gaps_are_recorded_with_every_result(course: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "autograder", "grade", "--course", course, "faults", course / "submission"]
    subprocess.run([*command, "--out", tmp_path / "out", "--allow-degraded"], cwd=ROOT, check=True, capture_output=True)
    data = decode_results((tmp_path / "out/results.json").read_bytes()).extra_data
    assert isinstance(data, dict)
    assert data["mode"] in {mode.value for mode in Mode}
    missing = {"scratch"}  # the homework asks for none
    missing |= set() if data["mode"] == "full" else {"uid"}
    missing |= set() if landlock.abi() else {"landlock"}
    missing |= set() if os.geteuid() == 0 else {"capabilities"}
    assert sorted(data["layers"]) == sorted(set(LAYERS) - missing)
    assert (data["mode"] == "degraded") == bool(data["gaps"])


@pytest.mark.parametrize(
    ("gaps", "own_user", "mode"),
    [
        ([], True, Mode.FULL),
        ([], False, Mode.USER),
        (["write files"], True, Mode.DEGRADED),
        (["x"], False, Mode.DEGRADED),
    ],
)
def test_a_gap_is_worse_than_anything(gaps: list[str], own_user: bool, mode: Mode) -> None:
    assert mode_of(gaps, own_user) is mode
