"""run_autograder leaves a valid results.json and exit code 0, whatever becomes of Python."""

from __future__ import annotations

import os
import subprocess
import zipfile
from pathlib import Path

import pytest

from autograder.packaging.package import build_package
from autograder.reporting import Results, decode_results
from autograder.reporting.results_model import totals
from tests.packaging.small_course import write_course


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """What /autograder looks like after the platform has unpacked the zip."""
    with zipfile.ZipFile(build_package(write_course(tmp_path / "course"), tmp_path)) as archive:
        archive.extractall(tmp_path / "autograder" / "source")
    (tmp_path / "autograder" / "submission_metadata.json").write_text("{}")
    return tmp_path / "autograder"


def run(base: Path, python: str | None) -> tuple[subprocess.CompletedProcess[str], Results]:
    """Run the script with a Python that is this bash program, or with none."""
    if python is not None:
        (base / "venv" / "bin").mkdir(parents=True)
        (base / "venv" / "bin" / "python").write_text(f"#!/bin/bash\n{python}\n")
        (base / "venv" / "bin" / "python").chmod(0o755)
    ran = subprocess.run(
        ["bash", str(base / "source" / "run_autograder")],
        env={"PATH": os.environ["PATH"], "AUTOGRADER_BASE": str(base)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return ran, decode_results((base / "results" / "results.json").read_bytes())


@pytest.mark.parametrize("python", [None, "exit 1", "kill -9 $$", "echo broken >&2; exit 3"])
def test_a_python_that_fails_gives_no_score_and_no_error(base: Path, python: str | None) -> None:
    ran, document = run(base, python)
    assert ran.returncode == 0
    assert totals(document) is None
    assert "costs you no points" in str(document.output)
    assert "left no results" in ran.stdout


def test_results_of_an_earlier_run_do_not_stand_for_this_one(base: Path) -> None:
    (base / "results").mkdir()
    (base / "results" / "results.json").write_text('{"score": 100}')
    _, document = run(base, "exit 1")
    assert totals(document) is None


def test_the_homework_is_graded_in_the_course_folder_by_an_isolated_python(base: Path) -> None:
    ran, document = run(base, f'echo "$PWD: $*"; echo \'{{"score": 3}}\' >{base}/results/results.json')
    assert f"{base}/source/course: -I -X utf8 -m autograder gradescope tiny" in ran.stdout
    assert totals(document) == (3, 0)


def test_nobody_else_can_read_results_and_metadata(base: Path) -> None:
    run(base, "exit 1")
    assert (base / "results").stat().st_mode & 0o077 == 0
    assert (base / "submission_metadata.json").stat().st_mode & 0o077 == 0
