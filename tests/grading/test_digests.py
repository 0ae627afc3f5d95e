"""A change that decides how checks end changes the digest of running; one that only decides points, that of scoring."""

from __future__ import annotations

import ast
import dataclasses
import hashlib
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

import autograder
from autograder.audit.run import audit_digest
from autograder.config import load_assignment, load_course
from autograder.errors import ConfigError, InputError
from autograder.grading import digests
from autograder.grading.digests import (
    fingerprint_digest,
    homework_digest,
    program_digest,
    running_digest,
    scoring_digest,
)
from autograder.grading.memory import usage
from autograder.grading.memory.usage import allot
from autograder.grading.runner_config import runner_config
from autograder.model import Assignment, Check, FollowThrough, Limits
from autograder.sandbox.memory_limits import Group
from tests.packaging.small_course import ASSIGNMENT, COURSE, FILES, PUBLIC_TEST, SOLUTION, write_course

TEST = "assignments/tiny/tests/test_double.py"
YAML = "assignments/tiny/assignment.yaml"
SECRET = "reference_solutions/tiny"
TREES = ("assignments", "reference_solutions")

# What is written where, and whether that has a part in running.
CHANGES: dict[str, tuple[str, str, bool]] = {
    "a comment in a test": (TEST, PUBLIC_TEST + "# a comment\n", False),
    "the points of a test": (TEST, PUBLIC_TEST.replace("weight(1)", "weight(val=3)"), False),
    "the number of a test": (TEST, PUBLIC_TEST.replace("1.1", "1.3"), False),
    "the title of a test": (TEST, PUBLIC_TEST.replace("twice three", "2 times 3"), False),
    "an assertion": (TEST, PUBLIC_TEST.replace("== 6", "== 7"), True),
    "a docstring of a file": (TEST, '"""Tests."""\n' + PUBLIC_TEST, False),
    "no title of a test": (TEST, PUBLIC_TEST.replace('    """double: twice three is six"""\n', ""), False),
    "a file that tests read in data/": ("assignments/tiny/data/want.json", "6\n", True),
    "a message": (TEST, PUBLIC_TEST.replace("expected 6", "expected six"), True),
    "the name of a test": (TEST, PUBLIC_TEST.replace("test_double_of", "test_twice"), True),
    "partial credit": (TEST, PUBLIC_TEST.replace("weight", "partial_credit"), True),
    "a time limit of a test's own": (TEST, PUBLIC_TEST.replace("@weight", "@pytest.mark.timeout(3)\n@weight"), True),
    "a hidden test": (f"{SECRET}/tests/test_more_hidden.py", "def test_more(): ...\n", True),
    "a driver": ("assignments/tiny/tests/drivers.py", "def f(): ...\n", True),
    "data beside the tests": (f"{SECRET}/tests/data.bin", "other\n", True),
    "the solution": (f"{SECRET}/solution/tiny.py", SOLUTION + "# a comment\n", True),
    "an oracle": (f"{SECRET}/oracles/oracle.py", "def twice(x):\n    return 2 * x\n", True),
    "a given file": ("assignments/tiny/given/own.py", "OWN = 2\n", True),
    "a shared file": ("assignments/shared/given.py", "GIVEN = 2\n", True),
    "a limit of the course": ("assignments/course.yaml", COURSE + "limits: {wall: 3 s}\n", True),
    "a limit of the homework": (YAML, ASSIGNMENT + "limits: {memory: 500 MB}\n", True),
    "a rule": (YAML, ASSIGNMENT + "rules: [{forbid: eval, why: it is not needed}]\n", True),
    "what becomes of arguments": (YAML, ASSIGNMENT + "arguments: kept\n", True),
    "whose word objects take": (YAML, ASSIGNMENT + "own_word: true\n", True),
    "tests written elsewhere": (YAML, ASSIGNMENT + "adopted: true\n", True),
    "checks side by side": (YAML, ASSIGNMENT + "side_by_side: true\n", False),
    "the points of a piece": (YAML, ASSIGNMENT.replace("points: 3", "points: 4"), False),
    "the title of the homework": (YAML, ASSIGNMENT.replace("Tiny", "Small"), False),
    "the course's time zone": ("assignments/course.yaml", COURSE.replace("New_York", "Chicago"), False),
    "the starter": ("assignments/tiny/starter/tiny.py", "def double(x): ...\n", False),
    "a mistake": (f"{SECRET}/mistakes/other.py", "x = 1\n", False),
    "the answers to written questions": (f"{SECRET}/answers.md", "Other answers.\n", False),
    "what a tool leaves": ("assignments/tiny/tests/__pycache__/test_double.cpython-311.pyc", "x", False),
}


@pytest.fixture
def before(tmp_path: Path) -> Assignment:
    return write_course(tmp_path / "before")


@pytest.mark.parametrize("change", CHANGES)
def test_what_decides_running_changes_its_digest_and_nothing_else_does(change: str, before: Assignment, tmp_path: Path):
    path, text, decides = CHANGES[change]
    after = write_course(tmp_path / "after", {path: text})
    assert (homework_digest(after) != homework_digest(before)) is decides
    assert (running_digest(after) != running_digest(before)) is decides
    assert (fingerprint_digest(after) != fingerprint_digest(before)) is decides


def test_the_number_of_a_test_counts_where_it_says_what_the_test_follows(before: Assignment, tmp_path: Path):
    path, text, _ = CHANGES["the number of a test"]
    after = write_course(tmp_path / "after", {path: text})
    following = (FollowThrough("1", ("tiny.double",), ("2",)),)
    before, after = (dataclasses.replace(one, follow_through=following) for one in (before, after))
    assert homework_digest(after) != homework_digest(before)


def test_titles_and_points_of_asynchronous_functions_do_not_count_either(before: Assignment, tmp_path: Path):
    written = PUBLIC_TEST.replace("def test", "async def test")
    folders = ("one", written), ("other", written.replace("twice three", "2 times 3").replace("weight(1)", "weight(2)"))
    one, other = (homework_digest(write_course(tmp_path / name, {TEST: text})) for name, text in folders)
    assert one == other != homework_digest(before)


#: Source with what versions of Python keep unlike each other in syntax trees: strings, classes, functions, generics.
SYNTAX = r'''"""Module."""

from __future__ import annotations

import pytest
from gradescope_utils.autograder_utils.decorators import weight


class Case:
    field: dict[str, int | None] = {"a": 1, **{}}

    @property
    def name(self, /, *rest, key=1.5e-3, **more) -> str:
        return f"{self.field!r:>{len(rest)}}" "and" f"more {key=}" + "\u00e9" * 2 + b"\x00".hex()


@weight(2)
@pytest.mark.parametrize("n", [1, 2j, -3, ..., None, True])
def test_it(n):
    """Title."""
    global found
    with open("x") as a, open("y") as b:
        found = [x async for x in a] if (y := n) else {*a, *b}
    try:
        assert n[1:2, ::3] == (yield), f"{n:.3f}"
    except* ValueError as error:
        raise KeyError from error
    match n:
        case {"a": 1, **others} | [Case(field=3), *_]:
            lambda q, *r: ~q @ r
'''


GRADESCOPE = "gradescope_utils.autograder_utils"


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        (f"from {GRADESCOPE}.decorators import weight\n@weight(POINTS)\ndef test_it(): ...\n", False),
        (f"from {GRADESCOPE} import decorators as d\n@d.weight(POINTS)\ndef test_it(): ...\n", False),
        (f"import {GRADESCOPE}.decorators\n@{GRADESCOPE}.decorators.weight(POINTS)\ndef test_it(): ...\n", False),
        (f"from {GRADESCOPE}.decorators import *\n@weight(POINTS)\n@partial_credit(5)\ndef test_it(): ...\n", True),
        (f"from {GRADESCOPE}.decorators import weight\n@weight(POINTS)\ndef test_it(set_score): ...\n", True),
        ("import helpers\n@helpers.tags(POINTS)\ndef test_it(): ...\n", True),
        ("from helpers import weight\n@weight(POINTS)\ndef test_it(): ...\n", True),
        (
            f"from {GRADESCOPE}.decorators import weight\nfrom helpers import *\n@weight(POINTS)\ndef test_it(): ...\n",
            True,
        ),
        (f"from {GRADESCOPE}.decorators import weight\nweight = print\n@weight(POINTS)\ndef test_it(): ...\n", True),
        ("def test_it():\n    assert it.__doc__ == 'POINTS'\ndef it():\n    'POINTS'\n", True),
    ],
)
def test_only_gradescopes_own_decorators_have_no_part_and_points_have_one_where_a_test_sets_its_score(
    text: str, counts: bool
):
    two, four = (digests._test_source("test_it.py", text.replace("POINTS", points).encode()) for points in "24")
    assert (two != four) is counts


def test_the_version_of_a_package_counts_whatever_its_distribution_is_called(monkeypatch: pytest.MonkeyPatch):
    found = program_digest(("yaml",))
    plain = metadata.version
    assert metadata.version("pyyaml")
    monkeypatch.setattr(metadata, "version", lambda name: "0" if name == "pyyaml" else plain(name))
    assert program_digest(("yaml",)) != found


@pytest.mark.parametrize("folder", ["", "assignments", "assignments/tiny", "reference_solutions", SECRET])
@pytest.mark.parametrize("name", ["conftest.py", "__init__.py"])
def test_code_that_pytest_would_run_above_the_tests_is_refused(folder: str, name: str, tmp_path: Path):
    """No digest knows of it, and a package does not hold it."""
    path = f"{folder}/{name}".lstrip("/")
    with pytest.raises(ConfigError, match=f"^{path}: would be run by pytest.*; move it into tests/"):
        runner_config(write_course(tmp_path, {path: ""}))


def test_code_for_pytest_beside_the_tests_counts(before: Assignment, tmp_path: Path):
    after = write_course(tmp_path / "after", {f"{SECRET}/tests/conftest.py": "import pytest\n"})
    assert runner_config(after).hidden
    assert homework_digest(after) != homework_digest(before)


def test_a_folder_behind_a_link_is_refused_because_its_files_could_change_unseen(before: Assignment, tmp_path: Path):
    (tmp_path / "elsewhere").mkdir()
    (before.hidden_tests / "folder").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(InputError, match="folder: is a link"):
        homework_digest(before)


def test_a_run_with_less_memory_than_promised_is_not_taken_for_another(
    before: Assignment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    limits, config = Limits(), runner_config(before)
    pids = dict.fromkeys(("engine", "runner", "zygote"), 1)
    monkeypatch.setattr(usage, "held_by", lambda pid: usage.Memory(own=50 << 20))
    monkeypatch.setattr(usage, "smallest_group", lambda: None)
    monkeypatch.setattr(usage, "process_limits", lambda: (None, None))
    assert allot(limits, pids, config, 1).less == ()
    monkeypatch.setattr(usage, "smallest_group", lambda: Group(tmp_path, limits.memory // 2))
    less = allot(limits, pids, config, 1).less
    assert less and less[0] < limits.memory
    assert running_digest(before, less) != running_digest(before)


def test_each_version_of_python_finds_the_same_in_a_test():
    """Whoever has another version than the one that wrote hints and certificates finds them current."""
    text = SYNTAX if sys.version_info >= (3, 11) else SYNTAX.replace("except*", "except")
    said = digests._test_source("test_syntax.py", text.encode()).replace(b"TryStar", b"Try")
    assert hashlib.sha256(said).hexdigest()[:16] == "849d83877a5bac90"


def test_all_modules_that_decide_how_a_check_ends_are_in_the_programs_digest():
    """Whatever rooms that run checks import, wherever it lies."""
    package = digests.PACKAGE
    rooms = {path.partition(".")[0] for path in digests._RUNNING}
    for path in (path for room in ("grading", "sandbox", "model") for path in (package / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("autograder."):
                assert node.module.split(".")[1] in rooms, path


def test_an_audit_depends_on_the_mistakes_too(before: Assignment, tmp_path: Path):
    after = write_course(tmp_path / "after", {f"{SECRET}/mistakes/other.py": "x = 1\n"})
    assert audit_digest(after) != audit_digest(before)


def test_an_audit_depends_on_our_own_operators_too(before: Assignment, tmp_path: Path):
    found = audit_digest(before)
    for changed, counts in (
        ("audit/operators/syntax.py", True),
        ("authoring/source/splice.py", True),
        ("cli/main.py", False),
    ):
        package = tmp_path / changed.replace("/", "-")
        shutil.copytree(digests.PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))
        with (package / changed).open("a") as file:
            file.write("# perhaps of consequence\n")
        assert (audit_digest(before, package) != found) is counts, changed


def test_our_own_code_and_the_versions_of_packages_decide_running(tmp_path: Path):
    package = tmp_path / "autograder"
    shutil.copytree(Path(autograder.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    same = program_digest(("numpy",), package)
    assert same == program_digest(("numpy",))
    with (package / "cli/main.py").open("a") as file:
        file.write("# of no consequence\n")
    assert program_digest(("numpy",), Path(f"{package}/")) == same
    changed = tmp_path / "changed"
    shutil.copytree(package, changed)
    with (changed / "grading/worker.py").open("a") as file:
        file.write("# perhaps of consequence\n")
    assert program_digest(("numpy",), changed) != same
    assert program_digest(("numpy", "hypothesis")) != same


def test_scoring_depends_on_points_titles_and_pieces_alone(before: Assignment):
    check = Check("public/t.py::a", "A title", 1.0, number="1.1")
    first = scoring_digest(before, [check])
    assert first == scoring_digest(before, [dataclasses.replace(check, wall=3.0)])
    for change in ({"points": 2.0}, {"title": "B"}, {"number": "1.2"}, {"failure_notice": "no"}, {"tags": ("a",)}):
        assert scoring_digest(before, [dataclasses.replace(check, **change)]) != first, change
    piece = dataclasses.replace(before.pieces[0], points=5.0)
    assert scoring_digest(dataclasses.replace(before, pieces=(piece,)), [check]) != first


def test_every_process_computes_the_same(before: Assignment):
    program = (
        "import sys; from pathlib import Path; from autograder.config import load_assignment, load_course; "
        "from autograder.grading.digests import running_digest; "
        "print(running_digest(load_assignment(load_course(Path(sys.argv[1])), 'tiny')))"
    )
    command = [sys.executable, "-c", program, str(before.course.root)]
    told = {subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip() for _ in range(2)}
    assert told == {running_digest(load_assignment(load_course(before.course.root), "tiny"))}


def test_every_file_of_a_homework_is_in_the_table():
    """Whoever adds a kind of file decides what it decides."""
    kinds = {Path(path).parts[2] if path.startswith(TREES[1]) else path for path in FILES}
    assert kinds <= {"answers.md", "hints.json", "mistakes", "oracles", "solution", "tests", TEST, YAML} | {
        "assignments/course.yaml",
        "assignments/shared/given.py",
        "assignments/tiny/given/own.py",
    }
