"""Which checks no other may run beside: those that measure time, and those that ask for it.

A neighbour on the next core takes caches and memory bandwidth, so what is measured beside one says nothing of the
student's code. A check measures if its test, a function or fixture that the test uses, or a driver that one of them
names, names a clock; or if it brings a time limit of its own, since it then takes long. `@pytest.mark.alone` says so of
any other. A name says enough: a check that is taken for a measuring one only runs a little later.
"""

from __future__ import annotations

import ast
import os
import sys
import types
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from autograder.model import Check

_CLOCKS = frozenset({
    "time", "perf_counter", "perf_counter_ns", "monotonic", "monotonic_ns", "process_time", "process_time_ns",
    "thread_time", "thread_time_ns", "time_ns", "timeit", "default_timer", "clock_gettime", "getrusage",
})  # fmt: skip
_LIBRARIES = (os.path.dirname(os.__file__), os.path.dirname(os.path.dirname(pytest.__file__)))


def clocked_functions(drivers: Iterable[str]) -> frozenset[str]:
    """The names of functions and classes in these sources that name a clock, or another function that does."""
    named: dict[str, set[str]] = {}
    for source in drivers:
        for node in ast.walk(_parsed(source)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                named.setdefault(node.name, set()).update(_names(node))
    found: set[str] = set()
    while more := {name for name, names in named.items() if names & (_CLOCKS | found)} - found:
        found |= more
    return frozenset(found)


def runs_alone(item: pytest.Item, check: Check, clocked: frozenset[str]) -> bool:
    """Whether no other check may run beside this one.

    Args:
        clocked: the names of drivers that measure.
    """
    if check.wall is not None or item.get_closest_marker("alone") is not None:
        return True
    fixtures = getattr(getattr(item, "_fixtureinfo", None), "name2fixturedefs", {})
    used = [getattr(item, "function", None), *(one.func for found in fixtures.values() for one in found)]
    return any(not (_CLOCKS | clocked).isdisjoint(_names_of(function)) for function in used)


def _parsed(source: str) -> ast.Module:
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError):  # whoever runs it will say so
        return ast.Module([], [])


def _names(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr


def _names_of(function: Any) -> set[str]:
    """The names that a function uses, and the functions of our tests that it uses.

    Types are compared exactly: `isinstance` would ask a name of student code what it is.
    """
    found: set[str] = set()
    seen: set[int] = set()
    left = [function]
    while left:
        one = left.pop()
        one = one.__func__ if type(one) is types.MethodType else one
        if id(one) in seen:
            continue
        seen.add(id(one))
        if type(one) is types.BuiltinFunctionType:
            found.add(one.__name__)
        elif type(one) is type and not _is_librarys(getattr(sys.modules.get(one.__module__), "__file__", None)):
            left += vars(one).values()
        elif type(one) is types.FunctionType:
            left += [cell.cell_contents for cell in one.__closure__ or () if _is_filled(cell)]
            left.append(vars(one).get("__wrapped__"))
            if not _is_librarys(one.__code__.co_filename):
                names = set(_codes_names(one.__code__))
                found |= names
                left += _meant(names, one.__globals__)
    return found


def _meant(names: set[str], known: dict[str, Any]) -> Iterator[Any]:
    """What these names mean in a test file, and in the modules of ours that it names."""
    for name in names & known.keys():
        yield known[name]
        if type(known[name]) is types.ModuleType and not _is_librarys(getattr(known[name], "__file__", None)):
            yield from (vars(known[name])[inner] for inner in names & vars(known[name]).keys())


def _codes_names(code: types.CodeType) -> Iterator[str]:
    yield from code.co_names
    for part in code.co_consts:
        if isinstance(part, types.CodeType):
            yield from _codes_names(part)


def _is_librarys(file: str | None) -> bool:
    return file is None or file.startswith(_LIBRARIES)


def _is_filled(cell: types.CellType) -> bool:
    return cell != types.CellType()
