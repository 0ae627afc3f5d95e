"""A slow import is made once for all checks where that is safe, and counts for no check in either case."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from autograder.grading import import_time
from autograder.grading.import_time import Imports, SlowImport
from autograder.grading.remote.session import ChildSpecs, Side
from autograder.grading.shared_import import with_import
from autograder.model import Grading, Limits, Verdict
from autograder.sandbox import zygote_process
from autograder.sandbox.zygote_client import spec_of
from autograder.sandbox.zygote_process import SlotUsers

from .conftest import by_name

SLOW = """
import random, time
print("importing")
time.sleep(1.1)
STAMP, DRAWN, calls = time.time_ns(), random.random(), []
def stamp(): return STAMP
def drawn(): return DRAWN, random.random()
def count(): calls.append(1); return len(calls)
def crash(): import os; os._exit(3)
"""
TEST = """
import student
stamps, drawn = set(), set()
def look():
    stamps.add(student.stamp())
    drawn.add(student.drawn())
    assert student.count() == 1, "another check was here"
def test_first(): look()
def test_crash(): student.crash()
def test_second(): look()
def test_third():
    look()
    print("imports:", len(stamps), "draws:", len(drawn))
    assert len(drawn) == 1
    assert len(stamps) == {imports}
"""


@pytest.fixture(scope="module", params=["as here", "without users"])
def jailed(request: pytest.FixtureRequest) -> Iterator[None]:
    """Once as children run here, and once as ourselves, as for anybody but root."""
    with pytest.MonkeyPatch.context() as patched:
        if request.param == "without users":
            patched.setattr(zygote_process, "slot_users", lambda layers=(): SlotUsers(None))
        yield


@pytest.mark.slow
def test_checks_share_a_slow_import_and_nothing_else(grade: Callable[..., Grading], jailed: None) -> None:
    grading = grade(SLOW, TEST.replace("{imports}", "1"))
    verdicts = {name: outcome.verdict for name, outcome in by_name(grading).items()}
    assert verdicts == {
        "test_first": Verdict.PASSED,
        "test_crash": Verdict.CRASHED,
        "test_second": Verdict.PASSED,
        "test_third": Verdict.PASSED,
    }
    assert all(outcome.output == "importing\n" for outcome in grading.outcomes)
    (note,) = grading.notes
    assert "line 4 (`time.sleep(1.1)`)" in note
    assert "This time was spent once" in note


def test_a_quick_import_is_made_in_each_check_as_ever(grade: Callable[..., Grading]) -> None:
    grading = grade(SLOW.replace("1.1", "0"), TEST.replace("{imports}", "3"))
    assert by_name(grading)["test_third"].verdict is Verdict.PASSED
    assert grading.notes == ()


@pytest.mark.slow
def test_what_cannot_be_shared_is_imported_in_each_check(grade: Callable[..., Grading]) -> None:
    grading = grade(SLOW + "kept = open('/dev/null')\n", TEST.replace("{imports}", "3"))
    assert by_name(grading)["test_third"].verdict is Verdict.PASSED
    assert "Every check imports it again" in grading.notes[0]


def test_the_time_of_a_slow_import_counts_for_no_check() -> None:
    limits = Limits(wall=10.0)
    assert with_import(limits, 8).wall == 18.0
    assert with_import(limits, 0) is limits
    spec = spec_of("/", (), limits)
    specs = ChildSpecs({Side.SUBMISSION: spec}, {}, limits, import_seconds=8).lasting(20.0)
    assert specs.limits.wall == 20.0 and specs.by_side[Side.SUBMISSION].cpu_seconds == 29


def test_a_student_is_told_once_with_seconds_and_line() -> None:
    slow = SlowImport("student.py", "takes 8.0 s", "student.py", 3, "train()")
    begins = "importing student.py takes 8.0 s; most of that is line 3 (`train()`). "
    (shared,) = import_time.notes(Imports((slow,), 8, ("student",)), True, 540.0)
    assert shared.startswith(f"{begins}This time was spent once, and counts for no check; still, move what ")
    (alone,) = import_time.notes(Imports((slow,), 8, ("student",)), False, 540.0)
    assert alone.startswith(f"{begins}Every check imports it again, so move what the checks do not need below ")
    assert alone.endswith(
        ". That counts for no single check, but all checks together have 9 minutes, time for 67 such imports: those "
        "after that are not run and cost their points"
    )


@pytest.mark.slow
def test_a_check_that_needs_more_than_its_half_of_the_memory_gets_a_child_of_its_own(
    grade: Callable[..., Grading], jailed: None
) -> None:
    """Of 256 MiB, half are the template's."""
    student = SLOW + "def large(): return len(bytearray(170 << 20)) >> 20\n"
    test = "import student\ndef test_large(): assert student.large() == 170\ndef test_after(): assert student.count() == 1\n"
    grading = grade(student, test)
    assert [outcome.verdict for outcome in grading.outcomes] == [Verdict.PASSED, Verdict.PASSED]
    assert "This time was spent once" in grading.notes[0]
