"""The report in a terminal: calm, complete, and safe to print."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console

from autograder.cli.report import print_report
from autograder.model import Grading, Outcome, Verdict, Visibility
from autograder.scoring import score
from tests.reporting.examples import ASSIGNMENT, GRADING, OUTCOMES, SECRET_WORDS, SUBMISSION


def report(
    grading: Grading = GRADING, width: int = 80, reveal: bool = False, results: str = "results.json", **options: bool
) -> str:
    file = io.StringIO()
    console = Console(file=file, width=width, **options)  # type: ignore[arg-type]
    print_report(console, ASSIGNMENT, grading, score(grading), SUBMISSION, reveal, results)
    return file.getvalue()


def test_each_piece_has_one_line_with_its_points() -> None:
    lines = [line.split() for line in report(reveal=True).splitlines()]
    assert ["✗", "1", "Forward", "4.5", "/", "6"] in lines
    assert ["✗", "2", "Backward", "0", "/", "8"] in lines
    assert ["–", "3", "Training", "not", "started", "0", "/", "4"] in lines


def test_without_being_asked_it_counts_and_names_only_what_a_student_sees_at_once() -> None:
    text = report()
    lines = [line.split() for line in text.splitlines()]
    assert ["✗", "1", "Forward", "2.5", "/", "4"] in lines
    assert all(outcome.check.title not in text for outcome in OUTCOMES if outcome.check.visibility != "visible")
    assert "hidden:" not in text and "seed" not in text and "other uids" not in text
    assert "2.5 of 11 visible points; 7 more points are decided by hidden checks" in text
    assert "6 checks: " in text and "5 checks not shown here." in text


def test_a_hidden_check_that_is_shown_at_once_says_one_word() -> None:
    shown = replace(OUTCOMES[5], check=replace(OUTCOMES[5].check, visibility=Visibility.VISIBLE))
    outcomes = (*OUTCOMES[:5], shown, *OUTCOMES[6:])
    text = report(replace(GRADING, checks=tuple(outcome.check for outcome in outcomes), outcomes=outcomes))
    assert "hidden: raised" in text and SECRET_WORDS not in text


def test_a_piece_that_was_not_started_is_one_line() -> None:
    text = report()
    assert "3.1" not in text and "3.2" not in text


def test_a_failure_shows_message_hint_and_output() -> None:
    text = report()
    for part in ("out has shape (3,), expected (2, 3)", "engine.py:12", "Hint: keep every axis", "shape is (3,)"):
        assert part in text


def test_what_keeps_every_check_from_running_is_said_once() -> None:
    text = "your code raised SyntaxError: invalid syntax\n  student.py, line 3"
    broken = tuple(Outcome(check, Verdict.FAILED, message=text, raised=True) for check in GRADING.checks)
    told = report(replace(GRADING, outcomes=broken), reveal=True)
    assert told.count("SyntaxError") == 1
    assert told.count("the same as above") == len(broken) - 1


def test_hidden_checks_say_everything_only_where_staff_ask() -> None:
    assert SECRET_WORDS not in report()
    assert "hidden: raised" in report(reveal=True) and SECRET_WORDS in report(reveal=True)


def test_the_score_comes_last_with_what_students_will_see() -> None:
    text = report(reveal=True)
    assert text.index("Score: 5.5 of 20 points") > text.index("4.1")
    assert "Students see: 2.5 of 11 visible points; 7 more points" in text


def test_a_perfect_submission_is_a_short_report() -> None:
    perfect = tuple(Outcome(check, Verdict.PASSED, check.points) for check in GRADING.checks)
    text = report(replace(GRADING, outcomes=perfect), reveal=True)
    assert "Score: 20 of 20 points" in text
    assert "✗" not in text
    assert len(text.splitlines()) < 20


def test_a_withheld_score_prints_no_score() -> None:
    fault = Outcome(OUTCOMES[0].check, Verdict.GRADER_ERROR, staff="what happened to us")
    grading = replace(GRADING, outcomes=(fault, *OUTCOMES[1:]))
    text = report(grading)
    assert "Score:" not in text
    assert "There is no score: the autograder itself failed on 1 check (1.1)." in " ".join(text.split())
    assert "what happened to us" not in text
    assert "what happened to us" in report(grading, reveal=True)


def test_checks_without_a_result_are_said_to_be_so() -> None:
    assert "has not run" in report(replace(GRADING, outcomes=OUTCOMES[:3]))


@pytest.mark.parametrize("width", [60, 80, 100, 200])
def test_no_line_is_wider_than_the_terminal_or_ends_in_spaces(width: int) -> None:
    lines = report(width=width).splitlines()
    assert max(len(line) for line in lines) <= min(width, 100)
    assert all(line == line.rstrip() for line in lines)


def test_there_is_no_colour_in_a_pipe_and_some_on_a_terminal() -> None:
    assert "\x1b" not in report()
    assert "\x1b[" in report(force_terminal=True)


def test_markup_and_escapes_in_student_text_are_printed_as_they_are() -> None:
    nasty = replace(OUTCOMES[1], message="[bold red]gone[/] \x1b[2J", hint="[/nothing]")
    text = report(replace(GRADING, outcomes=(OUTCOMES[0], nasty, *OUTCOMES[2:])), force_terminal=True)
    assert "[bold red]gone[/] \\x1b[2J" in text
    assert "[/nothing]" in text


def test_long_output_is_shortened_and_says_by_how_much() -> None:
    loud = replace(OUTCOMES[1], output="line\n" * 100)
    for reveal in (True, False):
        text = report(
            replace(GRADING, outcomes=(OUTCOMES[0], loud, *OUTCOMES[2:])), reveal=reveal, results="grade.json"
        )
        assert "more lines in grade.json" in text
        assert text.count("line\n") < 20


@pytest.mark.parametrize("reveal", [True, False])
@pytest.mark.parametrize(
    "output", ["x" * 36_000, "word " * 7_000, "x\n" * 5 + "y" * 36_000, "界" * 36_000, " " * 9_000 + "y" * 9_000]
)
def test_a_long_line_is_shortened_as_many_lines_are(output: str, reveal: bool) -> None:
    loud = replace(OUTCOMES[1], output=output)
    text = report(replace(GRADING, outcomes=(OUTCOMES[0], loud, *OUTCOMES[2:])), reveal=reveal)
    short = report(replace(GRADING, outcomes=(OUTCOMES[0], replace(loud, output="x"), *OUTCOMES[2:])), reveal=reveal)
    assert len(text.splitlines()) < len(short.splitlines()) + 16
    assert "… the rest of this line in results.json" in text


def test_output_of_a_hidden_check_is_whole_only_in_the_file_for_staff() -> None:
    loud = replace(OUTCOMES[5], output="line\n" * 100)
    text = report(replace(GRADING, outcomes=(*OUTCOMES[:5], loud, *OUTCOMES[6:])), reveal=True)
    assert "more lines in outcomes.jsonl" in text and "more lines in results.json" not in text


def test_a_terminal_without_unicode_gets_plain_marks() -> None:
    file = io.TextIOWrapper(io.BytesIO(), encoding="ascii", errors="backslashreplace")
    print_report(Console(file=file, width=80), ASSIGNMENT, GRADING, score(GRADING), SUBMISSION)
    file.flush()
    assert b"x  2  Backward" in file.buffer.getvalue()  # type: ignore[attr-defined]
