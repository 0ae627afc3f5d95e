"""Progress of what takes minutes: a bar on a terminal, an occasional line elsewhere."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from autograder.cli.say import say
from autograder.text import one_line

#: Called with what is being done, how much of it is done, and how much there is (0: unknown).
Step = Callable[[str, int, int], None]

_LINE_EVERY = 20.0  # seconds, where there is no terminal to draw a bar on


@contextlib.contextmanager
def progress(console: Console, name: str) -> Iterator[Step]:
    """The step function to pass to a long task; `name` is what the task is about."""
    if not console.is_terminal:
        yield _lines(name)
        return
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(name, total=None)

        def step(what: str, done: int, of: int) -> None:
            bar.update(task, description=one_line(f"{name}: {what}"), completed=done, total=of or None)

        yield step


def _lines(name: str) -> Step:
    last = time.monotonic()

    def step(what: str, done: int, of: int) -> None:
        nonlocal last
        if time.monotonic() - last >= _LINE_EVERY:
            last = time.monotonic()
            say(f"{name}: {what}, {done} of {of}" if of else f"{name}: {what}")

    return step
