"""The handout lists the hidden checks, as far as they may be named; Gradescope shows nothing of them before its time."""

from __future__ import annotations

import dataclasses
import shutil

import pytest

from autograder.authoring.source.hidden_checks import HiddenCheck, expected_list, is_stale, listed_checks, path_of
from autograder.authoring.writeup.filled import grading_part
from autograder.model import Visibility
from tests.grading.conftest import SETTINGS, write_course

HIDDEN = """
    import pytest
    from gradescope_utils.autograder_utils.decorators import number, tags, visibility, weight


    @weight(2)
    @number("1.10")
    def test_late():
        \"\"\"scale: the tenth\"\"\"


    @pytest.mark.parametrize("size", [1, 2, 3])
    @weight(1)
    @number("1.2")
    def test_sizes(size):
        \"\"\"scale: any size

        What is below the first line is told nobody.
        \"\"\"


    @weight(1)
    @number("1.3")
    @tags("unlisted")
    def test_says_too_much():
        \"\"\"scale: the trick with 0.1\"\"\"


    @weight(0.5)
    @number("1.4")
    @visibility("hidden")
    def test_never_shown():
        \"\"\"scale: the silent one\"\"\"
"""


@pytest.fixture
def homework(tmp_path):
    return write_course(tmp_path, {"reference_solutions/hw/tests/test_hidden.py": HIDDEN}, SETTINGS)


def test_titles_and_points_are_listed_by_number_and_the_rest_by_piece(homework):
    assert listed_checks(homework) == (
        HiddenCheck("1", "", 1.5),
        HiddenCheck("1.2", "scale: any size", 3.0),
        HiddenCheck("1.10", "scale: the tenth", 2.0),
    )
    text = expected_list(homework).decode()
    assert "trick" not in text and "silent" not in text and "nobody" not in text


def test_nothing_is_named_that_will_never_be_shown(homework):
    never = dataclasses.replace(homework, hidden=Visibility.HIDDEN)
    assert [one.title for one in listed_checks(never)] == [""]


def test_a_copy_without_hidden_tests_uses_the_file(homework):
    before = listed_checks(homework)
    assert is_stale(homework)
    path_of(homework).write_bytes(expected_list(homework))
    assert not is_stale(homework)
    shutil.rmtree(homework.secret)
    assert listed_checks(homework) == before
    path_of(homework).unlink()
    assert listed_checks(homework) == ()


@pytest.mark.parametrize(
    ("shown", "told"),
    [
        (
            Visibility.AFTER_PUBLISHED,
            "Gradescope shows nothing about them, not even their titles, until grades are published.",
        ),
        (
            Visibility.AFTER_DUE_DATE,
            "not even their titles, until the last day for late work is over.",
        ),
        (Visibility.HIDDEN, "They count, and Gradescope never shows them."),
    ],
)
def test_a_write_up_says_what_gradescope_does(homework, shown, told):
    part = str(grading_part(dataclasses.replace(homework, hidden=shown), {"1": 4.0}, listed_checks(homework)))
    words = [word for word in told.split() if word.isalpha()]
    assert all(word in part for word in words)
    assert "always shown" not in part
    assert "tenth" in part
