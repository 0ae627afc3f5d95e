"""Small courses made of text, graded for real."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from autograder.config import load_assignment, load_course
from autograder.grading.engine import Grader
from autograder.grading.remote import session
from autograder.grading.remote.session import ChildPrefetcher, ChildSpecs, Session, Side
from autograder.intake import receive
from autograder.model import Assignment, Grading, Limits, Outcome
from autograder.sandbox.readable_paths import python_folders
from autograder.sandbox.zygote_client import ZygoteClient, spec_of
from autograder.sandbox.zygote_process import ZygoteProcess

#: No check reaches its time limit, however busy the machine; what is to time out has a limit of its own.
SETTINGS = """
title: Small
submit: [student.py]
pieces:
  - {number: "1", name: All, points: 10}
limits: {wall: 60 s, memory: 256 MiB}
"""


def write_course(root: Path, files: Mapping[str, str], settings: str = SETTINGS) -> Assignment:
    """A course with one homework `hw`, from relative paths and texts; "t" stands for its public tests folder."""
    for path, text in {"assignments/hw/assignment.yaml": settings, **files}.items():
        target = root / path.replace("t/", "assignments/hw/tests/", 1) if path.startswith("t/") else root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(textwrap.dedent(text), encoding="utf-8")
    return load_assignment(load_course(root), "hw")


def _path(name: str) -> str:
    """A path, or one written as a keyword, with __ for each slash."""
    return name if "/" in name else name.replace("__", "/")


@pytest.fixture
def make_assignment(tmp_path: Path) -> Callable[..., Assignment]:
    """`write_course`, in a folder of the test's own."""

    def make(files: Mapping[str, str], settings: str = SETTINGS) -> Assignment:
        return write_course(tmp_path / "course", files, settings)

    return make


@pytest.fixture
def grade(tmp_path: Path, make_assignment: Callable[..., Assignment]) -> Callable[..., Grading]:
    """Grade the text of student.py by the text of a public test file."""

    def run(student: str, test: str, settings: str = SETTINGS, **files: str) -> Grading:
        assignment = make_assignment(
            {"t/test_it.py": test, **{_path(name): text for name, text in files.items()}}, settings
        )
        folder = tmp_path / "submission"
        folder.mkdir(exist_ok=True)
        (folder / "student.py").write_text(textwrap.dedent(student), encoding="utf-8")
        unpacked = tmp_path / "unpacked"
        unpacked.mkdir()
        with Grader(assignment, allow_degraded=True) as grader:
            return grader.grade(receive(folder, assignment, unpacked), seed=5)

    return run


def by_name(grading: Grading) -> dict[str, Outcome]:
    """Outcomes by the name of the test function."""
    return {outcome.check.id.rpartition("::")[2]: outcome for outcome in grading.outcomes}


@pytest.fixture(scope="module")
def zygote(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ZygoteProcess]:
    """A warm zygote with torch."""
    with ZygoteProcess(["numpy", "torch"], tmp_path_factory.mktemp("scratch")) as warm:
        warm.wait_until_ready()
        yield warm


@pytest.fixture
def child(zygote: ZygoteProcess, tmp_path: Path) -> Iterator[Callable[[str], object]]:
    """A call that gives a handle to a student module made of text; each test has a child of its own."""
    root = tmp_path / "student"
    root.mkdir()
    zygote_client = ZygoteClient(zygote.connect())
    spec = spec_of(str(root), python_folders(), Limits(), uid=None, cpu_seconds=300)
    begun = Session(ChildPrefetcher(zygote_client), ChildSpecs({Side.SUBMISSION: spec}, {}, Limits(wall=300.0)))
    session.begin(begun)

    def load(text: str) -> object:
        (root / "student.py").write_text(textwrap.dedent(text), encoding="utf-8")
        return begun.module(Side.SUBMISSION, "student")

    yield load
    session.end()
    zygote_client.close()
