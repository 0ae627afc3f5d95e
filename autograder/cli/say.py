"""Prints sentences in which names and texts of others stand: obeyed by no terminal, and read as no markup."""

from __future__ import annotations

import sys
from pathlib import Path

from autograder.errors import AutograderError
from autograder.text import one_line, plain


def say(line: str, is_error: bool = False) -> None:
    """Print one line, on standard output or standard error; a line end in a file's name makes no second one."""
    say_lines(one_line(line), is_error)


def say_lines(text: str, is_error: bool = False) -> None:
    """Print several lines."""
    print(plain(text), file=sys.stderr if is_error else sys.stdout, flush=True)


def shown_path(path: Path) -> str:
    """A path as it is shortest: from the current folder, where it lies below that."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def sentence(error: AutograderError) -> str:
    """An error as `str` says it; what it is about is on one line, whatever a file is called."""
    remedy = f"; {plain(error.remedy)}" if error.remedy else ""
    return f"{one_line(error.where)}: {plain(error.what)}{remedy}"
