"""What is read of a test without running it is what the grader collects, in every way of writing decorators."""

from __future__ import annotations

import importlib.util
import inspect
import json
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from gradescope_utils.autograder_utils import decorators as gradescope_utils

from autograder import decorators as ours
from autograder.authoring.handout import student_files
from autograder.authoring.source.test_functions import TestFunction, read_test_modules
from autograder.authoring.writeup.public_checks import public_checks
from autograder.config import load_assignment, load_course
from autograder.errors import ConfigError

ROOT = Path(__file__).resolve().parents[2]
HEAD = """
import pytest
import pytest as pt
from pytest import mark
from pytest import mark as m
import gradescope_utils.autograder_utils.decorators
import gradescope_utils.autograder_utils.decorators as d
from gradescope_utils.autograder_utils import decorators
from gradescope_utils.autograder_utils.decorators import number, partial_credit, weight
from gradescope_utils.autograder_utils.decorators import weight as worth, number as nr

VALUES: list[int] = [1, 2, 3]
each = pt.mark.parametrize
TWICE = each("z", (1, 2))
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
    "@weight(1)\n@pytest.mark.parametrize('x', (1, pytest.param(2, marks=pytest.mark.skip)), ids=str)": (2, ""),
    "@weight(1)\n@pytest.mark.parametrize(argnames='x', argvalues=[1, 2])": (2, ""),
    "@weight(1)\n@pytest.mark.parametrize('x', argvalues=[1, 2])": (2, ""),
    "@weight(1)\n@pytest.mark.parametrize('x', [])": (1, ""),
    "@weight(1)\n@pt.mark.parametrize('x', [1, 2])": (2, ""),
    "@weight(1)\n@mark.parametrize('x', [1, 2])": (2, ""),
    "@weight(1)\n@m.parametrize('x', [1, 2])": (2, ""),
    "@weight(1)\n@each('x', [1, 2])": (2, ""),
    "@weight(1)\n@TWICE": (2, ""),
    "@weight(1)\n@pytest.mark.parametrize('x', VALUES)": (3, ""),
    "@weight(1)\n@pytest.mark.parametrize('x', range(3))": (3, ""),
    "@weight(1)\n@pytest.mark.parametrize('x', range(4, 10, 2))": (3, ""),
}
# Parametrizations of classes and of a file; the points stand in the names.
CLASSES = """
@pytest.mark.parametrize("x", [1, 2])
class TestOuter:
    pytestmark = pytest.mark.parametrize("y", (1, 2, 3))

    @weight(1)
    def test_6_points(self, x, y): ...

    class TestInner:
        pytestmark = [TWICE]

        @weight(1)
        def test_12_points(self, x, y, z): ...


@TWICE
class TestOther:
    @weight(2)
    def test_4_points(self, z): ...
"""
FILE = """
pytestmark = [pytest.mark.in_place, pytest.mark.parametrize("x", VALUES)]


@weight(1)
def test_3_points(x): ...


class TestBelow:
    @pytest.mark.parametrize("y", range(3))
    @weight(1)
    def test_9_points(self, x, y): ...
"""
# Tests below statements, and one that nobody awaits.
BELOW = """
if VALUES:
    @weight(5)
    def test_5_points(): ...
else:
    def helper(): ...

try:
    import missing_module
except ImportError:
    class TestBelowTry:
        for _ in (1,):
            @weight(7)
            @TWICE
            def test_14_points(self, z): ...


@weight(8)
async def test_8_points(): ...
"""
WRITTEN_IN_NAMES = {f"test_{points}_points": (points, "") for points in (3, 4, 5, 6, 8, 9, 12, 14)}
# What cannot be counted by reading: the argument of a decorator, and what stands before it.
COMPUTED = {
    "@pytest.mark.parametrize('x', [*VALUES, 4])": "",
    "@pytest.mark.parametrize('x', list(range(3)))": "",
    "@pytest.mark.parametrize('x', range(len(VALUES)))": "",
    "@pytest.mark.parametrize('x', MISSING)": "from elsewhere import MISSING",
    "@pytest.mark.parametrize('x', TWO)": "TWO = [1]\nTWO.append(2)",
    "@pytest.mark.parametrize('x', THREE)": "THREE = [1]\nTHREE += [2, 3]",
    "@pytest.mark.parametrize('x', CIRCLE)": "CIRCLE = CIRCLE",
    "@pytest.mark.parametrize(*VALUES)": "",
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
        arguments = ", ".join(name for name in "xy" if re.search(rf"(parametrize|each)\(\w*=?'{name}'", decorators))
        arguments = "z" if "TWICE" in decorators else arguments
        text += f"\n\n{decorators}\ndef test_{index}({arguments}): ...\n"
    for name, content in {
        "spellings": text,
        "z_classes": HEAD + CLASSES,
        "z_file": HEAD + FILE,
        "z_if": HEAD + BELOW,
    }.items():
        (folder / f"test_{name}.py").write_text(content)
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


def test_parametrizations_of_classes_and_files_multiply(collected, tmp_path_factory):
    told = {check.title: (check.points, check.number) for check in public_checks(_assignment(tmp_path_factory))}
    for name, expected in WRITTEN_IN_NAMES.items():
        assert (told[name], collected[name]) == (expected, expected), name


@pytest.mark.parametrize("decorator", COMPUTED)
def test_what_no_reader_can_count_is_said_if_it_earns_points(decorator, tmp_path_factory):
    assignment = _assignment(tmp_path_factory)
    path = assignment.public_tests / "test_spellings.py"
    text = f"{HEAD}\n{COMPUTED[decorator]}\n\n{decorator}\n@weight(1)\ndef test_it(x): ...\n"
    path.write_text(text)
    with pytest.raises(ConfigError) as caught:
        public_checks(assignment)
    where = f"assignments/hw/tests/test_spellings.py:{text[: text.index('def test_it')].count(chr(10)) + 1}"
    what = "test_it: its parametrization is computed, so the number of its checks and their points cannot be read"
    assert str(caught.value) == f"{where}: {what}; write the values as a list, or as range(3)"
    path.write_text(text.replace("@weight(1)", "@weight(0)"))
    assert public_checks(assignment)[0].points == 0


def test_hidden_tests_are_not_read_for_public_checks(tmp_path_factory):
    assignment = _assignment(tmp_path_factory)
    assignment.hidden_tests.mkdir(parents=True)
    (assignment.hidden_tests / "test_spellings_hidden.py").write_text("def test_it(:\n")
    assert public_checks(assignment)
    with pytest.raises(ConfigError, match="test_spellings_hidden"):
        read_test_modules(assignment)


@pytest.fixture(scope="module")
def stand_in() -> ModuleType:
    """What a handout has for computers without gradescope-utils."""
    path = Path(student_files.__file__).parent / "student" / "decorators.py"
    spec = importlib.util.spec_from_file_location("stand_in", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ours.NAMES)
def test_the_stand_in_of_a_handout_is_called_as_gradescope_utils_is(name: str, stand_in: ModuleType) -> None:
    def parameters(decorator):
        return [(p.name, p.kind, p.default) for p in inspect.signature(decorator).parameters.values()]

    assert parameters(getattr(stand_in, name)) == parameters(getattr(gradescope_utils, name))


def test_the_stand_in_has_every_decorator_of_gradescope_utils(stand_in: ModuleType) -> None:
    own = {
        name
        for name, value in vars(gradescope_utils).items()
        if inspect.isclass(value) and value.__module__ == gradescope_utils.__name__
    }
    assert own == set(ours.NAMES)
    assert all(hasattr(stand_in, name) for name in own)
