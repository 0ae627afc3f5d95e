"""Advisory rules see names through every way of importing them, tell staff alone, and never cost points."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from autograder.cli.report import print_report
from autograder.grading.engine import Grader
from autograder.intake import receive
from autograder.model import Assignment, Grading, Remark, Verdict
from autograder.reporting import encode_results, results_document
from autograder.sandbox.rules_probe import uses
from autograder.scoring import score

from .conftest import SETTINGS

FORBIDDEN = ["torch.nn.RNN", "autograd", "eval", ".data"]

RULES = SETTINGS + (
    "rules:\n  - {forbid: autograd, why: you build it}\n  - {forbid: numpy.linalg, why: solve it by hand}\n"
)
TEST = """
from gradescope_utils.autograder_utils.decorators import number, weight
import student

@weight(10)
@number("1.1")
def test_one():
    assert student.one() == 1
"""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("import torch\ntorch.nn.RNN(3, 4)", [("torch.nn.RNN", 2)]),
        ("import torch.nn as nn\nx = nn.RNN", [("torch.nn.RNN", 2)]),
        ("from torch import nn\nclass A(nn.RNN): pass", [("torch.nn.RNN", 2)]),
        ("from torch.nn import RNN as R\nR()", [("torch.nn.RNN", 1), ("torch.nn.RNN", 2)]),
        ("from torch.nn import *\nRNN()", [("torch.nn.RNN", 2)]),
        ("def f():\n    return nn.RNN()\nfrom torch import nn", [("torch.nn.RNN", 2)]),
        ("import torch.nn as nn\ngetattr(nn, 'RNN')", [("torch.nn.RNN", 2)]),
        ("import torch\nx = torch.nn.RNNCell", []),
        ("import torch\ntorch.nn.RNN.forward", [("torch.nn.RNN", 2)]),
        ("import autograd", [("autograd", 1)]),
        ("import autograd.numpy as np", [("autograd", 1)]),
        ("from autograd import grad", [("autograd", 1)]),
        ("import autogradient", []),
        ("from . import autograd", []),
        ("__import__('autograd')", [("autograd", 1)]),
        ("import importlib\nimportlib.import_module('autograd.numpy')", [("autograd", 2)]),
        ("from importlib import import_module as i\ni('autograd')", [("autograd", 2)]),
        ("eval('1')", [("eval", 1)]),
        ("def f(): import numpy as eval", []),
        ("class A:\n    def eval(self): pass", []),
        ("model.eval()", []),
        ("p.data -= 1", [(".data", 1)]),
        ("a.b.c.data.d", [(".data", 1)]),
        ("getattr(p, 'data')", [(".data", 1)]),
        ("data = 1", []),
        ("# torch.nn.RNN\n'''import autograd'''", []),
        ("x = eval; eval(1)", [("eval", 1)]),
    ],
)
def test_a_name_is_found_however_it_is_imported_and_not_where_it_is_another(
    text: str, found: list[tuple[str, int]]
) -> None:
    assert [(name, line) for name, line, _ in uses(text, FORBIDDEN)] == found


@pytest.fixture
def judged(grade: Callable[..., Grading], make_assignment: Callable[..., Assignment]) -> Callable[[str], Grading]:
    return lambda student: grade(student, TEST, RULES)


def test_remarks_name_the_line_and_the_reason_and_cost_nothing(judged: Callable[[str], Grading]) -> None:
    grading = judged("def one():\n    import numpy.linalg\n    return 1\n")
    assert grading.remarks == (Remark("numpy.linalg", "student.py", 2, "import numpy.linalg", "solve it by hand"),)
    assert score(grading).earned == 10
    assert not score(grading).withheld


def test_staff_read_remarks_and_students_do_not(
    judged: Callable[[str], Grading], make_assignment: Callable[..., Assignment]
) -> None:
    grading = judged("def one():\n    import numpy.linalg\n    return 1\n")
    assignment = make_assignment({"t/test_it.py": TEST}, RULES)
    document = results_document(assignment, grading, score(grading))
    assert document.extra_data["remarks"][0]["line"] == 2  # type: ignore[index]
    document.extra_data = {}
    assert b"solve it by hand" not in encode_results(document)
    for reveal in (True, False):
        console = Console(file=StringIO(), width=100)
        print_report(console, assignment, grading, score(grading), reveal=reveal)
        assert ("For staff: numpy.linalg: solve it by hand" in console.file.getvalue()) == reveal  # type: ignore[attr-defined]


@pytest.mark.slow
@pytest.mark.parametrize(
    "student",
    [
        "def one(): return 1\n# " + "(" * 10_000,
        "def one( return 1",
        "x = " * 300_000 + "1\ndef one(): return 1\n",
        "def one(): return 1\ny = " + "-" * 200_000 + "1\n",
        "def one(): return 1\nz = " + "(" * 150 + ")" * 150 + "\n",
    ],
)
def test_a_file_that_cannot_be_read_ends_no_grading(judged: Callable[[str], Grading], student: str) -> None:
    grading = judged(textwrap.dedent(student))
    assert len(grading.outcomes) == 1
    assert grading.outcomes[0].verdict is not Verdict.GRADER_ERROR
    assert all(remark.rule == "" for remark in grading.remarks)


@pytest.mark.slow
def test_hidden_checks_that_are_postponed_are_pending_and_nothing_is_withheld(
    make_assignment: Callable[..., Assignment], tmp_path: Path
) -> None:
    hidden = TEST.replace("1.1", "1.2").replace("test_one", "test_two").replace("weight(10)", "weight(5)")
    files = {"t/test_it.py": TEST, "reference_solutions/hw/tests/test_hidden.py": hidden}
    assignment = make_assignment(files, SETTINGS)
    for folder in ("submission", "into"):
        (tmp_path / folder).mkdir()
    (tmp_path / "submission/student.py").write_text("def one(): return 1\n")
    submission = receive(tmp_path / "submission", assignment, tmp_path / "into")
    with Grader(assignment, allow_degraded=True) as grader:
        before = grader.grade(submission, postpone_hidden=True)
        after = grader.grade(submission)
    assert [outcome.check.number for outcome in before.outcomes] == ["1.1"]
    assert before.run.postponed == ("hidden/test_hidden.py::test_two",)
    assert (score(before).earned, score(before).pending, score(before).withheld) == (10, 5, "")
    assert [outcome.check.number for outcome in after.outcomes] == ["1.1", "1.2"]
    assert score(after).earned == 15
