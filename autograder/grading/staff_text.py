"""Writes what staff read about the exception that ended a check: why, then where, without pytest's own lines."""

from __future__ import annotations

import traceback

from autograder.errors import GraderError
from autograder.grading.blame import is_a_tests
from autograder.grading.own_fault import own_line
from autograder.grading.remote.faults import CheckAuthorError, last_of, said
from autograder.model import Verdict
from autograder.text import plain

_MOST_REASON = 1000


def reason(error: BaseException, verdict: Verdict) -> str:
    """In one line, why the check itself could not go on; "" if a student's code was asked and judged."""
    error = last_of(error)
    if isinstance(error, (CheckAuthorError, GraderError)):
        return _line(said(error))
    if verdict is not Verdict.GRADER_ERROR:
        return ""
    what = f"{type(error).__name__}: {said(error)}"
    own = own_line(error)
    return _line(f"{own}: {what}; nothing of student code is in that line: {_remedy(error)}" if own else what)


def _remedy(error: BaseException) -> str:
    if isinstance(error, OSError) and error.filename:
        return f"put {error.filename} beside the tests, or make it in the test"
    if isinstance(error, ImportError):
        return "add the package to what the grader has, or write the test without it"
    return "correct the test, or what it reads"


def staff_text(error: BaseException, representation: str) -> str:
    """Where an exception was raised: `representation`, which is pytest's, or the test's own lines alone.

    Pytest shows what the grader raises with every line of its own machinery: a hundred of them for a fixture.
    """
    error = last_of(error)
    if not isinstance(error, CheckAuthorError):
        return representation
    frames = [(frame.f_code, line) for frame, line in traceback.walk_tb(error.__traceback__) if is_a_tests(frame)]
    own = [traceback.FrameSummary(code.co_filename, line, code.co_name) for code, line in frames]
    return "".join(traceback.format_list(own)).rstrip("\n")


def _line(text: str) -> str:
    return plain(" ".join(text[: 2 * _MOST_REASON].split()), _MOST_REASON)
