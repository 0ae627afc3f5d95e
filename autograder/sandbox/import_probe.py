"""Imports the submitted files once, before any check, to see how long that takes and on which line.

It runs in a child, as source text sent over the wire, beside student code that can make it say anything. It imports
nothing of ours. What it says is a note to the same student, and the child knows no check and no check's data.
"""

from __future__ import annotations

import contextlib
import importlib
import linecache
import os
import sys
import threading
import time
from collections import Counter
from typing import Any

_EVERY = 0.02  # seconds from one look to the next
_LONGEST = 120


class _Lines(threading.Thread):
    """Samples again and again the top-level line of the submission that the main thread is at."""

    def __init__(self, root: str) -> None:
        super().__init__(daemon=True)
        self._root, self._main, self._over = root + os.sep, threading.main_thread().ident, threading.Event()
        self.seen: Counter[tuple[str, int]] = Counter()

    def run(self) -> None:
        while not self._over.wait(_EVERY):
            frame: Any = sys._current_frames().get(self._main or 0)
            while frame is not None:
                code = frame.f_code
                if code.co_name == "<module>" and code.co_filename.startswith(self._root):
                    self.seen[code.co_filename, frame.f_lineno] += 1
                    break
                frame = frame.f_back

    def end(self) -> None:
        self._over.set()
        self.join()


def look(modules: list[str]) -> list[tuple[str, float, float, str, int, str]]:
    """For each module: its name, wall-clock and CPU seconds; the file, number and text of the line that took most.

    The line is missing ("", 0, "") if nothing was seen. A module that cannot be imported counts up to its failure.
    """
    root = os.getcwd()
    found = []
    for name in modules:
        lines = _Lines(root)
        lines.start()
        wall, cpu = time.perf_counter(), time.process_time()
        with contextlib.suppress(BaseException):  # each check will meet it, and say so
            importlib.import_module(name)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        lines.end()
        (file, line), _ = lines.seen.most_common(1)[0] if lines.seen else (("", 0), 0)
        text = linecache.getline(file, line).strip()[:_LONGEST] if file else ""
        found.append((name, wall, cpu, os.path.relpath(file, root) if file else "", line, text))
    return found
