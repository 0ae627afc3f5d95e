"""Refuses, before the check, settings of a test's process that student code in another process would not notice.

A check that depends on them would pass or fail for no reason. Settings that can be followed are: see
remote/surroundings.py.
"""

from __future__ import annotations

import ast
import inspect
import opcode
import os
import textwrap
import types
from collections.abc import Iterator
from typing import Any

import pytest

from autograder.grading.own_fault import is_of_student_code
from autograder.grading.remote.faults import CheckAuthorError
from autograder.grading.remote.import_hook import RemoteModule
from autograder.grading.unreached import refuse_unreached

_SETTINGS = {
    "numpy.seterr", "numpy.seterrcall", "torch.set_default_dtype", "torch.set_default_device", "sys.setrecursionlimit",
    "locale.setlocale", "os.chdir", "os.umask", "time.tzset", "decimal.setcontext", "gc.disable",
    "importlib.reload",
}  # fmt: skip
_CONTEXTS = {"numpy.errstate", "decimal.localcontext", "contextlib.chdir"}
_NAMES = frozenset(name.rpartition(".")[2] for name in _SETTINGS | _CONTEXTS)
_SETS_ATTRIBUTE = opcode.opmap["STORE_ATTR"]
_FOLLOWED = {"sys.stdin", "sys.argv", "sys.stdout", "sys.stderr", "builtins.input"}


class UnfollowedSettings:
    """The pytest plugin that refuses such a check; registered once, before workers are forked."""

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        function = getattr(item, "function", None)
        found = next(_found(function), None) if isinstance(function, types.FunctionType) else None
        if isinstance(function, types.FunctionType):
            refuse_unreached(function, str(item.path))
        if found is not None:
            line, what = found
            remedy = "put it into drivers.py, around the call of student code"
            if what.endswith("="):
                remedy = "use monkeypatch.setattr or unittest.mock.patch, which student code's process follows"
            place = f"{os.path.basename(str(item.path))}:{line}"
            raise CheckAuthorError(f"{place}: {what} reaches the test's own process only; {remedy}")


def _found(function: Any) -> Iterator[tuple[int, str]]:
    """Lines and names of such settings in a test, if it uses student code at all."""
    function = inspect.unwrap(function)
    # Hardly any test does, and reading its text takes longer than many a check.
    if not isinstance(function, types.FunctionType) or not _may_set(function.__code__):
        return
    try:
        lines, first = inspect.getsourcelines(function)
        tree = ast.parse(textwrap.dedent("".join(lines)))
    except (OSError, SyntaxError):
        return
    known = function.__globals__
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (name := _name(node.func, known)) in _SETTINGS:
            yield first + node.lineno - 1, name
        elif isinstance(node, ast.With) and any(_uses(part, known) for part in node.body):
            for item in node.items:
                called = item.context_expr.func if isinstance(item.context_expr, ast.Call) else item.context_expr
                if (name := _name(called, known)) in _CONTEXTS:
                    yield first + node.lineno - 1, name
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                name = _name(target, known) if isinstance(target, ast.Attribute) else ""
                if name and name not in _FOLLOWED:
                    yield first + node.lineno - 1, f"{name} ="


def _may_set(code: types.CodeType) -> bool:
    """Whether it, or a function in it, uses one of the names above or sets an attribute of anything."""
    if not _NAMES.isdisjoint(code.co_names) or _SETS_ATTRIBUTE in code.co_code[::2]:
        return True
    return any(_may_set(part) for part in code.co_consts if isinstance(part, types.CodeType))


def _name(node: Any, known: dict[str, Any]) -> str:
    """The full name of an attribute of a library's module; "" for anything else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.insert(0, node.attr)
        node = node.value
    module = known.get(node.id) if isinstance(node, ast.Name) else None
    if isinstance(module, types.ModuleType) and parts and not isinstance(module, RemoteModule):
        return ".".join((module.__name__, *parts)) if _is_librarys(module) else ""
    if isinstance(node, ast.Name) and not parts and getattr(module, "__module__", None):
        return f"{module.__module__}.{node.id}"
    return ""


def _is_librarys(module: types.ModuleType) -> bool:
    file = getattr(module, "__file__", None)
    return file is None or file.startswith(
        (os.path.dirname(os.__file__), os.path.dirname(os.path.dirname(pytest.__file__)))
    )


def _uses(node: ast.AST, known: dict[str, Any]) -> bool:
    names = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
    return any(is_of_student_code(known.get(name)) for name in names)
