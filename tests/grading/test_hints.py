"""A wrong answer is told which mistake it is, and never a wrong one."""

from __future__ import annotations

import dataclasses
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np
import pytest

from autograder.authoring.check import run
from autograder.authoring.hints import build_catalogue, write_catalogue
from autograder.authoring.hints.build import submission_of
from autograder.cli.main import main
from autograder.config import load_assignment, load_course
from autograder.grading.engine import Grader
from autograder.grading.hints import NONE, current_catalogue, hint_for, is_stale, packaged, read_catalogue
from autograder.grading.remote.fingerprint import Trace, rounded
from autograder.sandbox.inside.wire import schema

from .conftest import SETTINGS, write_course

SOLUTION = """
    def scale(x, factor):
        # BEGIN SOLUTION scale
        return x * factor
        # END SOLUTION


    def total(values):
        # BEGIN SOLUTION total
        return float(sum(values))
        # END SOLUTION
"""
TESTS = """
    import numpy as np
    from gradescope_utils.autograder_utils.decorators import weight
    from student import scale, total


    @weight(5)
    def test_scale():
        x = np.array([1.0, 2.0, 3.0])
        assert scale(x, 0.1).tolist() == [0.1, 0.2, 0.30000000000000004]


    @weight(5)
    def test_total():
        assert total([0.1, 0.2, 0.4]) == 0.7000000000000001
"""
NEGATED = '''
    """The sign is wrong.

    Nothing here should be negative when nothing that comes in is.
    """

    REGION = "scale"
    CAUGHT_BY = ["test_scale"]


    def scale(x, factor):
        # BEGIN SOLUTION scale
        return -x * factor
        # END SOLUTION
'''
AVERAGED = '''
    """It is a mean.

    A total grows with the number of values.
    """

    REGION = "total"
    CAUGHT_BY = ["test_total"]


    def total(values):
        # BEGIN SOLUTION total
        return float(sum(values) / len(values))
        # END SOLUTION
'''
FILES = {
    "reference_solutions/hw/solution/student.py": SOLUTION,
    "reference_solutions/hw/mistakes/negated.py": NEGATED,
    "reference_solutions/hw/mistakes/averaged.py": AVERAGED,
    "reference_solutions/hw/tests/test_hidden.py": "def test_nothing(): ...\n",
    "t/test_it.py": TESTS,
}
RIGHT_SCALE, RIGHT_TOTAL = "def scale(x, factor): return x * factor\n", "def total(values): return float(sum(values))\n"


@pytest.fixture(scope="module")
def assignment(tmp_path_factory):
    root = tmp_path_factory.mktemp("hints")
    made = write_course(root, FILES, SETTINGS)
    write_catalogue(made, build_catalogue(made))
    return made


@pytest.fixture
def hints(assignment, tmp_path):
    """A call that grades a program and gives the hint of each failing check."""

    def run(text):
        with Grader(assignment, allow_degraded=True) as grader:
            grading = grader.grade(submission_of({"student.py": text}, tmp_path), seed=3)
        return {o.check.id.rpartition("::")[2]: o.hint for o in grading.outcomes if o.earned < o.check.points}

    return run


def test_a_mistake_written_differently_is_named_with_its_hint(hints):
    told = hints("def scale(x, factor): return 0 - factor * x\n" + RIGHT_TOTAL)
    assert told == {
        "test_scale": "your values are exactly those of a known mistake: The sign is wrong. "
        "Nothing here should be negative when nothing that comes in is."
    }


def test_rounding_noise_does_not_hide_a_mistake(hints):
    told = hints("def total(values): return sum(v / len(values) for v in values)\n" + RIGHT_SCALE)
    assert "It is a mean" in told["test_total"]


def test_two_mistakes_at_once_are_named_each_in_its_own_check(hints):
    told = hints("def scale(x, factor): return -x * factor\ndef total(values): return sum(values) / len(values)\n")
    assert "The sign is wrong" in told["test_scale"]
    assert "It is a mean" in told["test_total"]


def test_an_unknown_mistake_gets_no_hint(hints):
    assert hints("def scale(x, factor): return x * factor * 2\n" + RIGHT_TOTAL) == {"test_scale": ""}


def test_a_right_answer_gets_no_hint(hints):
    assert hints(RIGHT_SCALE + RIGHT_TOTAL) == {}


def test_what_is_not_started_is_not_called_a_mistake(hints):
    told = hints("def scale(x, factor): raise NotImplementedError('student.py: scale')\n" + RIGHT_TOTAL)
    assert told == {"test_scale": ""}


def test_the_catalogue_holds_no_inputs_and_no_values(assignment):
    text = (assignment.secret / "hints.json").read_text(encoding="utf-8")
    for secret in ("0.1", "0.2", "0.7", "x * factor", "1.0"):
        assert secret not in text


def test_hints_of_other_tests_than_these_are_not_given(assignment, tmp_path):
    catalogue = read_catalogue(assignment)
    elsewhere = dataclasses.replace(assignment)
    write_catalogue(elsewhere, msgspec.structs.replace(catalogue, digest="0" * 64))
    try:
        with Grader(assignment, allow_degraded=True) as grader:
            assert grader.hints.fingerprints == {}
    finally:
        write_catalogue(assignment, catalogue)


#: What an author may do to a mistake after its hint was made.
CHANGES: dict[str, Callable[[Path], object]] = {
    "taken back": lambda path: path.write_text(path.read_text() + "\nSHOW_HINT = False\n"),
    "worded anew": lambda path: path.write_text(path.read_text().replace("Nothing here", "No value")),
    "removed": lambda path: path.unlink(),
    "removed with all others": lambda path: shutil.rmtree(path.parent),
}


@pytest.fixture
def copied(assignment, tmp_path):
    """The same course elsewhere."""
    shutil.copytree(assignment.course.root, tmp_path / "course")
    return load_assignment(load_course(tmp_path / "course"), "hw")


@pytest.mark.parametrize("change", CHANGES)
def test_a_hint_is_not_told_once_its_mistake_has_changed(copied, change):
    assert not is_stale(copied)
    assert list(run._without_hints(copied)) == []
    assert b"Nothing here should be negative" in packaged(copied)
    CHANGES[change](copied.secret / "mistakes" / "negated.py")
    assert current_catalogue(copied) == NONE
    assert b"negative" not in packaged(copied)
    (note,) = run._without_hints(copied)
    assert "older than the tests or mistakes; run 'autograder hints hw'" in note


def test_line_ends_of_a_mistake_change_nothing(copied):
    path = copied.secret / "mistakes" / "negated.py"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert not is_stale(copied)


def test_a_package_has_the_present_hints_and_they_are_current_there(copied, tmp_path):
    CHANGES["taken back"](copied.secret / "mistakes" / "negated.py")
    assert main(["--course", str(copied.course.root), "package", "hw"]) == 0
    with zipfile.ZipFile(copied.course.root / "build" / "autograders" / "hw.zip") as archive:
        archive.extractall(tmp_path / "platform")
    there = load_assignment(load_course(tmp_path / "platform" / "course"), "hw")
    assert not (there.secret / "mistakes").exists()
    catalogue = current_catalogue(there)
    assert set(catalogue.mistakes) == {"averaged"}
    assert catalogue.fingerprints == read_catalogue(copied).fingerprints


def test_a_mistake_is_out_of_the_question_where_a_check_that_it_makes_fail_has_passed(assignment, tmp_path):
    catalogue = read_catalogue(assignment)
    averaged = catalogue.mistakes["averaged"]
    assert averaged.fails == {"public/test_it.py::test_total"}
    more = msgspec.structs.replace(averaged, fails=averaged.fails | {"public/test_it.py::test_scale"})
    text = "def total(values): return sum(values) / len(values)\n"
    write_catalogue(assignment, msgspec.structs.replace(catalogue, mistakes={**catalogue.mistakes, "averaged": more}))
    try:
        with Grader(assignment, allow_degraded=True) as grader:
            for scale, hinted in ((RIGHT_SCALE, False), ("def scale(x, factor): return None\n", True)):
                grading = grader.grade(submission_of({"student.py": scale + text}, tmp_path), seed=3)
                assert ("It is a mean" in grading.outcomes[1].hint) is hinted
    finally:
        write_catalogue(assignment, catalogue)


def test_the_file_is_the_same_whenever_it_is_made(assignment):
    before = (assignment.secret / "hints.json").read_bytes()
    write_catalogue(assignment, build_catalogue(assignment))
    assert (assignment.secret / "hints.json").read_bytes() == before


def test_hidden_checks_give_hints_only_where_the_author_allows_it(assignment):
    catalogue = read_catalogue(assignment)
    fingerprint = next(iter(catalogue.fingerprints))
    assert hint_for([fingerprint], catalogue)
    assert hint_for([fingerprint], catalogue, secret=True) == ""


@pytest.mark.parametrize("noise", [0.0, 1e-13, -1e-13])
def test_values_that_differ_by_noise_share_a_grid(noise):
    values = np.random.default_rng(0).standard_normal(10_000) * 10.0 ** np.random.default_rng(1).integers(-6, 6, 10_000)
    moved = values * (1 + noise)
    agree = [np.array_equal(rounded(values, shift), rounded(moved, shift)) for shift in (0.0, 0.5)]
    assert any(agree)


def test_values_that_differ_by_more_share_none():
    values = np.random.default_rng(0).standard_normal(100)
    for shift in (0.0, 0.5):
        assert not np.array_equal(rounded(values, shift), rounded(values * (1 + 1e-4), shift))


def test_a_trace_of_many_large_replies_keeps_little_in_memory():
    trace = Trace()
    for _ in range(100):
        update = schema.Update(-1, schema.Array(0, "<f8", [125_000], True))
        trace.add(schema.Reply(1, [update], schema.Result(None)), [np.zeros(1_000_000, np.uint8)], 100)
        assert trace._size <= 5 << 20
    assert len(trace.fingerprints("a")) == 2
