"""Whether an exception is the test's own: the line that raised it uses no value of student code.

What a line works on is read from the test's text. A name stands for something of student code when it is imported from
there, when a helper that uses such a name gave it, when it was computed with such a name, or handed to a call together
with one (student code may have changed it). All that is in doubt counts as student code's, so that no answer of a
student can make the verdict a grader's error; the statement that raised is then the student's failure, as ever.
"""

from __future__ import annotations

import ast
import functools
import itertools
import linecache
import os
import sys
import traceback
import types
from dataclasses import dataclass
from typing import Any

from autograder.grading.blame import is_a_tests, is_a_tests_file
from autograder.grading.remote.callbacks import Callbacks
from autograder.grading.remote.import_hook import RemoteModule
from autograder.grading.remote.objects import Remote

#: fixtures of pytest itself: nothing of student code is in them
_OF_PYTEST = frozenset(("request", "tmp_path", "tmp_path_factory", "tmpdir", "monkeypatch", "pytestconfig", "caplog"))
#: libraries whose exceptions are verdicts about what they were given
_JUDGES = ("numpy.testing", "numpy._core", "torch.testing", "unittest", "_pytest", "pytest", "pandas._testing")
_SERVES = Callbacks.serve.__code__
_COMPOUND = (ast.For, ast.While, ast.If, ast.With, ast.Try)


@dataclass(frozen=True)
class OwnLine:
    """The line of a test that raised an exception of its own."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{os.path.basename(self.file)}:{self.line}"


def own_line(error: BaseException) -> OwnLine | None:
    """The test's line that raised `error` without any value of student code; None if there may be one."""
    try:
        return _own_line(error)
    except (SyntaxError, RecursionError, ValueError):
        return None


def passes_own_values(error: BaseException) -> bool:
    """Whether the statement that raised `error` calls student code with values of the test's own alone."""
    try:
        found = _frames(error)
        if not found or any(frame.f_code is _SERVES for frame, _ in traceback.walk_tb(error.__traceback__)):
            return False  # student code chose what it asked a function of the test for
        frame, line = found[-1]
        function = _function(frame.f_code)
        statement = _statement(function, line) if function is not None else None
        if statement is None or _is_within_something_tainted(found, line):
            return False
        calls = [node for node in ast.walk(statement) if isinstance(node, ast.Call)]
        passed = {name for call in calls for part in (*call.args, *call.keywords) for name in _names(part)}
        return not passed & _tainted(found, len(found) - 1, function, but=statement)
    except (SyntaxError, RecursionError, ValueError):
        return False


def _own_line(error: BaseException) -> OwnLine | None:
    found = _frames(error)
    if not found:
        return None
    frame, line = found[-1]
    here = OwnLine(frame.f_code.co_filename, line)
    is_assertion = isinstance(error, AssertionError)
    if is_assertion and not _raised_by_a_library(error):
        return None
    if _is_within_something_tainted(found, line):
        return None
    if type(error) is NameError or (isinstance(error, OSError) and _lies_beside(error, found)):
        return here
    names = _names_at(error, frame)
    if names is not None:
        return None if names & _tainted(found, len(found) - 1, _function(frame.f_code)) else here
    return None if _is_tainted(found, len(found) - 1) else here


def _is_within_something_tainted(found: list[tuple[types.FrameType, int]], line: int) -> bool:
    """Whether a loop, a condition or a `with` around the line works on something of student code."""
    function = _function(found[-1][0].f_code)
    if function is None:
        return True
    around = [node for node in ast.walk(function) if isinstance(node, _COMPOUND) and _covers(node, line)]
    tainted = _tainted(found, len(found) - 1, function)
    return any(tainted & set(_names(_head(node))) for node in around)


def _frames(error: BaseException) -> list[tuple[types.FrameType, int]]:
    """The lines of tests and helpers that led to an exception, outermost first."""
    walked = traceback.walk_tb(error.__traceback__)
    return [(frame, line) for frame, line in walked if is_a_tests(frame) and frame.f_code.co_filename[:1] != "<"]


def _names_at(error: BaseException, frame: types.FrameType) -> set[str] | None:
    """The names in the very expression that raised; None if Python (3.10) does not tell, or it is not found."""
    trace = error.__traceback__
    while trace is not None and trace.tb_frame is not frame:
        trace = trace.tb_next
    function = _function(frame.f_code)
    if trace is None or function is None or sys.version_info < (3, 11):
        return None
    line, end, column, end_column = next(itertools.islice(frame.f_code.co_positions(), trace.tb_lasti // 2, None))
    for node in ast.walk(function):
        place = tuple(getattr(node, name, None) for name in ("lineno", "end_lineno", "col_offset", "end_col_offset"))
        if isinstance(node, ast.expr) and place == (line, end, column, end_column):
            return set(_names(node))
    return None


def _raised_by_a_library(error: BaseException) -> bool:
    *_, (innermost, _) = traceback.walk_tb(error.__traceback__)
    module = str(innermost.f_globals.get("__name__", ""))
    return not is_a_tests(innermost) and not module.startswith((*_JUDGES, "autograder."))


def _lies_beside(error: OSError, found: list[tuple[types.FrameType, int]]) -> bool:
    """Whether it is about a file that would lie in the folder of the test."""
    folder = os.path.dirname(found[0][0].f_code.co_filename)
    return isinstance(error.filename, (str, os.PathLike)) and os.path.abspath(error.filename).startswith(
        folder + os.sep
    )


def _is_tainted(found: list[tuple[types.FrameType, int]], place: int) -> bool:
    """Whether something of student code may be at work in one of the lines."""
    frame, line = found[place]
    function = _function(frame.f_code)
    statement = _statement(function, line) if function is not None else None
    return statement is None or bool(_tainted(found, place, function) & set(_names(statement)))


def _tainted(found: list[tuple[types.FrameType, int]], place: int, function: Any, but: Any = None) -> set[str]:
    """The names in a function that may stand for something of student code, as all statements but one make them."""
    frame, _ = found[place]
    known = {**frame.f_globals, **frame.f_locals}
    tainted = {name for name, value in known.items() if is_of_student_code(value)}
    if place == 0 or _is_tainted(found, place - 1):
        tainted |= _parameters(function)
    inner = [node for node in ast.walk(function) if isinstance(node, ast.stmt) and node is not function]
    statements = [(set(_names(head)), _reached(head), head) for head in map(_head, inner)]
    while True:
        spread = {
            name for names, reached, node in statements if node is not but and names & tainted for name in reached
        }
        more = {name for name in spread - tainted if not isinstance(known.get(name), types.ModuleType)}
        if not more:
            return tainted
        tainted |= more


def _statement(function: Any, line: int) -> Any:
    """The innermost statement of a function at a line, or all that share it; of a compound one its head."""
    inner = [node for node in ast.walk(function) if isinstance(node, ast.stmt) and node is not function]
    covering = [node for node in inner if _covers(node, line)]
    if not covering:
        return None
    on_one_line = tuple(_head(node) for node in covering if node.lineno == covering[-1].lineno)
    return on_one_line[0] if len(on_one_line) == 1 else _made_head(covering[-1], on_one_line)


def _parameters(function: Any) -> set[str]:
    """The parameters of a test that may stand for something of student code: not those of `parametrize`."""
    told = {name for decorator in function.decorator_list for name in _parametrized(decorator)}
    arguments = function.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
    return {argument.arg for argument in every if argument is not None} - told - _OF_PYTEST


def _parametrized(decorator: Any) -> list[str]:
    """The names that a decorator `parametrize` gives plain values to."""
    if not isinstance(decorator, ast.Call) or getattr(decorator.func, "attr", "") != "parametrize":
        return []
    names, *values = decorator.args
    is_plain = not any(isinstance(node, (ast.Attribute, ast.Call)) for part in values for node in ast.walk(part))
    return [name.strip() for name in str(getattr(names, "value", "")).split(",")] if is_plain else []


def is_of_student_code(value: Any) -> bool:
    """Whether a global of a test module is student code, or a helper that uses some."""
    return isinstance(value, (Remote, RemoteModule)) or _uses_student_code(value, set())


def _uses_student_code(value: Any, seen: set[int]) -> bool:
    """Whether a helper of the tests names student code, itself or by another helper."""
    if id(value) in seen:
        return False
    seen.add(id(value))
    if isinstance(value, type):
        return any(
            _uses_student_code(part, seen) for part in vars(value).values() if isinstance(part, types.FunctionType)
        )
    if not isinstance(value, types.FunctionType) or not is_a_tests_file(value.__code__.co_filename):
        return False
    found = [value.__globals__.get(name) for name in _names_of(value.__code__)]
    return any(isinstance(one, (Remote, RemoteModule)) or _uses_student_code(one, seen) for one in found)


def _names_of(code: types.CodeType) -> set[str]:
    inner = [_names_of(constant) for constant in code.co_consts if isinstance(constant, types.CodeType)]
    return set(code.co_names).union(*inner)


def _reached(statement: Any) -> set[str]:
    """The names that get, or may get, something of what a statement works on: targets, and what it hands to calls."""
    if any(isinstance(part, (ast.Call, ast.FunctionDef, ast.Lambda)) for part in ast.walk(statement)):
        return set(_names(statement))
    if isinstance(statement, (ast.Assert, ast.Expr, ast.Raise)):
        return {part.target.id for part in ast.walk(statement) if isinstance(part, ast.NamedExpr)}
    return set(_names(statement))


def _names(node: Any) -> list[str]:
    names = [part.id for part in ast.walk(node) if isinstance(part, ast.Name)]
    names += [part.asname or part.name for part in ast.walk(node) if isinstance(part, ast.alias)]
    return [*names, node.name] if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef)) else names


def _covers(node: Any, line: int) -> bool:
    return bool(node.lineno <= line <= (node.end_lineno or node.lineno))


def _head(node: Any) -> Any:
    """A statement without the statements in it, but a function within whole: who calls it is not known."""
    if not isinstance(node, _COMPOUND):
        return node
    parts = [
        part
        for name, value in ast.iter_fields(node)
        if name not in ("body", "orelse", "finalbody", "handlers")
        for part in (value if isinstance(value, list) else [value])
        if isinstance(part, ast.AST)
    ]
    return _made_head(node, tuple(parts))


@functools.lru_cache(1024)
def _made_head(_: Any, parts: tuple[Any, ...]) -> Any:
    """The same node for the same statement."""
    return ast.Module(body=list(parts), type_ignores=[])  # only walked


@functools.lru_cache(64)
def _functions(path: str) -> dict[tuple[str, int], Any]:
    tree = ast.parse("".join(linecache.getlines(path)))
    return {
        (node.name, line): node
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        for line in {node.lineno, *(decorator.lineno for decorator in node.decorator_list)}
    }


def _function(code: types.CodeType) -> Any:
    return _functions(code.co_filename).get((code.co_name, code.co_firstlineno))
