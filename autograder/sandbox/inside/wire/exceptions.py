"""An exception of student code as data: names, a message, and the student's own lines. No object crosses."""

from __future__ import annotations

import builtins
import linecache
import os
import traceback
import types
from typing import Any

from autograder.sandbox.inside.newer_syntax import explained
from autograder.sandbox.inside.wire import schema
from autograder.sandbox.inside.wire.library_errors import library_error_name

_MOST_MESSAGE, _MOST_LINE, _MOST_FRAMES, _MOST_LINES = 4000, 300, 12, 1 << 31
_TORCH_OUT_OF_MEMORY = "DefaultCPUAllocator: can't allocate memory"
_NAME, _MRO = (type.__dict__[name].__get__ for name in ("__name__", "__mro__"))
_DEVICE_LIMIT = "DefaultCPUAllocator: not enough memory"


def describe(error: BaseException, root: str) -> schema.Raised:
    """The exception as a node; must not fail whatever the exception's own methods do."""
    kind = type(error)
    message = _message(error)
    bases = [name for name in map(known_as, _MRO(kind)) if name]
    if issubclass(kind, RuntimeError) and (_TORCH_OUT_OF_MEMORY in message or _DEVICE_LIMIT in message):
        bases.insert(0, "MemoryError")
    return schema.Raised(plain_name(kind), bases[:20], message, _frames(error, root))


def own_kinds(error: BaseException) -> list[type]:
    """The classes of an exception that the other side does not know by a name, the nearest first."""
    return [kind for kind in _MRO(type(error)) if kind is not object and not known_as(kind)][:20]


def says_more(error: BaseException) -> bool:
    """Whether an exception has more to say than its message: attributes, other arguments, a code."""
    args = error.args
    plain_text = len(args) == 1 and type(args[0]) is str
    return (not plain_text and bool(args)) or bool(own_kinds(error)) or isinstance(error, SystemExit)


def known_as(kind: type) -> str:
    """The name by which the other side knows an exception class; "" for one that it does not know."""
    name = plain_name(kind)
    return name if getattr(builtins, name, None) is kind else library_error_name(kind)


def plain_name(kind: type) -> str:
    """The name of a class, whatever its metaclass says."""
    return _text(_NAME(kind), 200)


def _message(error: BaseException) -> str:
    try:
        if isinstance(error, KeyError) and len(error.args) == 1:
            return _text(repr(error.args[0]), _MOST_MESSAGE)
        if isinstance(error, SyntaxError):
            return _text(explained(error.msg or "invalid syntax", error.text or ""), _MOST_MESSAGE)
        return _text(str(error), _MOST_MESSAGE)
    except BaseException:
        return "(its message cannot be shown)"


def _text(value: Any, most: int) -> str:
    return str(value)[:most].encode("utf-8", "replace").decode()


def _frames(error: BaseException, root: str) -> list[schema.Frame]:
    """The frames of the submission, outermost first; if there are many, the last ones."""
    found: list[schema.Frame] = []
    trace: types.TracebackType | None = error.__traceback__
    try:
        for frame, line in traceback.walk_tb(trace):
            path = frame.f_code.co_filename
            if path.startswith(root + os.sep):
                found.append(_frame(path, line, frame.f_code.co_name, root))
                del found[:-_MOST_FRAMES]
        if isinstance(error, SyntaxError) and str(error.filename).startswith(root + os.sep):
            found.append(_frame(str(error.filename), error.lineno, "", root))
    except BaseException:
        return found
    return found


def _frame(path: str, line: Any, function: str, root: str) -> schema.Frame:
    line = line if type(line) is int and 0 <= line < _MOST_LINES else 0  # a SyntaxError can say anything
    source = _text(linecache.getline(path, line).strip(), _MOST_LINE)
    return schema.Frame(_text(os.path.relpath(path, root), _MOST_LINE), line, _text(function, _MOST_LINE), source)
