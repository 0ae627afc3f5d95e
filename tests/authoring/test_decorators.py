"""What is read of a test without running it is what the grader collects, in every way of writing decorators."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.authoring.source.test_functions import TestFunction, read_test_modules
from autograder.authoring.writeup.public_checks import public_checks
from autograder.config import load_assignment, load_course
from autograder.errors import ConfigError

ROOT = Path(__file__).resolve().parents[2]
HEAD = """
import pytest
import gradescope_utils.autograder_utils.decorators
import gradescope_utils.autograder_utils.decorators as d
from gradescope_utils.autograder_utils import decorators
from gradescope_utils.autograder_utils.decorators import number, partial_credit, weight
from gradescope_utils.autograder_utils.decorators import weight as worth, number as nr
"""
# The decorators of one test, and the points and the number that it must have.
SPELLINGS = {
    "@weight(4)\n@number('1.1')": (4, "1.1"),
    "@number('1.1')\n@weight(4)": (4, "1.1"),
    "@weight(val=4)\n@number(val='1.1')": (4, "1.1"),
    "@decorators.weight(4)\n@decorators.number('1.1')": (4, "1.1"),
    "@d.weight(4)\n@d.number('1.1')": (4, "1.1"),
    "@gradescope_utils.autograder_utils.decorators.weight(4)\n@number('1.1')": (4, "1.1"),
    "@worth(4)\n@nr('1.1')": (4, "1.1"),
    "@partial_credit(4)\n@number('1.1')": (4, "1.1"),
    "@partial_credit(weight=4)\n@number('1.1')": (4, "1.1"),
    "@weight(4)\n@partial_credit(3)\n@number('1.1')": (4, "1.1"),
    "@partial_credit(4)\n@weight(3)\n@number('1.1')": (4, "1.1"),
    "@weight(4)\n@weight(3)\n@number('1.1')": (4, "1.1"),
    "@weight(0.5)\n@number(1.1)": (0.5, "1.1"),
    "@number('1.1')": (0, "1.1"),
    "@weight(4)": (4, ""),
    "@weight(2)\n@number('1.1')\n@pytest.mark.parametrize('x', [1, 2])": (4, "1.1"),
    "@pytest.mark.parametrize('x', [1, 2])\n@weight(1)\n@number('1.1')\n@pytest.mark.parametrize('y', (1, 2))": (
        4,
        "1.1",
    ),
}
COLLECT = """
import json, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import pytest
from autograder.grading.collection import check_of
from autograder.model import Visibility

class Plugin:
    def pytest_collection_finish(self, session):
        folders = {"public": Path(sys.argv[2])}
        checks = [check_of(item, folders, Visibility.VISIBLE) for item in session.items]
        print("checks", json.dumps([(c.id.split("::")[-1].split("[")[0], c.points, c.number) for c in checks]))

pytest.main(["-q", "--collect-only", "-pno:cacheprovider", f"--rootdir={sys.argv[2]}", sys.argv[2]], plugins=[Plugin()])
"""


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> dict[str, TestFunction]:
    return {test.name: test for module in read_test_modules(_assignment(tmp_path_factory)) for test in module.functions}


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[float, str]]:
    """Points of all checks of a test, and their number, as the grader collects them."""
    tests = _assignment(tmp_path_factory).public_tests
    command = [sys.executable, "-c", COLLECT, str(ROOT), str(tests)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    line = next(line for line in ran.stdout.splitlines() if line.startswith("checks "))
    found: dict[str, tuple[float, str]] = {}
    for name, points, number in json.loads(line.removeprefix("checks ")):
        found[name] = (found.get(name, (0.0, ""))[0] + points, number)
    return found


def _assignment(factory: pytest.TempPathFactory):
    root = factory.mktemp("course")
    folder = root / "assignments" / "hw" / "tests"
    folder.mkdir(parents=True)
    (root / "assignments" / "course.yaml").write_text("name: Course\n")
    yaml = "title: Homework\nsubmit: [a.py]\npieces: [{number: '1', name: One, points: 100}]\n"
    (folder.parent / "assignment.yaml").write_text(yaml)
    text = HEAD
    for index, decorators in enumerate(SPELLINGS):
        arguments = ", ".join(name for name in "xy" if f"parametrize('{name}'" in decorators)
        text += f"\n\n{decorators}\ndef test_{index}({arguments}): ...\n"
    (folder / "test_spellings.py").write_text(text)
    return load_assignment(load_course(root), "hw")


@pytest.mark.parametrize(("index", "spelling"), list(enumerate(SPELLINGS)), ids=list(SPELLINGS))
def test_points_and_number_are_those_that_the_grader_collects(index, spelling, read, collected, tmp_path_factory):
    points, number = SPELLINGS[spelling]
    assert collected[f"test_{index}"] == (points, number)
    test = read[f"test_{index}"]
    written = test.argument("number")
    assert (test.points * test.variations, str(written or "")) == (points, number)
    check = public_checks(_assignment(tmp_path_factory))[index]
    assert (check.points, check.number) == (points, number)


def test_what_no_reader_can_count_is_said(tmp_path_factory):
    assignment = _assignment(tmp_path_factory)
    path = assignment.public_tests / "test_spellings.py"
    path.write_text(f"{HEAD}\n@pytest.mark.parametrize('x', range(3))\n@weight(1)\ndef test_it(x): ...\n")
    with pytest.raises(ConfigError, match="test_it: nobody can say how many checks it is"):
        public_checks(assignment)
