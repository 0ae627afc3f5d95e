"""The runner serves whatever tests there are, and ends when the engine does, whatever that had begun to say."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.grading import messages
from autograder.grading.engine import Grader
from autograder.grading.runner import RunnerPlugin
from autograder.grading.workdir import Workdir
from autograder.intake import receive
from autograder.model import Assignment, Verdict

COMMAND = messages.encoder.encode(messages.ExitStatusQuery(7))
MESSAGE = len(COMMAND).to_bytes(8, "little") + COMMAND


class HungUp:
    """A socket whose other end has gone; who reads on after its end would do so for ever."""

    def __init__(self, data: bytes) -> None:
        self._data, self._has_ended = data, False

    def recv(self, size: int) -> bytes:
        assert not self._has_ended
        piece, self._data = self._data[:size], self._data[size:]
        self._has_ended = not piece
        return piece

    def recvmsg(self, size: int, _: int) -> tuple[bytes, list[object], int, None]:
        return self.recv(size), [], 0, None


def test_a_whole_command_is_read() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.sendall(MESSAGE)
        assert received(theirs) == (messages.ExitStatusQuery(7), [])


@pytest.mark.parametrize("size", range(len(MESSAGE)))
def test_a_command_that_breaks_off_is_the_end(size: int) -> None:
    assert received(HungUp(MESSAGE[:size])) == (None, [])


def received(control: object) -> object:
    runner = RunnerPlugin.__new__(RunnerPlugin)
    runner._control = control  # type: ignore[assignment]
    return runner._receive()


TEST = "from student import double\n\ndef test_double():\n    assert double(2) == 4\n"


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["assignments", "reference_solutions"])
def test_a_homework_whose_tests_are_all_public_or_all_hidden_is_graded(
    make_assignment: Callable[..., Assignment], tmp_path: Path, folder: str
) -> None:
    assignment = make_assignment({f"{folder}/hw/tests/test_it.py": TEST})
    (tmp_path / "student.py").write_text("def double(x):\n    return x + x\n", encoding="utf-8")
    with Workdir() as unpacked, Grader(assignment, allow_degraded=True) as grader:
        grading = grader.grade(receive(tmp_path / "student.py", assignment, unpacked))
    kind = "public" if folder == "assignments" else "hidden"
    assert [(o.check.id, o.verdict) for o in grading.outcomes] == [(f"{kind}/test_it.py::test_double", Verdict.PASSED)]


def test_a_runner_imports_mocks_and_what_they_import_only_when_a_test_does() -> None:
    code = "import sys, autograder.grading.runner as r; r.patches.install(); print('asyncio' in sys.modules); "
    code += "from unittest import mock; print(hasattr(mock._patch.__enter__, '__wrapped__'))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]
