"""README's pictures show what is said today."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from tools import class_picture, pictures

from .sample import needs_links

pytestmark = needs_links


def words(svg: str) -> list[str]:
    """The words of a picture of a terminal."""
    return unescape(" ".join(re.findall(r"<text[^>]*>([^<]*)</text>", svg))).replace("\xa0", " ").split()


@pytest.mark.slow
def test_the_picture_of_a_students_result_is_what_grading_says(tmp_path: Path) -> None:
    drawn = (pictures.FOLDER / "student-result.svg").read_text(encoding="utf-8")
    said = pictures.picture(pictures.student_result(tmp_path), "student-result")
    assert words(said) == words(drawn)


@pytest.mark.slow
def test_the_picture_of_the_students_loop_is_what_homework_py_says(tmp_path: Path) -> None:
    drawn = (pictures.FOLDER / "student-loop.svg").read_text(encoding="utf-8")
    said = pictures.picture(pictures.student_loop(tmp_path), "student-loop")
    assert words(said) == words(drawn)


@pytest.mark.slow
@pytest.mark.parametrize("published", [False, True])
def test_the_pictures_of_gradescope_show_what_results_json_says(tmp_path: Path, published: bool) -> None:
    drawn = (pictures.FOLDER / f"gradescope-{'after' if published else 'before'}.svg").read_text(encoding="utf-8")
    assert words(pictures.gradescope(tmp_path, published)) == words(drawn)
    assert ("5.6) Linear.backward" in drawn) is published  # a hidden check
    assert (" / 72" in drawn) and ("- / 72" in drawn) is not published


def test_the_picture_of_a_class_report_is_the_upper_part_of_the_page() -> None:
    drawn = (pictures.FOLDER / "class-report.svg").read_text(encoding="utf-8")
    assert class_picture.drawn(class_picture.page()) == drawn
    assert "Each column is a submission," in drawn and drawn.count("<image") == 4
