"""`autograder new` writes a homework that is complete: it passes the check, and its names are usable everywhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from autograder.authoring.new.scaffold import TEMPLATE, write_homework
from autograder.cli import authoring
from autograder.config import load_course
from autograder.errors import InputError


def test_a_new_homework_passes_the_check_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    course = load_course(tmp_path)
    assert authoring.new(course, "hw4_attention") == 0
    assert authoring.check(course, ["hw4_attention"]) == 0
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
    with pytest.raises(InputError, match=f"{taken}: is there already; choose another name"):
        write_homework(load_course(tmp_path), "hw4_attention")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_homework_named_after_a_module_of_python_gets_a_module_of_its_own(tmp_path: Path) -> None:
    """hw5_random must not shadow the standard library's random."""
    write_homework(load_course(tmp_path), "hw5_random")
    assert (tmp_path / "reference_solutions/hw5_random/solution/hw5_random.py").is_file()
