"""Prints sentences with names and texts from others, so that no terminal obeys them or takes them for markup."""

from __future__ import annotations

import sys
from pathlib import Path

from autograder.errors import AutograderError
from autograder.text import one_line, plain


def say(line: str, is_error: bool = False) -> None:
    """Print one line on standard output or standard error, even if a file's name in it has a line end."""
    say_lines(one_line(line), is_error)


def say_lines(text: str, is_error: bool = False) -> None:
    """Print several lines."""
    print(plain(text), file=sys.stderr if is_error else sys.stdout, flush=True)


def shown_path(path: Path) -> str:
    """The shortest form of a path: relative to the current folder if it is below that."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def sentence(error: AutograderError) -> str:
    """An error as `str` writes it, with `where` on one line whatever a file is called."""
    remedy = f"; {plain(error.remedy)}" if error.remedy else ""
    return f"{one_line(error.where)}: {plain(error.what)}{remedy}"
