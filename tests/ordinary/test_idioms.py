"""One small test for each thing that ordinary suites do: here it ends as it does by plain pytest, or is refused.

Two submissions, one for which every test passes and one for which every test fails, show that neither verdict is given
for nothing.
"""

from __future__ import annotations

import functools
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from autograder.config import load_assignment, load_course
from autograder.grading.engine import Grader
from autograder.intake import receive
from autograder.model import Outcome, Verdict

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent / "idioms"
PAGE = Path(__file__).parents[2] / "docs" / "ordinary_tests.md"
HOMEWORKS = {"idioms": "Python", "torch_idioms": "torch", "package_idioms": "packages"}
SUBMISSIONS = {"submission": "PASSED", "wrong": "FAILED"}
#: What is refused, whatever is submitted: a word of the remedy that staff read.
REFUSED: dict[str, str] = {
    "test_containers.py::test_a_layer_is_added": "give it when it is made",
    "test_containers.py::test_a_layer_is_added_by_a_name": "give it when it is made",
    "test_containers.py::test_a_list_of_a_generator": "give it when it is made",
    "test_containers.py::test_a_loader_with_workers": "leave num_workers out",
    "test_data.py::test_a_dataset_of_the_test_is_passed": "build it in drivers.py",
    "test_data.py::test_a_loader_of_the_test_is_passed": "build it in drivers.py",
    "test_files.py::TestStreams::test_logs": "write a driver that listens",
    "test_files.py::test_a_file_is_read": "limits: scratch",
    "test_files.py::test_a_file_is_read_by_its_text": "limits: scratch",
    "test_files.py::test_a_file_is_written": "limits: scratch",
    "test_files.py::test_a_module_is_reloaded": "put it into drivers.py",
    "test_files.py::test_a_program_by_its_path": "read it in drivers.py",
    "test_files.py::test_a_program_is_run_here": "read or run it in drivers.py",
    "test_files.py::test_it_logs": "write a driver that listens",
    "test_files.py::test_members_of_a_module": "name what is looked at",
    "test_files.py::test_open_is_mocked": "write a driver that makes the file",
    "test_files.py::test_the_name_of_the_file": "read it in drivers.py",
    "test_files.py::test_the_source_as_a_tree": "read it in drivers.py",
    "test_files.py::test_the_source_is_opened": "read or run it in drivers.py",
    "test_files.py::test_the_source_of_a_function": "under `rules` in assignment.yaml",
    "test_files.py::test_the_source_of_a_module": "under `rules` in assignment.yaml",
    "test_functions.py::test_a_coroutine_of_the_test_is_passed": "build it in drivers.py",
    "test_modules.py::test_a_checkpoint": "limits: scratch",
    "test_modules.py::test_a_whole_module_goes_through_a_file": "save data of it",
    "test_objects.py::test_it_is_pickled": "save data of it",
    "test_transforms.py::test_a_comparison_within_a_transform": "return numbers",
    "test_transforms.py::test_a_compiled_function": "drivers.py, or say inside:",
    "test_transforms.py::test_counting_within_a_transform": "drivers.py, or say inside:",
    "test_transforms.py::test_forward_mode": "apply it to the student's function",
}
_LINE = re.compile(r"^(PASSED|FAILED|SUBFAILED|ERROR|SKIPPED|XFAIL|XPASS)(?:[(\[].*?[)\]])? (\S+)", re.MULTILINE)


@functools.cache
def graded(homework: str) -> dict[tuple[str, str], list[Outcome]]:
    """Outcomes by submission, and file and test."""
    assignment = load_assignment(load_course(HERE), homework)
    found: dict[tuple[str, str], list[Outcome]] = {}
    with tempfile.TemporaryDirectory() as folder, Grader(assignment, allow_degraded=True) as grader:
        for submission in SUBMISSIONS:
            place = Path(folder) / submission
            place.mkdir()
            for outcome in grader.grade(receive(HERE / submission, assignment, place), seed=1).outcomes:
                name = outcome.check.id.partition("/")[2].partition("[")[0]
                found.setdefault((submission, name), []).append(outcome)
    return found


@functools.cache
def plain(homework: str, submission: str) -> dict[str, set[str]]:
    """What plain pytest says of each."""
    with tempfile.TemporaryDirectory() as folder:
        together = Path(folder) / "work"
        shutil.copytree(HERE / submission, together)
        shutil.copytree(HERE / "assignments" / homework / "tests", together, dirs_exist_ok=True)
        options = ["-q", "-rA", "--tb=no", "-p", "no:cacheprovider", f"--rootdir={together}", "-c", os.devnull]
        environment = {**os.environ, "PYTHONPATH": str(together)}
        command = [sys.executable, "-m", "pytest", *options, str(together)]
        ran = subprocess.run(command, cwd=together, env=environment, capture_output=True, text=True, check=False)
    found: dict[str, set[str]] = {}
    for word, name in _LINE.findall(ran.stdout):
        found.setdefault(name.partition("[")[0], set()).add(word)
    return {name: {"FAILED"} if "SUBFAILED" in words else words for name, words in found.items()}


def _files(homework: str) -> list[Path]:
    return sorted((HERE / "assignments" / homework / "tests").glob("test_*.py"))


def _names(path: Path) -> list[str]:
    found, kind = [], ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("class Test"):
            kind = f"{line.split()[1].partition('(')[0].rstrip(':')}::"
        elif line.startswith("def test"):
            kind = ""
        if match := re.match(r"\s*(?:async )?def (test_\w+)", line):
            found.append(f"{path.name}::{kind}{match[1]}")
    return found


EVERY = [(homework, name) for homework in HOMEWORKS for path in _files(homework) for name in _names(path)]


@pytest.mark.parametrize(("homework", "name"), EVERY)
def test_an_idiom_ends_as_by_plain_pytest_or_is_refused(homework: str, name: str) -> None:
    if homework == "torch_idioms":
        pytest.importorskip("torch")
    for submission, word in SUBMISSIONS.items():
        assert plain(homework, submission)[name] == {word}
        for outcome in graded(homework)[submission, name]:
            told = outcome.message, outcome.staff
            if name in REFUSED:
                assert outcome.verdict is Verdict.GRADER_ERROR, told
                assert REFUSED[name] in outcome.reason, told
            else:
                assert outcome.verdict is Verdict[word], told


def test_the_page_tells_how_many_of_each_kind_are_right_and_which_are_refused() -> None:
    rows = {}
    for homework, language in HOMEWORKS.items():
        for path in _files(homework):
            kind = path.read_text(encoding="utf-8").partition('"""')[2].partition('"""')[0].strip().rstrip(".")
            names = _names(path)
            refused = [name for name in names if name in REFUSED]
            rows[f"{language}: {kind}"] = (len(names), len(names) - len(refused), len(refused))
    told = re.findall(r"^\| (\w+: .+?) \| (\d+) \| (\d+) \| (\d+) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert {kind: tuple(map(int, numbers)) for kind, *numbers in told} == rows


def test_nine_of_ten_idioms_are_right_and_every_refused_one_is_an_idiom() -> None:
    for homework, least in (("idioms", 150), ("torch_idioms", 60), ("package_idioms", 40)):
        names = [name for where, name in EVERY if where == homework]
        assert len(names) >= least
        assert sum(name not in REFUSED for name in names) >= 0.9 * len(names)
    assert set(REFUSED) <= {name for _, name in EVERY}
