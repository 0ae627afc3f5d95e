"""docs/semester.md: every command in it runs, in its order, on a made-up class of 300."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from autograder.cli.main import main
from autograder.config import load_assignment, load_course
from autograder.gradebook.pages import file_of
from autograder.records import read_records
from tools.generated_term import write_class

PAGE = (Path(__file__).parents[2] / "docs" / "semester.md").read_text(encoding="utf-8")
COMMANDS = [shlex.split(line)[1:] for line in re.findall(r"^    (autograder .+)$", PAGE, re.MULTILINE)]


@pytest.mark.slow
def test_every_command_runs_from_a_new_course_to_the_next_term(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    course = tmp_path / "spring"
    monkeypatch.chdir(tmp_path)
    assert COMMANDS[:2] == [["init", "spring"], ["new", "hw0"]]
    assert main(COMMANDS[0]) == 0
    monkeypatch.chdir(course)
    assert main(COMMANDS[1]) == 0
    hw0 = load_assignment(load_course(course), "hw0")
    write_class(course, 300, points={"hw0": (hw0.points, hw0.written)})
    (course / "changed.yaml").write_text(
        "- {item: Exam, curve: 2, why: question 4, by: A. Teacher}\n", encoding="utf-8"
    )
    for command in COMMANDS[2:]:
        code = main(command)
        told = capsys.readouterr()
        assert code == 0, (command, told.out, told.err)
    people = read_records(load_course(course)).roster.people
    built = course / "build" / "gradebook"
    assert {path.name for path in (built / "statements").iterdir()} == {file_of(person) for person in people}
    assert len((built / "canvas.csv").read_text(encoding="utf-8").splitlines()) == 302
    assert load_course(tmp_path / "fall").term == "Fall 2027"


def test_the_entry_of_an_extension_that_the_page_shows_is_one(tmp_path: Path) -> None:
    entry = re.search(r"^    (- \{who: .+\})$", PAGE, re.MULTILINE)
    assert entry is not None
    write_class(tmp_path, 5)
    (tmp_path / "records" / "roster.csv").write_text("name,emails\nAda Lovelace,ada@example.edu\n", encoding="utf-8")
    (tmp_path / "records" / "extensions.yaml").write_text(entry[1], encoding="utf-8")
    records = read_records(load_course(tmp_path))
    assert [(one.who, one.homework, one.days) for one in records.extensions] == [("ada@example.edu", "hw1", 2)]


def test_the_page_names_every_command_of_a_semester() -> None:
    assert {command[0] for command in COMMANDS} == {
        "init",
        "new",
        "site",
        "records",
        "handout",
        "package",
        "written",
        "gradebook",
        "new-term",
    }
