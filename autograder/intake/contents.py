"""What a hand-in holds, known before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from autograder.errors import SubmissionRefused
from autograder.intake.names import quoted
from autograder.model import Limits

CHUNK = 1 << 16


@dataclass(frozen=True)
class Entry:
    """One file of a hand-in.

    Attributes:
        path: relative, in NFC, "/" between the parts, no "." or "..".
        size: bytes, as announced.
        read: yields the content in chunks; raises SubmissionRefused when it is not what was announced.
        refusal: what to raise when this file is handed in, e.g. because it is a symbolic link.
    """

    path: str
    size: int
    read: Callable[[], Iterator[bytes]]
    refusal: SubmissionRefused | None = None


@dataclass(frozen=True)
class Contents:
    """Everything a hand-in holds.

    Attributes:
        noun: "zip" or "folder" or "file": what the student gave, for sentences.
        entries: files by path, without leftovers.
        folders: paths of folders.
        junk: leftovers, each leftover folder once.
        cut_short: True when a folder held too much to list all of it.
    """

    noun: str
    entries: dict[str, Entry]
    folders: frozenset[str] = frozenset()
    junk: tuple[str, ...] = ()
    cut_short: bool = False


def refuse_large(entries: Iterable[Entry], limits: Limits) -> None:
    """Refuse files that are too large by what they announce, each or all together."""
    total = 0
    for entry in entries:
        total += entry.size
        if entry.size > limits.archive_file_size:
            raise too_large(entry, limits)
    if total > limits.archive_total:
        raise SubmissionRefused(
            f"the files are {in_mebibytes(total)} together when unpacked; at most {in_mebibytes(limits.archive_total)}"
            " are accepted",
            "leave out everything that the assignment does not ask for",
        )


def too_large(entry: Entry, limits: Limits) -> SubmissionRefused:
    """The refusal of one file that is, or turned out to be, larger than allowed."""
    return SubmissionRefused(
        f"{quoted(entry.path)} is {in_mebibytes(entry.size)}; at most {in_mebibytes(limits.archive_file_size)} per file"
        " are accepted",
        "leave out everything that the assignment does not ask for",
    )


def in_mebibytes(size: int) -> str:
    """A size for people, rounded up to a tenth of a MiB.

    >>> in_mebibytes(20 << 20), in_mebibytes((20 << 20) + 1)
    ('20 MiB', '20.1 MiB')
    """
    tenths = -(-size * 10 // (1 << 20))
    return f"{tenths / 10:,.1f} MiB".replace(".0 MiB", " MiB")
