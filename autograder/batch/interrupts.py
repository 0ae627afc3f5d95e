"""Counts interrupts from the keyboard instead of letting each stop the program wherever it is."""

from __future__ import annotations

import signal
import threading
from types import FrameType

_PATIENCE = 2


class Interrupts:
    """A context manager; `count` says how often Ctrl-C was pressed in it. A third press interrupts at once.

    Threads other than the main one get no signals, so there it counts none.
    """

    def __init__(self) -> None:
        self.count = 0

    def __enter__(self) -> Interrupts:
        self._is_main = threading.current_thread() is threading.main_thread()
        if self._is_main:
            self._before = signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(self, *_: object) -> None:
        if self._is_main:
            signal.signal(signal.SIGINT, self._before)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.count += 1
        if self.count > _PATIENCE:
            raise KeyboardInterrupt
