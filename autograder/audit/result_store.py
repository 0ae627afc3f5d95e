"""Results so far, one line of JSON each, so that an interrupted audit can continue.

A line counts for the same submission, seed and version of everything that grading depends on. Lines of other versions
still tell which check is likely to kill a mutant.
"""

from __future__ import annotations

import threading
from pathlib import Path

import msgspec


class Result(msgspec.Struct, frozen=True):
    """What the checks said of one submission.

    Attributes:
        version: of the assignment, and the seed.
        key: of the submission, and of what was asked.
        failed: ids of the checks that did not pass, in the order in which they were run.
        tried: how many were run.
        verdict, said: of the first of them.
        lost: points that each of the failed checks lost.
        broken: a check that failed by our fault, and how; or "".
        seconds: that the checks took.
    """

    version: str
    key: str
    failed: list[str]
    tried: int
    verdict: str = ""
    said: str = ""
    broken: str = ""
    lost: dict[str, float] = {}
    seconds: float = 0.0


class ResultStore:
    """The file; a context manager. Several threads may write to it.

    Args:
        path: the file; made if it is not there.
        version: what the lines of this audit are marked with.
        fresh: forget what it holds.
    """

    def __init__(self, path: Path, version: str, fresh: bool = False) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        if fresh:
            path.unlink(missing_ok=True)
        self.version, self._lock = version, threading.Lock()
        self._known: dict[str, Result] = {}
        self._earlier: dict[str, str] = {}
        self._read(path)
        self._file = path.open("ab")

    def __enter__(self) -> ResultStore:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def find(self, key: str) -> Result | None:
        """What this version found of a submission, if it has been graded."""
        return self._known.get(key)

    def earlier_killer(self, key: str) -> str:
        """The check that killed it when it was last graded, in any version; or ""."""
        return self._earlier.get(key, "")

    def add(self, found: Result) -> None:
        """Keep it, at once."""
        with self._lock:
            self._known[found.key] = found
            self._file.write(msgspec.json.encode(found) + b"\n")
            self._file.flush()

    def _read(self, path: Path) -> None:
        decoder = msgspec.json.Decoder(Result)
        for line in path.read_bytes().splitlines() if path.exists() else ():
            try:
                found = decoder.decode(line)
            except msgspec.MsgspecError:  # the line that an interrupted run was writing
                continue
            if found.version == self.version:
                self._known[found.key] = found
            if found.failed:
                self._earlier[found.key] = found.failed[0]
