"""The pipe through which a worker tells the engine what it finds."""

from __future__ import annotations

import os

from autograder.grading import messages


class EventPipe:
    """The pipe to the engine; one line per event."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def __enter__(self) -> EventPipe:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._descriptor)

    def tell(self, event: messages.Event) -> None:
        view = memoryview(messages.encoder.encode(event) + b"\n")
        while view:
            view = view[os.write(self._descriptor, view) :]
