"""Source files as editors save them: with a byte order mark, with other line endings, in other encodings."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.grading.engine import Grader
from autograder.intake import receive
from autograder.model import Assignment, Outcome, Verdict

from .conftest import SETTINGS, by_name

STUDENT = "NAME = 'é'\n\ndef twice(x):\n    return 2 * x\n"
TEST = """
import drivers
import helper
from student import twice

def test_direct():
    assert twice(3) == helper.SIX

def test_driver():
    assert drivers.twice_of(4) == 8
"""
FILES = {
    "assignments/course.yaml": "name: Course\n",
    "t/test_it.py": TEST,
    "t/helper.py": "SIX = 6\n",
    "t/drivers.py": "import student\n\ndef twice_of(x):\n    return student.twice(x)\n",
}


def graded(assignment: Assignment, source: bytes, folder: Path) -> tuple[tuple[str, ...], dict[str, Outcome]]:
    (folder / "submission").mkdir()
    (folder / "submission" / "student.py").write_bytes(source)
    (folder / "unpacked").mkdir()
    submission = receive(folder / "submission", assignment, folder / "unpacked")
    with Grader(assignment, allow_degraded=True) as grader:
        return submission.notes, by_name(grader.grade(submission, seed=1))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("source", "note"),
    [
        (b"\xef\xbb\xbf" + STUDENT.encode(), ""),
        (STUDENT.replace("\n", "\r\n").encode("utf-8-sig"), "Windows line endings, which is fine"),
        (STUDENT.replace("\n", "\r").encode(), ""),
        (b"# coding: latin-1\n" + STUDENT.encode("latin-1"), ""),
        (b"#!/usr/bin/env python\r\n# vim: set fileencoding=cp1252 :\r\n" + STUDENT.encode("cp1252"), "Windows"),
    ],
    ids=["byte order mark", "Windows", "old Mac", "Latin-1, declared", "code page 1252, declared"],
)
def test_what_python_reads_is_graded_with_byte_order_marks_in_the_courses_files_too(
    source: bytes, note: str, make_assignment: Callable[..., Assignment], tmp_path: Path
) -> None:
    marked = {path: "\ufeff" + text for path, text in FILES.items()}
    notes, outcomes = graded(make_assignment(marked, "\ufeff" + SETTINGS), source, tmp_path)
    assert {outcome.verdict for outcome in outcomes.values()} == {Verdict.PASSED}, outcomes
    assert note in " ".join(notes)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("source", "note"),
    [
        (STUDENT.encode("latin-1"), "student.py is not UTF-8, which Python expects; save it as UTF-8"),
        (STUDENT.encode("utf-16"), "student.py is saved as UTF-16, which Python cannot read; save it as UTF-8"),
        (STUDENT.replace("é", "e").encode("utf-16-le"), "student.py holds NUL characters, as UTF-16 does"),
    ],
    ids=["Latin-1", "UTF-16", "UTF-16 without a mark"],
)
def test_what_python_cannot_read_fails_and_the_student_is_told_how_to_save_it(
    source: bytes, note: str, make_assignment: Callable[..., Assignment], tmp_path: Path
) -> None:
    notes, outcomes = graded(make_assignment(FILES), source, tmp_path)
    assert {outcome.verdict for outcome in outcomes.values()} == {Verdict.FAILED}
    assert note in " ".join(notes)
