"""The target for any CI: a script, a plain JSON file that holds nothing secret, and an exit code."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.cli.main import main
from autograder.cli.package import package
from autograder.cli.parser import parser
from autograder.errors import GraderError
from autograder.grading.engine import Grader
from autograder.model import Course, Verdict
from autograder.packaging import dry_run
from autograder.packaging.package import build_package
from autograder.packaging.targets import TARGETS, target_named
from autograder.packaging.targets.ci.results import PLAIN_JSON
from autograder.packaging.targets.ci.target import CI
from autograder.pipeline import grade_one
from tests.packaging.small_course import write_course
from tests.reporting.examples import ASSIGNMENT, GRADING, OUTCOMES, SECRET_WORDS, SUBMISSION

ROOT = Path(__file__).resolve().parents[2]
SECRET = {"checks": 1, "points": 2.0}
RIGHT = "def double(x):\n    return x + x\n"
WRONG_WHERE_HIDDEN = "def double(x):\n    if x != 3:\n        print(x)\n    return 6\n"
# What is submitted, and when hidden results are shown; the exit code, what the file says, and which checks it names.
SUBMISSIONS = {
    "right": (RIGHT, "after_published", 0, "passed", 1.0, 1.0, ["1.1"]),
    "wrong": ("def double(x):\n    return x\n", "after_published", 1, "failed", 0.0, 1.0, ["1.1"]),
    "hidden wrong": (WRONG_WHERE_HIDDEN, "after_published", 0, "passed", 1.0, 1.0, ["1.1"]),
    "right, all shown": (RIGHT, "visible", 0, "passed", 3.0, 3.0, ["1.1", "1.2"]),
    "hidden wrong, all shown": (WRONG_WHERE_HIDDEN, "visible", 1, "failed", 1.0, 3.0, ["1.1", "1.2"]),
}


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return write_course(tmp_path / "course").course


def grade(course: Course, text: str, out: Path, name: str = "tiny.py", target: str = "ci") -> int:
    submission = out.parent / "submission"
    submission.mkdir(exist_ok=True)
    (submission / name).write_text(text)
    arguments = ["--course", str(course.root), "--out", str(out), "--target", target, "--allow-degraded"]
    return main(["grade", "tiny", str(submission), *arguments])


@pytest.mark.slow
@pytest.mark.parametrize("kind", SUBMISSIONS)
def test_lost_points_that_are_shown_are_an_exit_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    text, shown, code, status, earned, possible, numbers = SUBMISSIONS[kind]
    course = write_course(tmp_path / "course", {"assignments/course.yaml": f"hidden: {shown}\n"}).course
    assert grade(course, text, tmp_path / "out") == code
    told = json.loads((tmp_path / "out/grade.json").read_text(encoding="utf-8"))
    assert (told["assignment"], told["status"], told["earned"], told["possible"]) == ("tiny", status, earned, possible)
    assert [check["number"] for check in told["checks"]] == numbers
    assert told["not_shown"] == {"checks": 2 - len(numbers), "points": 3.0 - possible}
    assert not (tmp_path / "out/results.json").exists()
    printed = " ".join(capsys.readouterr().out.split())
    assert ("1 check not shown here." in printed) == (shown != "visible")
    assert ("1.2" in printed) == (kind == "hidden wrong, all shown")


@pytest.mark.slow
def test_nothing_in_file_log_or_exit_code_tells_what_hidden_checks_found(
    course: Course, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = set()
    for text in (RIGHT, WRONG_WHERE_HIDDEN, "def double(x):\n    return 6 if x == 3 else 1 / 0\n"):
        code = grade(course, text, tmp_path / "out")
        told.add((code, capsys.readouterr().out, (tmp_path / "out/grade.json").read_bytes()))
    assert len(told) == 1


@pytest.mark.slow
def test_a_submission_that_cannot_be_graded_is_refused(course: Course, tmp_path: Path) -> None:
    assert grade(course, RIGHT, tmp_path / "out", "other.py") == 1
    told = json.loads((tmp_path / "out/grade.json").read_text(encoding="utf-8"))
    assert (told["status"], told["earned"], told["checks"]) == ("refused", 0.0, [])
    assert grade(course, RIGHT, tmp_path / "graded") == 0
    graded = json.loads((tmp_path / "graded/grade.json").read_text(encoding="utf-8"))
    assert (told["possible"], told["not_shown"]) == (graded["possible"], graded["not_shown"]) == (1.0, SECRET)
    assert "tiny.py" in told["message"]


def test_a_score_that_is_withheld_is_no_number() -> None:
    told = json.loads(PLAIN_JSON.failed("the disk is full"))
    assert (told["status"], told["earned"]) == ("withheld", None)
    assert "the disk is full" in told["message"]


def test_what_students_must_not_see_is_not_in_the_file() -> None:
    from autograder.scoring import score

    data = PLAIN_JSON.graded(ASSIGNMENT, GRADING, score(GRADING), SUBMISSION, ["A note."]).decode("utf-8")
    assert SECRET_WORDS not in data and "our own traceback" not in data
    told = json.loads(data)
    assert "A note." in told["message"]
    assert {check["number"] for check in told["checks"]} == {"1.1", "1.2", "2.1", "2.2", "3.1", "4.1"}
    assert told["not_shown"] == {"checks": 5, "points": 9.0}
    assert (told["earned"], told["possible"]) == (2.5, 11.0)


def test_a_failure_of_ours_in_a_hidden_check_withholds_the_score() -> None:
    from autograder.scoring import score

    fault = replace(OUTCOMES[2], verdict=Verdict.GRADER_ERROR, earned=0.0)
    grading = replace(GRADING, outcomes=(*OUTCOMES[:2], fault, *OUTCOMES[3:]))
    told = json.loads(PLAIN_JSON.graded(ASSIGNMENT, grading, score(grading)))
    assert (told["status"], told["earned"], CI.exit_code(score(grading))) == ("withheld", None, 3)
    assert told["message"].startswith("There is no score: the autograder itself failed. This is our fault")


def test_a_target_that_does_not_exist_is_an_error_that_lists_those_that_do(
    course: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--course", str(course.root), "package", "tiny", "--target", "moodle"]) == 2
    error = capsys.readouterr().err
    assert all(name in error for name in TARGETS)


def test_every_target_is_an_option_and_says_what_it_packages(course: Course, tmp_path: Path) -> None:
    commands = parser()._subparsers._group_actions[0].choices  # type: ignore[union-attr]
    assert "results.json" not in commands["grade"].format_help()  # only one target's
    for name in TARGETS:
        assert all(name in commands[command].format_help() for command in ("grade", "package"))
        path = build_package(write_course(tmp_path / "course"), tmp_path / "out", target_named(name))
        assert path.name == ("tiny.zip" if name == "gradescope" else f"tiny-{name}.zip")
    assert package(course, [], "ci") == 0
    with zipfile.ZipFile(course.root / "build/autograders/tiny-ci.zip") as archive:
        names = set(archive.namelist())
    assert {"grade", "assignment", "dependencies/install.sh", "autograder/cli/main.py"} <= names
    assert not {"setup.sh", "run_autograder"} & names


@pytest.mark.slow
@pytest.mark.parametrize("target", TARGETS)
def test_a_failure_of_ours_is_exit_code_3_whatever_it_is(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], target: str
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a bug")

    for name in ("grade", "run_of"):
        monkeypatch.setattr(Grader, name, broken)
        assert grade(course, RIGHT, tmp_path / "out", target=target) == 3
        error = capsys.readouterr().err
        assert "RuntimeError: a bug" in error and "a fault of the autograder itself" in error
        monkeypatch.undo()


@pytest.mark.slow
@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("when", ["received", "collected"])
def test_a_run_that_fails_leaves_nothing_of_the_submission_before(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str, when: str
) -> None:
    out = tmp_path / "out"
    assert grade(course, RIGHT, out, target=target) == 0
    assert (out / "outcomes.jsonl").exists()
    if when == "collected":
        (course.root / "assignments/tiny/tests/test_double.py").write_text("1 / 0\n")
    else:
        monkeypatch.setattr(grade_one, "receive", lambda *_, **__: 1 / 0)
    assert grade(course, "def double(x):\n    return x\n", out, target=target) == 3
    told = (out / target_named(target).results.file_name).read_text(encoding="utf-8")
    assert "There is no score: grading did not get to its first check." in told and "passed" not in told
    assert not (out / "outcomes.jsonl").exists()


def test_a_dry_run_that_fails_leaves_nothing_of_the_submission_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise GraderError("docker", "could not build the image")

    for name in ("results.json", "outcomes.jsonl"):
        (tmp_path / name).write_text("passed")
    monkeypatch.setattr(dry_run, "require_engine", lambda: None)
    monkeypatch.setattr(dry_run, "build_image", fail)
    assignment = write_course(tmp_path / "course")
    (tmp_path / "tiny.py").write_text(RIGHT)
    with pytest.raises(GraderError, match="could not build"):
        dry_run.dry_run(assignment, tmp_path / "tiny.py", None, tmp_path, lambda _: None)
    assert "There is no score" in (tmp_path / "results.json").read_text()
    assert not (tmp_path / "outcomes.jsonl").exists()


def test_a_program_that_cannot_be_imported_is_exit_code_3(tmp_path: Path) -> None:
    package = tmp_path / "autograder"
    (package / "cli").mkdir(parents=True)
    (package / "__init__.py").touch()
    shutil.copy(Path(ROOT, "autograder/__main__.py"), package)
    (package / "cli/main.py").write_text("import there_is_no_such_module\n")
    command = [sys.executable, "-m", "autograder", "grade", "tiny", "tiny.py"]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 3 and "there_is_no_such_module" in ran.stderr


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """A package's ./grade, beside which a stand-in for Python says what it is called with; nothing is installed."""
    package = tmp_path / "package"
    for path in ("course/", "autograder/", "dependencies/install.sh", "venv/bin/python", "packages/", "assignment"):
        (package / path).parent.mkdir(parents=True, exist_ok=True)
        if path.endswith("/"):
            (package / path).mkdir(exist_ok=True)
        else:
            (package / path).write_text("tiny\n" if path == "assignment" else "")
    python = f"#!/bin/sh\n[ $1 = -c ] && echo {package}/packages && exit\nprintf '%s\\n' \"$@\"\n"
    (package / "venv/bin/python").write_text(python)
    shutil.copy(Path(ROOT, "autograder/packaging/targets/ci/grade"), package)
    for path in ("grade", "venv/bin/python"):
        (package / path).chmod(0o755)
    return package / "grade"


def call(script: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run it in its package's parent folder, where results/ holds another submission's result."""
    old = script.parents[1] / "results"
    old.mkdir(exist_ok=True)
    for name in ("grade.json", "outcomes.jsonl"):
        (old / name).write_text("another's")
    return subprocess.run([script, *arguments], cwd=old.parent, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("arguments", [(), ("",), ("-x",), ("--seed", "tiny.py"), ("a", "b", "c")])
def test_wrong_usage_of_the_script_is_exit_code_2_and_leaves_no_result(
    script: Path, arguments: tuple[str, ...]
) -> None:
    ran = call(script, *arguments)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr == "usage: grade SUBMISSION [FOLDER FOR THE RESULTS]\n"
    if len(arguments) < 2:
        assert not list((script.parents[1] / "results").iterdir())


def test_the_script_tells_its_usage_to_those_who_ask(script: Path) -> None:
    ran = call(script, "--help")
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "usage: grade SUBMISSION [FOLDER FOR THE RESULTS]\n", "")


@pytest.mark.parametrize("name", ["nodir/nofile.zip", "a b.zip", "./-x"])
def test_the_script_leaves_it_to_grade_to_say_what_is_wrong_with_a_file(script: Path, name: str) -> None:
    ran = call(script, name)
    there = script.parents[1]
    called = ["-I", "-X", "utf8", "-m", "autograder", "grade", "tiny", str(there / name)]
    assert (ran.returncode, ran.stdout.splitlines()) == (0, [*called, "--out", f"{there}/results", "--target", "ci"])
    assert not list((there / "results").iterdir())


@pytest.mark.parametrize("gone", ["assignment", "venv/bin/python", "autograder", "course", "dependencies/install.sh"])
def test_a_broken_package_is_exit_code_3(script: Path, gone: str) -> None:
    path = script.parent / gone
    path.rmdir() if path.is_dir() else path.unlink()
    assert call(script, "tiny.py").returncode == 3
    assert not list((script.parents[1] / "results").iterdir())


@pytest.mark.slow
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
