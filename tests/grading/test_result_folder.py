"""Results that nobody gave a place: never over those of another submission."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from autograder.cli.main import main
from autograder.errors import InputError
from autograder.pipeline.result_folder import own_folder

ROOT = Path(__file__).resolve().parents[2]


def test_submissions_of_the_same_name_get_folders_of_their_own(tmp_path: Path) -> None:
    grades = tmp_path / "grades"
    alice, bob = tmp_path / "alice/hw1.zip", tmp_path / "bob/hw1.zip"
    first = own_folder(grades, alice, "a")
    second = own_folder(grades, bob, "b")
    assert [first.name, second.name] == ["hw1", "hw1-2"]
    assert own_folder(grades, alice, "a") == first
    assert own_folder(grades, bob, "b") == second
    assert own_folder(grades, tmp_path / "carol/hw1.zip", "a").name == "hw1-3", "equal content is another student's"


def test_another_content_at_the_same_path_is_another_submission(tmp_path: Path) -> None:
    source = tmp_path / "student.zip"
    names = [own_folder(tmp_path / "grades", source, digest).name for digest in ("a", "b", "", "a")]
    assert names == ["student", "student-2", "student-3", "student"]


def test_results_of_an_unknown_submission_are_kept(tmp_path: Path) -> None:
    (tmp_path / "grades/hw1").mkdir(parents=True)
    assert own_folder(tmp_path / "grades", tmp_path / "hw1.zip", "a").name == "hw1-2"


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "grades").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="choose a folder that can be written"):
        own_folder(tmp_path / "grades", tmp_path / "hw1.zip", "a")


def test_the_command_keeps_both_refusals_of_the_same_name(tmp_path: Path, make_assignment) -> None:
    root = make_assignment({"t/test_it.py": "def test_it(): pass\n"}).course.root
    for student in ("alice", "bob"):
        (tmp_path / student).mkdir()
        (tmp_path / student / "hw.zip").write_bytes(b"no archive")
        assert main(["grade", "hw", str(tmp_path / student / "hw.zip"), "--course", str(root)]) == 1
    assert sorted(path.parent.name for path in root.glob("build/grades/hw/*/results.json")) == ["hw", "hw-2"]


@pytest.mark.parametrize(("value", "passed"), [("", False), ("0", False), ("1", True)])
def test_make_grade_can_allow_a_degraded_sandbox(value: str, passed: bool) -> None:
    command = ["make", "-n", "-o", ".venv/ready-cpu", "grade", "HW=h", "SUBMISSION=s.zip", f"ALLOW_DEGRADED={value}"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert ("--allow-degraded" in told) is passed
