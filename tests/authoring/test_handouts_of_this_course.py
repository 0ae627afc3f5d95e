"""The handouts of this course: built, unpacked and used as a student would, without gradescope-utils."""

from __future__ import annotations

import re
import shutil
import zipfile
from pathlib import Path

import pytest

from autograder.authoring.handout.build import build_handout
from autograder.authoring.leaks import secrets_of
from autograder.config import assignment_names, load_assignment, load_course
from autograder.model import Assignment

from .sample import PYTEST, clean_python, needs_links, run

ROOT = Path(__file__).resolve().parents[2]
COURSE = load_course(ROOT)
NAMES = assignment_names(COURSE)

pytestmark = [needs_links, pytest.mark.slow]


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python with what the READMEs say to install, torch and its own needs included."""
    packages = ("numpy", "torch", "torchgen", "functorch", "typing_extensions", "sympy", "mpmath", "networkx")
    more = ("jinja2", "markupsafe", "fsspec", "filelock")
    return clean_python(tmp_path_factory.mktemp("python"), [*PYTEST, *packages, *more])


@pytest.fixture(scope="module", params=NAMES)
def assignment(request: pytest.FixtureRequest) -> Assignment:
    return load_assignment(COURSE, request.param)


@pytest.fixture(scope="module")
def handout(assignment: Assignment) -> dict[str, bytes]:
    """Its zip, PDF and page, compared with all that is secret."""
    secret = (ROOT / "reference_solutions").is_dir()
    return build_handout(assignment, secrets_of([load_assignment(COURSE, name) for name in NAMES]) if secret else None)


@pytest.fixture
def folder(assignment: Assignment, handout: dict[str, bytes], tmp_path: Path) -> Path:
    (tmp_path / "handout.zip").write_bytes(handout[f"{assignment.name}.zip"])
    with zipfile.ZipFile(tmp_path / "handout.zip") as archive:
        archive.extractall(tmp_path)
    return tmp_path / assignment.name


def test_the_starter_runs_and_has_no_points(assignment: Assignment, python: Path, folder: Path) -> None:
    done = run(python, folder, "test")
    assert (done.returncode, done.stderr) == (1, "")
    assert "No test ran" not in done.stdout
    total = next(line for line in done.stdout.splitlines() if line.split()[:1] == ["total"])
    assert total.split()[1:3] == ["0", "of"], done.stdout
    assert "not started" in done.stdout


def test_the_reference_has_all_points_of_the_public_tests(assignment: Assignment, python: Path, folder: Path) -> None:
    if not assignment.solution.is_dir():
        pytest.skip("there is no reference solution in this repository")
    for path in assignment.submit:
        shutil.copy(assignment.solution / path, folder / path)
    command = folder / "homework.py"  # a right answer is right on a busy machine, too
    command.write_text(re.sub(r"'wall': [\d.]+", "'wall': 600", command.read_text(encoding="utf-8")), encoding="utf-8")
    done = run(python, folder, "test")
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    rows = [line.split() for line in done.stdout.splitlines()]
    earned, of, possible = next(row for row in rows if row[:1] == ["total"])[1:4]
    assert (of, earned) == ("of", possible)


def test_the_submission_it_writes_is_what_the_autograder_asks_for(
    assignment: Assignment, python: Path, folder: Path
) -> None:
    assert run(python, folder, "submit").returncode == 0
    with zipfile.ZipFile(folder / f"{assignment.name}_submission.zip") as archive:
        assert archive.namelist() == list(assignment.submit)


def test_two_builds_are_the_same_bytes(assignment: Assignment, handout: dict[str, bytes]) -> None:
    assert build_handout(assignment, None) == handout
