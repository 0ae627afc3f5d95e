"""`autograder new` writes a homework that is complete: it passes the check, and its names are usable everywhere."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
import yaml

from autograder.authoring.new.course_files import FIRST, write_course
from autograder.authoring.new.scaffold import TEMPLATE, write_homework
from autograder.cli import authoring
from autograder.cli import check as check_command
from autograder.cli.main import main
from autograder.config import load_course
from autograder.errors import InputError
from autograder.records.items import items_of


def test_a_new_homework_passes_the_check_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    course = load_course(tmp_path)
    assert authoring.new(course, "hw4_attention") == 0
    assert check_command.check(course, ["hw4_attention"]) == 0
    said = capsys.readouterr().out
    assert "hw4_attention: 2 checks, 1 region, 1 mistake, 1 variant: nothing found" in said


def test_all_three_trees_are_written_and_nothing_else(tmp_path: Path) -> None:
    written = {path.as_posix() for path in write_homework(load_course(tmp_path), "hw4_attention")}
    found = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert written == found
    assert {path.split("/")[0] for path in found} == {"assignments", "reference_solutions", "handouts"}
    assert "assignments/hw4_attention/starter/attention.py" in found


def test_no_mark_of_the_template_is_left(tmp_path: Path) -> None:
    for path in write_homework(load_course(tmp_path), "hw4_attention"):
        assert not re.search("@[A-Z]+@", f"{path}\n{(tmp_path / path).read_text()}")


def test_every_setting_of_an_assignment_is_explained_in_the_template() -> None:
    text = (TEMPLATE / "assignments" / "assignment.yaml.tmpl").read_text()
    for key in ("title", "submit", "given", "preload", "hidden", "limits", "written", "pieces"):
        assert re.search(rf"^(# )?{key}:", text, re.MULTILINE), key


@pytest.mark.parametrize(
    "name", ["HW4", "4_attention", "hw4 attention", "../hw4", "hw4-attention", "", "random", "torch", "class"]
)
def test_a_name_that_cannot_be_a_folder_and_a_module_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match=r"use small letters, digits and '_', e\.g\. hw4_attention"):
        write_homework(load_course(tmp_path), name)
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize(
    "taken", ["assignments/hw4_attention", "reference_solutions/hw4_attention", "handouts/hw4_attention.md"]
)
def test_nothing_is_overwritten(tmp_path: Path, taken: str) -> None:
    (tmp_path / taken).mkdir(parents=True)
    with pytest.raises(InputError, match=f"{taken}: already exists; choose another name"):
        write_homework(load_course(tmp_path), "hw4_attention")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_homework_named_after_a_module_of_python_gets_a_module_of_its_own(tmp_path: Path) -> None:
    """hw5_random must not shadow the standard library's random."""
    write_homework(load_course(tmp_path), "hw5_random")
    assert (tmp_path / "reference_solutions/hw5_random/solution/hw5_random.py").is_file()


def test_a_new_course_is_complete_and_its_schedule_names_its_homework(tmp_path: Path) -> None:
    files = write_course(tmp_path / "deep-learning", date(2027, 1, 4))
    found = {path.relative_to(tmp_path / "deep-learning") for path in (tmp_path / "deep-learning").rglob("*")}
    assert set(files) == {path for path in found if (tmp_path / "deep-learning" / path).is_file()}
    course = load_course(tmp_path / "deep-learning")
    (line,) = course.schedule
    assert (course.name, course.term, line.assignment) == ("Deep learning", "Spring 2027", FIRST)
    assert f"{line.released:%m-%d} {line.due:%m-%d}" == "01-11 01-25"
    for path in files:
        assert not re.search("@[A-Z]+@", f"{path}\n{(tmp_path / 'deep-learning' / path).read_text()}")
    assert yaml.safe_load((tmp_path / "deep-learning/.github/workflows/check.yml").read_text())["jobs"]


@pytest.mark.parametrize(
    ("folder", "today", "term"),
    [
        ("spring2027", date(2026, 11, 30), "Spring 2027"),
        ("cs101-Fall-27", date(2026, 11, 30), "Fall 2027"),
        ("offspring2027", date(2026, 9, 1), "Fall 2026"),
        ("course", date(2026, 12, 1), "Spring 2027"),
        ("course", date(2026, 3, 1), "Spring 2026"),
    ],
)
def test_a_course_s_term_is_what_its_folder_says_else_the_next(
    folder: str, today: date, term: str, tmp_path: Path
) -> None:
    write_course(tmp_path / folder, today)
    assert load_course(tmp_path / folder).term == term


def test_the_grading_that_a_new_course_suggests_is_complete(tmp_path: Path) -> None:
    """With the comment signs taken away, scores count, since all points are said."""
    write_course(tmp_path, date(2027, 1, 4))
    path = tmp_path / "assignments" / "course.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"^# (?=grading:|grades:|  [- ] )", "", text, flags=re.MULTILINE), encoding="utf-8")
    items = items_of(load_course(tmp_path))
    assert [item.name for item in items] == [FIRST, "Quiz 1", "Quiz 2", "Quiz 3", "Exam"]
    assert all(points for item in items for points in item.parts.values())


def test_a_course_is_begun_in_an_empty_folder_only(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    write_course(tmp_path, date(2027, 9, 4))
    with pytest.raises(InputError, match="is not empty; name a new folder, or start a homework with 'autograder new'"):
        write_course(tmp_path, date(2027, 9, 4))


@pytest.mark.parametrize("command", ["check", "starter", "handout", "package", "hints", "doctor"])
def test_a_folder_without_a_course_is_an_error(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command, "--course", str(tmp_path)]) == 2
    assert "there are no assignments here; run this in the course's folder" in capsys.readouterr().err
