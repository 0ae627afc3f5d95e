"""An assignment and a grading of it in which everything that a report can say happens once."""

from __future__ import annotations

from pathlib import Path

from autograder.model import (
    Assignment,
    Check,
    Course,
    Grading,
    LeaderboardEntry,
    Mode,
    Outcome,
    Piece,
    Run,
    Submission,
    SubmittedFile,
    Verdict,
    Visibility,
)

RUN = Run(
    "hw1_small",
    Mode.USER,
    20270212,
    "aa11",
    "bb22",
    "cc33",
    layers=("landlock", "seccomp"),
    gaps=("other uids",),
    version="0.1",
    memory=1 << 30,
)

ASSIGNMENT = Assignment(
    course=Course(Path("course")),
    name="hw1_small",
    title="Homework 1: A small engine",
    submit=("engine.py",),
    pieces=(Piece("1", "Forward", 6), Piece("2", "Backward", 8), Piece("3", "Training", 4), Piece("4", "Speed", 2)),
)

SUBMISSION = Submission(
    root=Path("nowhere"),
    files=(SubmittedFile("engine.py", 120),),
    missing=(),
    ignored=("notes.txt",),
    notes=("the files were found in the folder 'hw1', which is fine",),
    digest="aa11",
    source="ada.zip",
)


def public(number: str, title: str, points: float = 2.0, **more: object) -> Check:
    return Check(f"public/test_engine.py::test_{number}", title, points, number=number, **more)


def hidden(number: str, title: str, points: float = 2.0, **more: object) -> Check:
    more = {"visibility": Visibility.AFTER_PUBLISHED} | more
    return Check(f"hidden/test_engine.py::test_{number}", title, points, secret=True, number=number, **more)


SECRET_WORDS = "hidden-data-4711"

OUTCOMES = (
    Outcome(public("1.1", "Forward: values of two rows"), Verdict.PASSED, 2.0, seconds=0.25),
    Outcome(
        public("1.2", "Forward: any number of axes", tags=("shape",)),
        Verdict.FAILED,
        0.5,
        message="Forward: out has shape (3,), expected (2, 3)\nengine.py:12: return out.sum(axis=0)",
        staff="our own traceback",
        output="shape is (3,)\n",
        hint="keep every axis but the last",
    ),
    Outcome(hidden("1.3", "Forward: fresh data"), Verdict.PASSED, 2.0, message=SECRET_WORDS, output=SECRET_WORDS),
    Outcome(
        public("2.1", "Backward: values of two rows"),
        Verdict.FAILED,
        message="IndexError: list index out of range",
        raised=True,
    ),
    Outcome(
        public("2.2", "Backward: does not hang", failure_notice="Think about the order of the tape."),
        Verdict.TIMED_OUT,
        message="stopped after 10 s",
        hint="a hint that is not shown",
    ),
    Outcome(
        hidden("2.3", "Backward: fresh data"),
        Verdict.FAILED,
        message=SECRET_WORDS,
        staff=SECRET_WORDS,
        output=SECRET_WORDS,
        hint=SECRET_WORDS,
        raised=True,
    ),
    Outcome(hidden("2.4", "Backward: every cotangent"), Verdict.CRASHED, message=SECRET_WORDS),
    Outcome(public("3.1", "Training: a step"), Verdict.FAILED, message="not started", raised=True, not_started=True),
    Outcome(
        hidden("3.2", "Training: ten steps", visibility=Visibility.HIDDEN),
        Verdict.FAILED,
        raised=True,
        not_started=True,
    ),
    Outcome(public("4.1", "Speed: not slower than a loop", 1.0), Verdict.SKIPPED),
    Outcome(
        hidden("4.2", "Speed: leaderboard", 1.0),
        Verdict.PASSED,
        1.0,
        leaderboard=LeaderboardEntry("speed", float("inf"), "asc"),
    ),
)

GRADING = Grading(RUN, tuple(outcome.check for outcome in OUTCOMES), OUTCOMES)
