"""The target for any CI: a script, a plain JSON file that holds nothing secret, and an exit code."""

from __future__ import annotations

import json
import os
import subprocess
import zipfile
from pathlib import Path

import pytest

from autograder.cli.main import main
from autograder.cli.package import package
from autograder.cli.parser import parser
from autograder.model import Course
from autograder.packaging.package import build_package
from autograder.packaging.targets import TARGETS, target_named
from autograder.packaging.targets.ci.results import PLAIN_JSON
from autograder.packaging.targets.ci.target import CI
from tests.packaging.small_course import write_course
from tests.reporting.examples import ASSIGNMENT, GRADING, SECRET_WORDS, SUBMISSION

RIGHT = "def double(x):\n    return x + x\n"
# What is submitted, the exit code, and what the file says.
SUBMISSIONS = {
    "right": (RIGHT, 0, "passed", 3.0),
    "wrong": ("def double(x):\n    return x\n", 1, "failed", 0.0),
    "hidden wrong": ("def double(x):\n    return 6\n", 1, "failed", 1.0),
}


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return write_course(tmp_path / "course").course


def grade(course: Course, text: str, out: Path, name: str = "tiny.py") -> int:
    submission = out.parent / "submission"
    submission.mkdir(exist_ok=True)
    (submission / name).write_text(text)
    arguments = ["--course", str(course.root), "--out", str(out), "--target", "ci", "--allow-degraded"]
    return main(["grade", "tiny", str(submission), *arguments])


@pytest.mark.parametrize("kind", SUBMISSIONS)
def test_lost_points_are_an_exit_code(course: Course, tmp_path: Path, kind: str) -> None:
    text, code, status, earned = SUBMISSIONS[kind]
    assert grade(course, text, tmp_path / "out") == code
    told = json.loads((tmp_path / "out/grade.json").read_text(encoding="utf-8"))
    assert (told["assignment"], told["status"], told["earned"], told["possible"]) == ("tiny", status, earned, 3.0)
    assert [check["number"] for check in told["checks"]] == ["1.1", "1.2"]
    assert not (tmp_path / "out/results.json").exists()


def test_a_submission_that_cannot_be_graded_is_refused(course: Course, tmp_path: Path) -> None:
    assert grade(course, RIGHT, tmp_path / "out", "other.py") == 1
    told = json.loads((tmp_path / "out/grade.json").read_text(encoding="utf-8"))
    assert (told["status"], told["earned"], told["checks"]) == ("refused", 0.0, [])
    assert "tiny.py" in told["message"]


def test_a_score_that_is_withheld_is_no_number() -> None:
    told = json.loads(PLAIN_JSON.failed("the disk is full"))
    assert (told["status"], told["earned"]) == ("withheld", None)
    assert "the disk is full" in told["message"]


def test_what_students_must_not_see_is_not_in_the_file() -> None:
    from autograder.scoring import score

    data = PLAIN_JSON.graded(ASSIGNMENT, GRADING, score(GRADING), SUBMISSION, ["A note."]).decode("utf-8")
    assert SECRET_WORDS not in data and "our own traceback" not in data
    assert "A note." in json.loads(data)["message"]


def test_a_target_that_does_not_exist_is_an_error_that_lists_those_that_do(
    course: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--course", str(course.root), "package", "tiny", "--target", "moodle"]) == 2
    error = capsys.readouterr().err
    assert all(name in error for name in TARGETS)


def test_every_target_is_an_option_and_says_what_it_packages(course: Course, tmp_path: Path) -> None:
    commands = parser()._subparsers._group_actions[0].choices  # type: ignore[union-attr]
    for name in TARGETS:
        assert all(name in commands[command].format_help() for command in ("grade", "package"))
        path = build_package(write_course(tmp_path / "course"), tmp_path / "out", target_named(name))
        assert path.name == ("tiny.zip" if name == "gradescope" else f"tiny-{name}.zip")
    assert package(course, [], "ci") == 0
    with zipfile.ZipFile(course.root / "build/autograders/tiny-ci.zip") as archive:
        names = set(archive.namelist())
    assert {"grade", "assignment", "dependencies/install.sh", "autograder/cli/main.py"} <= names
    assert not {"setup.sh", "run_autograder"} & names


@pytest.mark.sweep
def test_the_package_grades_by_itself(tmp_path: Path) -> None:
    """It installs what it needs from the package index, into a folder of its own."""
    with zipfile.ZipFile(build_package(write_course(tmp_path / "course"), tmp_path, CI)) as archive:
        archive.extractall(tmp_path / "package")
    script = tmp_path / "package/grade"
    script.chmod(0o755)
    (tmp_path / "tiny.py").write_text(RIGHT)
    for text, code in ((RIGHT, 0), ("def double(x):\n    return x\n", 1)):
        (tmp_path / "tiny.py").write_text(text)
        ran = subprocess.run(
            [script, tmp_path / "tiny.py", tmp_path / "out"], capture_output=True, text=True, cwd="/", env=os.environ
        )
        assert ran.returncode == code, ran.stdout + ran.stderr
        told = json.loads((tmp_path / "out/grade.json").read_text(encoding="utf-8"))
        assert told["status"] == ("failed" if code else "passed")
