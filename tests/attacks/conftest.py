"""All environments at once, once per session: the rows of the matrix with every layer on."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

from autograder.sandbox.inside.jail.layers import LAYERS
from tests.packaging.conftest import base_image, pytest_collection_modifyitems

from .environments import NOBODY, OpenPython, open_python, run_as, run_here

__all__ = ["base_image", "pytest_collection_modifyitems"]  # containers are asked for, and skipped, as there

#: name of a row -> a call that gives its results: attack -> what became of it, and "" -> the grader's own line
Rows = dict[str, Future[dict[str, dict[str, Any]]]]


@pytest.fixture(scope="session")
def python() -> Iterator[OpenPython]:
    """A Python that every user may read."""
    with open_python() as python:
        yield python


@pytest.fixture(scope="session")
def rows(python: OpenPython) -> Iterator[Rows]:
    """Each row, while it is still being run or afterwards: here, two checks run at the same time."""
    with ThreadPoolExecutor() as pool:
        started: Rows = {"here": pool.submit(_by_name, lambda layers: run_here(layers, ["--jobs=2"]))}
        if os.geteuid() == 0:
            started["root"] = pool.submit(_by_name, lambda layers: run_as(0, python, layers))
            started["user"] = pool.submit(_by_name, lambda layers: run_as(NOBODY, python, layers))
        yield started


def _by_name(run: Callable[..., list[dict[str, Any]]]) -> dict[str, dict[str, Any]]:
    head, *told = run(LAYERS)
    return {"": head, **{line["attack"]: line for line in told}}
