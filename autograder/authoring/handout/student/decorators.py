"""The decorators that the tests use, for computers without gradescope-utils; that is used where it is installed.

Each one only writes down on the test function what the autograder reads from it: points, number, and so on. Arguments
are called what gradescope-utils calls them.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])


def _noted(name: str, value: object) -> Callable[[Function], Function]:
    def note(function: Function) -> Function:
        setattr(function, name, value)
        return function

    return note


def weight(val: float) -> Callable[[Function], Function]:
    """What the test is worth."""
    return _noted("__weight__", val)


def number(val: str) -> Callable[[Function], Function]:
    """The test's number: "6.2" belongs to piece 6."""
    return _noted("__number__", str(val))


def visibility(val: str) -> Callable[[Function], Function]:
    """When its result may be seen."""
    return _noted("__visibility__", val)


def tags(*args: str) -> Callable[[Function], Function]:
    """Words for sorting tests."""
    return _noted("__tags__", args)


def hide_errors(val: str = "Test failed") -> Callable[[Function], Function]:
    """What is said in place of the reason for a failure."""
    return _noted("__hide_errors__", val)


def leaderboard(column_name: str, sort_order: str = "desc") -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The test calls its argument `set_leaderboard_value` with what stands in the column."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        wrapped = _with_setter(function, "set_leaderboard_value", "__leaderboard_value__")
        _noted("__leaderboard_column__", column_name)(wrapped)
        return _noted("__leaderboard_sort_order__", sort_order)(wrapped)

    return decorate


def partial_credit(weight: float) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The test calls its argument `set_score` with the points it gives."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        return _noted("__weight__", weight)(_with_setter(function, "set_score", "__score__"))

    return decorate


def _with_setter(function: Callable[..., Any], argument: str, attribute: str) -> Callable[..., Any]:
    @functools.wraps(function)
    def wrapper(*args: object, **kwargs: object) -> object:
        kwargs[argument] = functools.partial(setattr, wrapper, attribute)
        return function(*args, **kwargs)

    return wrapper
