"""What a student is told names no folder of the machine that grades."""

from __future__ import annotations

from autograder.grading.paths import relative
from autograder.model import Verdict

from .conftest import by_name

GOOD = "import student\ndef test_good():\n    assert student.good() == 1\n"


def test_paths_of_the_grader_are_not_told(grade):
    student = """
        import os, sys, typing
        print(__file__, typing.__file__)
        def good(): raise ValueError(f"{__file__} in {os.getcwd()}, {typing.__file__}, {os.path.abspath('log.txt')}")
    """
    outcome = by_name(grade(student, GOOD))["test_good"]
    assert outcome.verdict is Verdict.FAILED
    assert outcome.message.startswith(
        "your code raised ValueError: student.py in ., typing.py, log.txt\n  student.py, line"
    )
    assert outcome.output == "student.py typing.py\n"


def test_a_scratch_folder_is_told_by_its_name():
    assert relative("no /w/scratch/scratch-a_1/x.pt", "/w/submission-0-ab") == "no $TMPDIR/x.pt"
