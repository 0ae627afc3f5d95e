"""What a certificate has measured so far. A thousand runs take hours on a slow machine, so an interrupted one goes on.

A line of JSON for each right answer that was graded and for each known mistake that was tried, under the digest of the
homework: measurements of another version are never taken up.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from autograder.audit.instrumentation import Line
from autograder.audit.misses import Misses
from autograder.grading.digests import homework_digest
from autograder.model import Assignment


class Graded(msgspec.Struct, tag="graded"):
    """One grading of a right answer.

    Attributes:
        run: its number, which is the seed.
        answer, threads: what was graded, and how many threads it had for linear algebra.
        failures: (check, what it said) of every check that failed.
        seconds: check -> wall-clock seconds that it took.
        lines: what its checks measured.
    """

    run: int
    answer: str
    threads: int
    failures: list[tuple[str, str]]
    seconds: dict[str, float]
    lines: list[Line]


class Tried(msgspec.Struct, tag="tried"):
    """One known mistake in all seeds."""

    mistake: str
    misses: Misses


class CertificateLog:
    """The measurements on disk; threads may share it.

    Args:
        path: a file that need not be there, and whose last line may be torn; None to keep nothing.
    """

    def __init__(self, path: Path | None) -> None:
        self._path, self._lock = path, threading.Lock()
        self.graded: dict[int, Graded] = {}
        self._tried: dict[str, Misses] = {}
        if path is None:
            return
        whole = 0
        for record, size in _read(path):
            whole += size
            if isinstance(record, Graded):
                self.graded[record.run] = record
            else:
                self._tried[record.mistake] = record.misses
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as file:
            file.truncate(whole)

    @property
    def tried(self) -> Mapping[str, Misses]:
        """By the name of the mistake."""
        return self._tried

    def add(self, graded: Graded) -> None:
        """Keep one grading."""
        self._write(graded)

    def keep(self, mistake: str, misses: Misses) -> None:
        """Keep what was found out about a mistake."""
        self._write(Tried(mistake, misses))

    def _write(self, record: Graded | Tried) -> None:
        if self._path is not None:
            with self._lock, self._path.open("ab") as file:
                file.write(msgspec.json.encode(record) + b"\n")

    def remove(self) -> None:
        """Forget everything: the certificate is written."""
        if self._path is not None:
            self._path.unlink(missing_ok=True)


def _read(path: Path) -> Iterator[tuple[Graded | Tried, int]]:
    """Each whole line, and its size in bytes."""
    if not path.exists():
        return
    decoder = msgspec.json.Decoder(Graded | Tried)
    with path.open("rb") as file:
        for line in file:
            if not line.endswith(b"\n"):
                return
            try:
                yield decoder.decode(line), len(line)
            except msgspec.MsgspecError:
                return


def log_of(assignment: Assignment, runs: int) -> CertificateLog:
    """Where the certificate of this version of a homework keeps what it has measured.

    Args:
        runs: how many it is to be made of; mistakes are tried in as many seeds.
    """
    folder = assignment.course.root / "build" / "cache" / "certificates"
    return CertificateLog(folder / f"{assignment.name}-{homework_digest(assignment)[:16]}-{runs}.jsonl")
