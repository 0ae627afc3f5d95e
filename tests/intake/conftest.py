from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.model import Assignment, Course, Limits

MakeAssignment = Callable[..., Assignment]


@pytest.fixture
def make_assignment(tmp_path: Path) -> MakeAssignment:
    """An assignment that asks for the given files, `autodiff.py` if none are given."""

    def make(*submit: str, **limits: int) -> Assignment:
        return Assignment(
            course=Course(tmp_path),
            name="hw1",
            title="Homework 1",
            submit=submit or ("autodiff.py",),
            pieces=(),
            limits=dataclasses.replace(Limits(), **limits),
        )

    return make


@pytest.fixture
def into(tmp_path: Path) -> Path:
    """The empty folder to unpack into, deep enough that a path with a few ".." still ends among the sentinels."""
    folder = tmp_path / "around" / "deeper" / "into"
    folder.mkdir(parents=True)
    return folder
