"""Turns pytest's collected items into Checks: points, numbers and visibility come from gradescope-utils' decorators.

A check's own time limit comes from pytest-timeout's marker.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from autograder.errors import GraderError
from autograder.grading.inside.items import InsideItem
from autograder.grading.messages import RunnerConfig
from autograder.model import Check, Visibility

_WORDS = tuple(option.value for option in Visibility)


def test_folders(config: RunnerConfig) -> dict[str, Path]:
    """ "public" and "hidden" -> their folders, where there are such."""
    return {kind: Path(path) for kind, path in (("public", config.public), ("hidden", config.hidden)) if path}


def check_of(item: pytest.Item, folders: dict[str, Path], hidden: Visibility, default_weight: float = 0.0) -> Check:
    """The check that a test is.

    Args:
        folders: "public" and "hidden" -> their test folders.
        hidden: when results of hidden checks may be seen.
        default_weight: points of a test without `@weight`.

    Raises:
        GraderError: a decorator says something that has no meaning.
    """
    kind = next(kind for kind, folder in folders.items() if item.path.is_relative_to(folder))
    secret = kind == "hidden"
    identifier = f"{kind}/{item.path.relative_to(folders[kind]).as_posix()}::{item.nodeid.partition('::')[2]}"
    told = _Decorators(identifier, getattr(item, "function", None))
    return Check(
        id=identifier,
        title=_title(item),
        points=told.points(default_weight),
        secret=secret,
        visibility=told.visibility(hidden if secret else Visibility.VISIBLE),
        number=str(told.get("number", "")),
        tags=tuple(str(tag) for tag in told.get("tags", ()) or ()),
        failure_notice=told.get("hide_errors", None),
        wall=_wall(identifier, item),
        inside=isinstance(item, InsideItem),
    )


class _Decorators:
    """What gradescope-utils' decorators have set on a function."""

    def __init__(self, where: str, function: Any) -> None:
        self._where, self._function = where, function

    def get(self, name: str, default: Any) -> Any:
        return getattr(self._function, f"__{name}__", default)

    def points(self, default: float) -> float:
        points = self.get("weight", default)
        if isinstance(points, bool) or not isinstance(points, (int, float)) or not math.isfinite(points) or points < 0:
            raise GraderError(
                self._where, f"@weight({points!r}) is not a number of points", "write @weight(2) or @weight(0.5)"
            )
        return float(points)

    def visibility(self, default: Visibility) -> Visibility:
        word = self.get("visibility", None)
        if word is None:
            return default
        if word not in _WORDS:
            raise GraderError(
                self._where, f"@visibility({word!r}) is none of {', '.join(_WORDS)}", "choose one of them"
            )
        return Visibility(word)


def _wall(where: str, item: pytest.Item) -> float | None:
    """What `@pytest.mark.timeout(seconds)`, the marker of pytest-timeout, says about one test."""
    marker = item.get_closest_marker("timeout")
    if marker is None:
        return None
    seconds = marker.args[0] if marker.args else marker.kwargs.get("timeout")
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or not 0 < seconds < math.inf:
        raise GraderError(where, f"timeout({seconds!r}) is no time", "write the seconds: @pytest.mark.timeout(60)")
    return float(seconds)


def asks_for_changes(item: pytest.Item) -> bool:
    """Whether a check is to see what student code does in place to the test's own objects: `@pytest.mark.in_place`."""
    return item.get_closest_marker("in_place") is not None


def takes_its_word(item: pytest.Item) -> bool:
    """Whether a check takes an object's own word for `==`, `<`, `in` and truth: `@pytest.mark.own_word`."""
    return item.get_closest_marker("own_word") is not None


def _title(item: pytest.Item) -> str:
    """The first line of the docstring, with the parameters if there are any; without a docstring, the test's name."""
    text = (getattr(getattr(item, "function", None), "__doc__", None) or "").strip()
    callspec = getattr(item, "callspec", None)
    if not text:
        return item.name
    first = text.splitlines()[0].strip()
    return f"{first} [{callspec.id}]" if callspec is not None else first
