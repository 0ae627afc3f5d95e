"""Visible checks run before hidden ones, whatever happens, and are reported in the order of their numbers."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from autograder.grading.engine import Grader
from autograder.intake import receive
from autograder.model import Assignment, Grading
from autograder.reporting import encode_results, results_document
from autograder.scoring import score

_HEAD = "from gradescope_utils.autograder_utils.decorators import number\nimport student\n"
_KILL_THE_ZYGOTE = """
import os, pathlib, signal, time
from autograder.grading.remote import session
student.f()
child = pathlib.Path(f"/proc/{session.active().submission._process.pid}/stat")
os.kill(int(child.read_text().rpartition(")")[2].split()[1]), signal.SIGKILL)
while child.exists() and child.read_text().rpartition(")")[2].split()[0] not in "ZX":
    time.sleep(0.001)
"""


def checks_of(numbers: Sequence[str], disturbed: str = "", does: str = "") -> str:
    """A check for each number; the body of one of them does something first."""
    parts = [_HEAD]
    for number in numbers:
        name = number.replace(".", "_")
        body = does if number == disturbed else ""
        lines = [*body.strip().splitlines(), "assert student.f() == 1"]
        parts.append(f'@number("{number}")\ndef test_{name}():\n' + "".join(f"    {line}\n" for line in lines))
    return "\n".join(parts)


@pytest.fixture
def run(tmp_path: Path, make_assignment: Callable[..., Assignment]) -> Callable[..., tuple[list[str], Grading]]:
    """Grade a course of these files; gives the numbers in the order in which their checks ended."""

    def run(public: str, hidden: str, student: str = "def f(): return 1\n", **how: Any) -> tuple[list[str], Grading]:
        files = {"t/test_it.py": public, "reference_solutions/hw/tests/test_it_hidden.py": hidden}
        assignment = make_assignment(files)
        folder, into, ended = tmp_path / "submission", tmp_path / "into", []
        folder.mkdir(), into.mkdir()
        (folder / "student.py").write_text(student, encoding="utf-8")
        with Grader(assignment, allow_degraded=True) as grader:
            if "only" in how:
                how["only"] = how["only"](grader.checks)
            submission = receive(folder, assignment, into)
            grading = grader.grade(submission, on_outcome=lambda o: ended.append(o.check.number), **how)
        document = json.loads(encode_results(results_document(assignment, grading, score(grading))))
        assert [test["number"] for test in document["tests"]] == ["1.1", "1.2", "1.3", "1.4"]
        return ended, grading

    return run


@pytest.mark.slow
def test_visible_checks_run_first(run):
    ended, _ = run(checks_of(["1.2", "1.4"]), checks_of(["1.1", "1.3"]))
    assert ended == ["1.2", "1.4", "1.1", "1.3"]


def test_also_when_others_are_asked_for_first(run):
    ended, _ = run(
        checks_of(["1.2", "1.4"]), checks_of(["1.1", "1.3"]), only=lambda checks: [c.id for c in checks][::-1]
    )
    assert ended == ["1.4", "1.2", "1.3", "1.1"]


@pytest.mark.slow
def test_also_when_the_first_failure_ends_the_run(run):
    ended, _ = run(
        checks_of(["1.2", "1.4"]),
        checks_of(["1.1", "1.3"], "1.1", "assert False"),
        stop_at_first_failure=True,
    )
    assert ended == ["1.2", "1.4", "1.1"]


@pytest.mark.slow
@pytest.mark.parametrize("does", ["import os; os._exit(3)", _KILL_THE_ZYGOTE], ids=["worker", "zygote"])
@pytest.mark.parametrize("disturbed", ["1.2", "1.1"])
def test_also_when_a_process_of_ours_dies_and_the_rest_is_run_anew(run, does, disturbed):
    ended, grading = run(checks_of(["1.2", "1.4"], disturbed, does), checks_of(["1.1", "1.3"], disturbed, does))
    assert ended == ["1.2", "1.4", "1.1", "1.3"]
    assert "grader error" in {outcome.verdict.value for outcome in grading.outcomes}


@pytest.mark.slow
def test_also_when_student_code_ends_its_process_or_hangs(run):
    student = "import os\nn = 0\ndef f():\n    os._exit(1)\n"
    ended, _ = run(checks_of(["1.2", "1.4"]), checks_of(["1.1", "1.3"]), student)
    assert ended == ["1.2", "1.4", "1.1", "1.3"]
