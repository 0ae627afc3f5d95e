"""Prints sentences with names and texts from others, so that no terminal obeys them or takes them for markup.

On a terminal, long lines are wrapped between words and indented. A program or a file gets each as one line.
"""

from __future__ import annotations

import shutil
import sys
import textwrap
from pathlib import Path

from autograder.errors import AutograderError
from autograder.text import one_line, plain


def say(line: str, is_error: bool = False) -> None:
    """Print one line on standard output or standard error, even if a file's name in it has a line end."""
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
    """The shortest form of a path: relative to the current folder if it is below that."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def sentence(error: AutograderError) -> str:
    """An error as `str` writes it, with `where` on one line whatever a file is called."""
    remedy = f"; {plain(error.remedy)}" if error.remedy else ""
    return f"{one_line(error.where)}: {plain(error.what)}{remedy}"
