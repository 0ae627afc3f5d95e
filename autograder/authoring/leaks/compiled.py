"""Compiled Python: a .pyc holds the whole solution, but none of its lines as text."""

from __future__ import annotations

import hashlib
import importlib.util
import marshal
from collections.abc import Iterator
from types import CodeType

_HEADER = 16  # bytes in front of the code object: magic number, flags, time or hash, size


def code_prints(code: CodeType) -> dict[str, str]:
    """Print -> name of each function in a code object; a print holds for one version of Python only.

    File names, line numbers and docstrings do not count.
    """
    return {_print(inner): inner.co_name for inner in _walk(code) if inner.co_name not in ("<module>", "<lambda>")}


def read_compiled(data: bytes) -> CodeType | None:
    """The code object of a .pyc file, or None if another Python wrote it or it is damaged."""
    if data[:4] != importlib.util.MAGIC_NUMBER:
        return None
    try:
        code = marshal.loads(data[_HEADER:])
    except (ValueError, EOFError, TypeError):
        return None
    return code if isinstance(code, CodeType) else None


def texts_in(code: CodeType) -> Iterator[str]:
    """Every text constant: docstrings, messages, data."""
    for inner in _walk(code):
        yield from (constant for constant in inner.co_consts if isinstance(constant, str))


def _walk(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _walk(constant)


def _print(code: CodeType) -> str:
    constants = [repr(constant) for constant in code.co_consts[1:] if not isinstance(constant, (CodeType, str))]
    parts = (code.co_name, code.co_varnames, code.co_names, constants, code.co_code)
    return hashlib.blake2b(repr(parts).encode(), digest_size=16).hexdigest()
