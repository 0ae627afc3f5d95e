"""Exception classes of student code, as classes here, so that `except`, `pytest.raises` and `assertRaises` know them.

Each exception class that the child reports has one class here, by its number there. It is created here, and holds
nothing of the child's but a name to show.
"""

from __future__ import annotations

from typing import Any

from autograder.grading.remote.faults import StudentError
from autograder.sandbox.inside.wire import schema
from autograder.text import plain

_MOST_KINDS, _MOST_OF_ONE = 1000, 20


class ErrorKinds:
    """Those of one child."""

    def __init__(self) -> None:
        self._kinds: dict[int, type[BaseException]] = {}
        self._held: list[Any] = []  # a handle that is let go would give its number to another object

    def kind(self, number: int, name: str = "", handle: Any = None) -> type[BaseException]:
        """The class that stands for class `number`."""
        if handle is not None:
            self._held.append(handle)
        if number not in self._kinds:
            if len(self._kinds) >= _MOST_KINDS:
                return StudentError
            label = plain(name, 100)
            body: dict[str, Any] = {"__module__": "student"}
            self._kinds[number] = type(label if label.isidentifier() else "Error", (BaseException,), body)
        return self._kinds[number]

    def kinds(self, raised: schema.Raised) -> tuple[type[BaseException], ...]:
        """The classes of an exception that are the student's own."""
        names = [raised.type_name, *[""] * _MOST_OF_ONE]
        return tuple(self.kind(number, name) for number, name in zip(raised.kinds[:_MOST_OF_ONE], names, strict=False))
