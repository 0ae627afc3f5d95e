"""Small courses made of text, graded for real."""

from __future__ import annotations

import json
import re
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
    texts = {"assignments/hw/assignment.yaml": settings, **files}
    write_files(root, {re.sub(r"^t/", "assignments/hw/tests/", path): text for path, text in texts.items()})
    return load_assignment(load_course(root), "hw")


def write_files(root: Path, files: Mapping[str, str]) -> None:
    """Write texts to their relative paths, without the indentation that they have in a test."""
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(textwrap.dedent(text), encoding="utf-8")


def _path(name: str) -> str:
    """A path, or one written as a keyword, with __ for each slash."""
    return name if "/" in name else name.replace("__", "/")


@pytest.fixture
def make_assignment(tmp_path: Path) -> Callable[..., Assignment]:
    """`write_course`, in a folder of the test's own."""

    def make(files: Mapping[str, str], settings: str = SETTINGS) -> Assignment:
        return write_course(tmp_path / "course", files, settings)

    return make


class WarmGraders:
    """Graders of small courses by their texts: tests that differ in what is submitted share one, which takes most of
    the time to start. The last few are kept.
    """

    _MOST = 3

    def __init__(self, new_folder: Callable[[], Path]) -> None:
        self._new_folder = new_folder
        self._kept: dict[str, tuple[Assignment, Grader]] = {}

    def of(self, files: Mapping[str, str], settings: str) -> tuple[Assignment, Grader]:
        key = json.dumps([files, settings], sort_keys=True)
        if key not in self._kept:
            if len(self._kept) == self._MOST:
                self._close(next(iter(self._kept)))
            assignment = write_course(self._new_folder(), files, settings)
            self._kept[key] = assignment, Grader(assignment, allow_degraded=True).__enter__()
        return self._kept[key]

    def close(self) -> None:
        for key in list(self._kept):
            self._close(key)

    def _close(self, key: str) -> None:
        self._kept.pop(key)[1].__exit__(None, None, None)


@pytest.fixture(scope="module")
def warm_graders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WarmGraders]:
    kept = WarmGraders(lambda: tmp_path_factory.mktemp("course"))
    yield kept
    kept.close()


@pytest.fixture
def grade(tmp_path: Path, warm_graders: WarmGraders) -> Callable[..., Grading]:
    """Grade the text of student.py, and of what stands in "submission/", by the text of a public test file."""

    def run(student: str, test: str, settings: str = SETTINGS, **files: str) -> Grading:
        named = {_path(name): text for name, text in files.items()}
        submitted = {"submission/student.py": student}
        submitted |= {path: named.pop(path) for path in list(named) if path.startswith("submission/")}
        assignment, grader = warm_graders.of({"t/test_it.py": test, **named}, settings)
        write_files(tmp_path, submitted)
        folder = tmp_path / "submission"
        unpacked = tmp_path / "unpacked"
        unpacked.mkdir()
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
