"""Suites that were written elsewhere become homeworks, no test edited, and their solutions earn all points."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.authoring.adopt import read_suite
from autograder.authoring.check import check_assignment
from autograder.cli.main import main
from autograder.config import load_assignment, load_course
from autograder.grading.engine import Grader
from autograder.intake import receive
from autograder.model import Verdict

HERE = Path(__file__).parent
SUITES = {"gradescope_style": (9, 15.0), "shared_process": (9, 9.0)}
#: values alone decide these
PROTECTED = {"test_totals.py::TestTotals::test_empty", "test_totals.py::TestTotals::test_rows"}
#: these ask for what is in one process only
INSIDE = {"test_program.py::TestProgram::test_lies_beside_the_tests"}


@pytest.fixture(scope="module")
def adopted(tmp_path_factory):
    """The course in which each suite has been adopted, with what the command said."""
    root = tmp_path_factory.mktemp("course")
    (root / "assignments").mkdir()
    codes = {suite: main(["--course", str(root), "adopt", str(HERE / suite)]) for suite in SUITES}
    assert codes == dict.fromkeys(SUITES, 0)
    return load_course(root)


def graded(assignment, folder, tmp_path):
    into = tmp_path / "into"
    into.mkdir()
    with Grader(assignment, allow_degraded=True) as grader:
        return grader.grade(receive(folder, assignment, into), seed=1)


@pytest.mark.slow
@pytest.mark.parametrize("suite", SUITES)
def test_a_suite_passes_in_one_process_without_us(suite, tmp_path):
    together = tmp_path / "work"
    shutil.copytree(HERE / suite, together)
    shutil.copytree(HERE / suite / "solution", together, dirs_exist_ok=True)
    command = [sys.executable, "-m", "pytest", "-q", "-pno:cacheprovider", "-oaddopts=", "tests"]
    environment = {**os.environ, "PYTHONPATH": str(together)}
    ran = subprocess.run(command, cwd=together, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout


@pytest.mark.slow
@pytest.mark.parametrize("suite", SUITES)
def test_its_solution_earns_all_points_and_nothing_earns_none(suite, adopted, tmp_path):
    assignment = load_assignment(adopted, suite)
    grading = graded(assignment, HERE / suite / "solution", tmp_path)
    assert {o.check.id: o.message or o.staff for o in grading.outcomes if o.verdict is not Verdict.PASSED} == {}
    tests, points = SUITES[suite]
    assert len({check.id.partition(" [")[0].partition("[")[0] for check in grading.checks}) == tests
    assert sum(outcome.earned for outcome in grading.outcomes) == points == assignment.points


@pytest.mark.slow
@pytest.mark.parametrize("suite", SUITES)
def test_every_file_is_copied_byte_for_byte(suite, adopted):
    assignment = load_assignment(adopted, suite)
    for folder, copy in (("tests", assignment.public_tests), ("solution", assignment.solution)):
        for path in sorted((HERE / suite / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                assert (copy / path.relative_to(HERE / suite / folder)).read_bytes() == path.read_bytes()


def test_each_test_runs_where_it_can(adopted):
    assignment = load_assignment(adopted, "gradescope_style")
    with Grader(assignment, allow_degraded=True) as grader:
        inside = {check.id.removeprefix("public/") for check in grader.checks if check.inside}
        outside = {check.id.removeprefix("public/") for check in grader.checks if not check.inside}
    assert outside >= PROTECTED
    assert inside >= INSIDE
    report = (assignment.secret / "adopted.md").read_text()
    assert f"{len(inside | outside)} tests: {len(outside)} protected, {len(inside)} inside" in report
    assert "its file is in the student's process" in report
    assert "'apt-get install -y graphviz' is not run" in report
    assert "Also handed out, because tests use it: table.py." in report
    assert [(piece.number, piece.points) for piece in assignment.pieces] == [("1", 9.0), ("2", 6.0)]


@pytest.mark.slow
def test_check_finds_nothing_but_gives_advice(adopted):
    report = check_assignment(load_assignment(adopted, "gradescope_style"))
    assert report.findings == ()
    assert any("docstring" in finding.remedy for finding in report.advice)


@pytest.mark.slow
def test_a_test_that_the_solution_fails_is_told(tmp_path, capsys):
    (tmp_path / "assignments").mkdir()
    suite = tmp_path / "old"
    (suite / "solution").mkdir(parents=True)
    (suite / "solution" / "sums.py").write_text("def add(a, b):\n    return a + b\n")
    (suite / "test_sums.py").write_text("from sums import add\n\ndef test_wrong():\n    assert add(1, 1) == 3\n")
    assert main(["--course", str(tmp_path), "adopt", str(suite), "--name", "sums"]) == 1
    assert "test_wrong FAILS WITH THE SOLUTION" in capsys.readouterr().out


def test_without_a_solution_all_run_inside(tmp_path, capsys):
    (tmp_path / "assignments").mkdir()
    (tmp_path / "old" / "tests").mkdir(parents=True)
    (tmp_path / "old" / "tests" / "test_a.py").write_text(
        "from sums import add\n\ndef test_a():\n    assert add(1, 1) == 2\n"
    )
    assert main(["--course", str(tmp_path), "adopt", str(tmp_path / "old")]) == 0
    assignment = load_assignment(load_course(tmp_path), "old")
    assert (assignment.submit, assignment.inside, assignment.default_weight) == (("sums.py",), ("all",), 1.0)
    assert "Nothing is protected yet: there is no solution to try it with" in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.parametrize(
    ("files", "options", "said"),
    [
        ({}, [], "holds no test_….py"),
        ({"tests/test_a.py": "import os\n"}, [], "it is not clear which files students submit"),
        ({"tests/test_a.py": "import (\n"}, [], "is not valid Python"),
        ({"tests/test_a.py": "import a\n"}, ["--name", "Übung"], "cannot be a homework's name"),
        ({"tests/test_a.py": "import a\n"}, ["--solution", "nowhere"], "there is no such folder"),
    ],
)
def test_what_cannot_be_adopted_is_said_and_nothing_is_written(tmp_path, capsys, files, options, said):
    (tmp_path / "assignments").mkdir()
    for path, text in {"old/readme.txt": "", **files}.items():
        (tmp_path / path if path.startswith("old") else tmp_path / "old" / path).parent.mkdir(
            parents=True, exist_ok=True
        )
        (tmp_path / path if path.startswith("old") else tmp_path / "old" / path).write_text(text)
    assert main(["--course", str(tmp_path), "adopt", str(tmp_path / "old"), *options]) == 2
    assert said in capsys.readouterr().err
    assert list((tmp_path / "assignments").iterdir()) == []


def test_installed_packages_that_are_imported_are_named(tmp_path):
    suite = tmp_path / "old"
    (suite / "solution").mkdir(parents=True)
    (suite / "requirements.txt").write_text("numpy\nmsgspec>=0.18  # for records\n-e .\n")
    (suite / "solution" / "sums.py").write_text("import json, msgspec, yaml\n")
    (suite / "test_sums.py").write_text("import numpy, pytest, sums\n\ndef test_a():\n    pass\n")
    found = read_suite(suite)
    assert found.packages == ("msgspec>=0.18", "pyyaml")
    assert found.notes == ("requirements.txt: '-e .' is ignored: only names and versions are adopted",)
