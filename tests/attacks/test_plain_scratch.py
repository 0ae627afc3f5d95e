"""Where no file system of its own can be mounted, the scratch folder is a plain one: the same promises hold of it."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest

from autograder.sandbox.inside.jail.layers import LAYERS

from .cases_write import ATTACKS
from .environments import NOBODY, OpenPython, run_as, run_here

_LAYERS = [layer for layer in LAYERS if layer != "scratch"]
_NAMES = [attack.name for attack in ATTACKS]


def check(run: Callable[..., list[dict[str, Any]]]) -> None:
    head, *told = run(_LAYERS, _NAMES)
    assert head["gaps"] == []
    assert [line["attack"] for line in told] == _NAMES
    assert {line["attack"]: line["breaches"] for line in told if line["breaches"]} == {}
    for line, attack in zip(told, ATTACKS, strict=True):
        assert line["verdict"] in attack.shows, line
        assert attack.says in line["message"], line


@pytest.mark.slow
def test_no_tree_does_harm_here() -> None:
    check(run_here)


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can run a row as somebody else")
@pytest.mark.parametrize("user", [0, NOBODY], ids=["root", "an ordinary user"])
def test_no_tree_does_harm_as_somebody_else(python: OpenPython, user: int) -> None:
    check(lambda layers, only: run_as(user, python, layers, only))
