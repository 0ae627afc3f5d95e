"""Keeps warnings of student code, for a test that looks at warnings, until the next reply reports them."""

from __future__ import annotations

import os
import warnings
from typing import Any

from autograder.sandbox.inside.wire import schema
from autograder.sandbox.inside.wire.exceptions import describe

_MOST, _MOST_LINE = 1000, 1 << 31


class Warnings:
    """Those given since the last reply.

    Args:
        root: the folder with the student's files.
    """

    def __init__(self, root: str) -> None:
        self._root = root
        self._given: list[schema.Warned] = []
        self._listens = False

    def listen(self) -> None:
        """From now on keep all warnings, including those that Python shows once or not at all, and print none."""
        if not self._listens:
            self._listens = True
            warnings.simplefilter("always")
            warnings.showwarning = self._show

    def take(self) -> list[schema.Warned]:
        """Those given since the last time."""
        given, self._given = self._given, []
        return given

    def _show(
        self, message: Any, category: Any, filename: str, lineno: int, file: Any = None, line: Any = None
    ) -> None:
        if len(self._given) >= _MOST:
            return
        raised = describe(message if isinstance(message, Warning) else category(message), self._root)
        path = str(filename)
        path = os.path.relpath(path, self._root) if path.startswith(self._root + os.sep) else path
        line = lineno if type(lineno) is int and 0 <= lineno < _MOST_LINE else 0
        text = path[:300].encode("utf-8", "replace").decode()
        self._given.append(schema.Warned(raised.type_name, raised.bases, raised.message, text, line))
