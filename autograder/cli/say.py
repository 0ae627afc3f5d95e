"""Prints sentences in which names and texts of others stand: obeyed by no terminal, and read as no markup.

On a terminal a long line goes on below, between words and indented. What a program or a file gets stays one line.
"""

from __future__ import annotations

import shutil
import sys
import textwrap
from pathlib import Path

from autograder.errors import AutograderError
from autograder.text import one_line, plain


def say(line: str, is_error: bool = False) -> None:
    """Print one line, on standard output or standard error; a line end in a file's name makes no second one."""
    say_lines(one_line(line), is_error)


def say_lines(text: str, is_error: bool = False) -> None:
    """Print several lines."""
    stream, shown = sys.stderr if is_error else sys.stdout, plain(text)
    if stream.isatty():
        shown = wrapped(shown, shutil.get_terminal_size().columns)
    print(shown, file=stream, flush=True)


def wrapped(text: str, width: int) -> str:
    """Text in lines that are at most so wide; words, and so 'file:line', stay whole.

    >>> print(wrapped("quizzes.csv:5: 'abc' is not a number; write points as a number", 40))
    quizzes.csv:5: 'abc' is not a number;
        write points as a number
    """
    return "\n".join(_wrapped_line(line, width) for line in text.split("\n"))


def _wrapped_line(line: str, width: int) -> str:
    if len(line) <= width:
        return line
    indent = " " * (len(line) - len(line.lstrip(" ")))
    if len(indent) + 24 > width:  # in so little room nothing can be read any better
        return line
    return textwrap.fill(
        line[len(indent) :],
        width,
        initial_indent=indent,
        subsequent_indent=f"{indent}    ",
        expand_tabs=False,
        replace_whitespace=False,
        break_long_words=False,
        break_on_hyphens=False,
    )


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
