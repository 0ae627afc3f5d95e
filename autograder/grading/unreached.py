"""Refuses, before the check, things that a test and student code would share on one machine, but not here.

These are files of a submission, which are with student code's process; files of `tmp_path`, which it cannot open; and
records of `logging`, which stay in it. A check that needs them would fail for right answers, or pass for no reason.
"""

from __future__ import annotations

import ast
import inspect
import linecache
import os
import textwrap
from collections.abc import Iterator
from typing import Any

from autograder.grading.own_fault import is_of_student_code
from autograder.grading.remote.faults import CheckAuthorError
from autograder.grading.remote.import_hook import is_served

_FOLDERS = {"tmp_path", "tmpdir", "tmp_path_factory", "tempfile"}
_MAKE_PATHS = {
    *("str", "Path", "join", "joinpath", "fspath", "resolve", "absolute", "as_posix", "with_suffix", "mktemp"),
    *("mkdtemp", "NamedTemporaryFile", "TemporaryDirectory"),
}
_OPENERS = {"open", "Path", "run_path"}
_LOGS = {"caplog", "assertLogs", "assertNoLogs"}
_WORDS = _FOLDERS | _LOGS | _OPENERS
_FILES = "set limits: scratch, and write a driver that makes or reads the file below tempfile.gettempdir()"


def refuse_unreached(function: Any, path: str) -> None:
    """Raises:
    CheckAuthorError: a test hands files of its own to student code, or waits for what student code logs.
    """
    found = next(_found(function), None)
    if found is not None:
        line, what = found
        raise CheckAuthorError(f"{os.path.basename(path)}:{line}: {what}")


def _found(function: Any) -> Iterator[tuple[int, str]]:
    code = getattr(inspect.unwrap(function), "__code__", None)
    text = "".join(linecache.getlines(code.co_filename)) if code else ""
    if text and not any(word in text for word in _WORDS):  # finding and reading the test's lines takes far longer
        return
    try:
        lines, first = inspect.getsourcelines(inspect.unwrap(function))
        tree = ast.parse(textwrap.dedent("".join(lines)))
    except (OSError, SyntaxError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in _OPENERS:
            path = getattr(node.args[0], "value", None) if node.args else None
            if isinstance(path, str) and is_served(path):
                yield (
                    first + node.lineno - 1,
                    f"{path} is in the student's process; read or run it in drivers.py",
                )
    if not _names(tree) & (_FOLDERS | _LOGS):
        return
    known = {name for name, value in function.__globals__.items() if is_of_student_code(value)}
    students, files = _spread(tree, known), _spread(tree, _FOLDERS, only_paths=True)
    for node in ast.walk(tree):
        name = getattr(node, "attr", getattr(node, "id", ""))
        if name in _LOGS and known & _names(tree):
            yield (
                first + getattr(node, "lineno", 1) - 1,
                f"{name}: what student code logs stays in its process; write a driver that listens and returns it",
            )
        if isinstance(node, ast.Call) and _root(node.func) in students:
            passed = {name for part in (*node.args, *node.keywords) for name in _places(part)}
            if passed & files:
                yield first + node.lineno - 1, f"student code's process cannot open files of the test's; {_FILES}"


def _spread(tree: ast.AST, names: set[str], only_paths: bool = False) -> set[str]:
    """Names, and those that are assigned something computed with them; with `only_paths`, paths built from them."""
    found = set(names)
    for node in ast.walk(tree):
        if isinstance(node, (ast.Assign, ast.withitem)):
            value = node.value if isinstance(node, ast.Assign) else node.context_expr
            targets = node.targets if isinstance(node, ast.Assign) else [node.optional_vars]
            if (set(_places(value)) if only_paths else _names(value)) & found:
                walked = (part for target in targets if target is not None for part in ast.walk(target))
                found |= {part.id for part in walked if isinstance(part, ast.Name)}
    return found


def _places(node: ast.AST) -> Iterator[str]:
    """Names in an expression, except those that are passed to a call that does not turn them into a path."""
    if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) not in _MAKE_PATHS:
        return
    if isinstance(node, ast.Name):
        yield node.id
    for part in ast.iter_child_nodes(node):
        yield from _places(part)


def _names(node: ast.AST) -> set[str]:
    found = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
    found |= {part.attr for part in ast.walk(node) if isinstance(part, ast.Attribute)}
    return found | {part.arg for part in ast.walk(node) if isinstance(part, ast.arg)}


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
