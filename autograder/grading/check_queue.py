"""The queue of one submission's checks for several workers: each takes the next check when it is free.

A queue is a file without a name that all of them have open. They share its position, so each number is read by one of
them, in order, and nobody has to be asked. Children of the jail never have it: they are no forks of a worker.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

_SIZE = 4  # bytes of a number


class CheckQueue:
    """The engine's end: numbers from 0 to `count` - 1; a context manager."""

    def __init__(self, count: int, folder: Path) -> None:
        self._file = tempfile.TemporaryFile(dir=folder, buffering=0)  # noqa: SIM115 (closed with this)
        self._file.write(b"".join(number.to_bytes(_SIZE, "little") for number in range(count)))
        self._file.seek(0)

    def fileno(self) -> int:
        """The descriptor to give to workers."""
        return self._file.fileno()

    def __enter__(self) -> CheckQueue:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


def taken(queue: int, items: Sequence[pytest.Item]) -> Iterator[tuple[pytest.Item, Any]]:
    """Each item that is this worker's, with what stands for the one after it (see `_After`).

    Args:
        queue: its descriptor.
    """

    def take() -> pytest.Item | None:
        data = os.read(queue, _SIZE)
        return items[int.from_bytes(data, "little")] if len(data) == _SIZE else None

    item = take()
    while item is not None:
        after = _After(take)
        yield item, after
        item = after.item


class _After:
    """In place of pytest's `nextitem`, which it asks when it takes down the fixtures of the check before.

    It is taken from the queue only then: while a check runs, the next one is still free for another worker.
    """

    def __init__(self, take: Callable[[], pytest.Item | None]) -> None:
        self._take, self._is_taken = take, False
        self._item: pytest.Item | None = None

    @property
    def item(self) -> pytest.Item | None:
        if not self._is_taken:
            self._item, self._is_taken = self._take(), True
        return self._item

    def __bool__(self) -> bool:
        return self.item is not None

    def listchain(self) -> list[Any]:
        """As pytest's items have it."""
        return self.item.listchain() if self.item is not None else []
