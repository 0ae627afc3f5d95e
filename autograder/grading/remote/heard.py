"""Hands student code's output and warnings to a test that listens to them.

In one process, they would go to the test's own `sys.stdout` and `sys.stderr`, and to its warning filters.
"""

from __future__ import annotations

import functools
import sys
import warnings
from collections.abc import Iterable, Iterator, Sequence

from autograder.grading.remote.channel import Channel
from autograder.grading.remote.faults import StudentError
from autograder.grading.remote.student_errors import student_error
from autograder.sandbox.inside.wire import schema
from autograder.sandbox.inside.wire.library_errors import library_error
from autograder.text import plain

_MOST_WARNINGS, _MOST_LINE = 1000, 1 << 30


class Echo:
    """Passes on everything printed since the beginning of an exchange, if the test has replaced `sys.stdout` or
    `sys.stderr`, as capsys, capfd and redirect_stdout do.
    """

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._listens = False

    def begin(self) -> None:
        """What is printed from now on may be heard."""
        listens = sys.stdout is not sys.__stdout__ or sys.stderr is not sys.__stderr__
        if listens and not self._listens:
            self._channel.listen()
        self._listens = listens

    def hand_on(self) -> None:
        """Write what has been printed to the test's streams."""
        if self._listens:
            for stream, text in zip((sys.stdout, sys.stderr), self._channel.heard(), strict=True):
                if text:
                    stream.write(text)


def give(warned: Sequence[schema.Warned]) -> StudentError | None:
    """Repeat student code's warnings in the test. A warning that the test's filters turn into an error is returned."""
    for one in warned[:_MOST_WARNINGS]:
        text = plain(one.message, 4000)
        file = f"<{plain(one.file, 300)}>"  # no name of a file here, whose line Python would print beside the warning
        line = max(0, min(one.line, _MOST_LINE))
        try:
            warnings.warn_explicit(text, _category(plain(one.type_name, 100), tuple(one.bases[:20])), file, line)
        except Warning:
            frames = [schema.Frame(file, line, "", "")]
            return student_error(schema.Raised(one.type_name, one.bases, text, frames))
    return None


@functools.lru_cache(256)
def _category(type_name: str, bases: tuple[str, ...]) -> type[Warning]:
    """The class in our own table, or a new one of the student's name below it."""
    known = next(_known(bases), UserWarning)
    if type_name == known.__name__ or not type_name.isidentifier():
        return known
    return type(type_name, (known,), {})


def _known(bases: Iterable[str]) -> Iterator[type[Warning]]:
    for name in bases:
        kind = _BUILTIN.get(name) or library_error(name)
        if kind is not None and issubclass(kind, Warning):
            yield kind


_BUILTIN: dict[str, type[Warning]] = {
    kind.__name__: kind for kind in (*Warning.__subclasses__(), Warning) if kind.__module__ == "builtins"
}
