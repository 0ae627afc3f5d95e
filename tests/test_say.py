"""What commands print: wrapped on a terminal, one line for programs."""

from __future__ import annotations

import io
import sys

import pytest
from rich.console import Console

from autograder.authoring.check import Finding, Report
from autograder.cli.check_report import show_report
from autograder.cli.say import say, wrapped
from tools.sample_class import sample_assignment

LONG = "records/scores/quizzes.csv:5: Quiz 2: 'abc' is not a number of points; write points as a number, e.g. 7.5, or nothing"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("width", [40, 80])
def test_on_a_terminal_a_long_line_goes_on_below_between_words(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Terminal()
    monkeypatch.setattr(sys, "stdout", stream)
    monkeypatch.setenv("COLUMNS", str(width))
    say(LONG)
    first, *rest = stream.getvalue().splitlines()
    assert first.startswith("records/scores/quizzes.csv:5: ")
    assert rest and all(line.startswith("    ") and not line.startswith("     ") for line in rest)
    assert max(map(len, (first, *rest))) <= width
    assert " ".join(stream.getvalue().split()) == LONG


def test_a_program_gets_one_line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    say(LONG)
    assert capsys.readouterr().out == f"{LONG}\n"


def test_indents_and_words_that_are_longer_than_a_line_stay() -> None:
    assert (
        wrapped("  - one two three four five six seven eight", 30)
        == "  - one two three four five\n      six seven eight"
    )
    path = f"/{'x' * 50}/a.py:3"
    assert wrapped(f"{path}: is not there", 40).splitlines()[0].startswith(path)
    assert wrapped("short\n\n  " + "-" * 50, 40) == "short\n\n  " + "-" * 50


@pytest.mark.parametrize("terminal", [True, False])
def test_a_report_of_check_is_as_wide_as_the_terminal(terminal: bool) -> None:
    finding = Finding("assignments/hw/tests/test_a.py:3", "a fact " * 20, "what to do about it " * 10)
    report = Report(sample_assignment(), (finding,), "3 checks", notes=("a note that is long " * 10,))
    stream = io.StringIO()
    show_report(Console(file=stream, force_terminal=terminal, width=80, color_system=None), report, 1.0)
    lines = stream.getvalue().splitlines()
    assert lines[0].startswith("assignments/hw/tests/test_a.py:3: a fact")
    assert (max(map(len, lines)) <= 80) == terminal
    assert terminal or len(lines) == 4
