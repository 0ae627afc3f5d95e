"""The list of a submission's files, before anything is written."""

from __future__ import annotations

import itertools
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from autograder.errors import SubmissionRefused
from autograder.intake.names import MAX_DEPTH, fault_of, is_junk, junk_root, parents, quoted, relative, shown
from autograder.model import Limits

CHUNK = 1 << 16


@dataclass(frozen=True)
class Entry:
    """One file of a submission.

    Attributes:
        path: relative, in NFC, "/" between the parts, no "." or "..".
        size: bytes, as announced.
        read: yields the content in chunks; raises SubmissionRefused if it is not as announced.
        refusal: what to raise if this file is submitted, e.g. because it is a symbolic link.
        why: what is odd about it, for the list of ignored files, e.g. "a link".
    """

    path: str
    size: int
    read: Callable[[], Iterator[bytes]]
    refusal: SubmissionRefused | None = None
    why: str = ""


@dataclass(frozen=True)
class Contents:
    """Everything a submission holds.

    Attributes:
        noun: "zip", "folder", "file" or "submission": what the student gave, for sentences.
        entries: files by path, in order, without leftovers.
        folders: paths of folders, including those that only occur in files' paths.
        twice: paths that several files have.
        aside: leftovers (each leftover folder once) and names that are never used, with what is wrong with them or "".
        cut_short: True if it held too many files to look at all of them.
    """

    noun: str
    entries: dict[str, Entry]
    folders: frozenset[str] = frozenset()
    twice: frozenset[str] = frozenset()
    aside: dict[str, str] = field(default_factory=dict)
    cut_short: bool = False


class Sieve:
    """Separates files to look at from leftovers and unusable names, in the same way for zips and folders."""

    def __init__(self, most: int, wanted: Sequence[str]) -> None:
        self._most, self._names = most, {path.rpartition("/")[2] for path in wanted}
        self.aside: dict[str, str] = {}
        self.folders: set[str] = set()

    def path_of(self, name: str, is_folder: bool) -> str | None:
        """The path of a file that may be submitted; None for anything else, which is remembered."""
        if fault := fault_of(name):
            self.put_aside(shown(name, width=200), fault)
            return None
        path = relative(name)
        if path.count("/") >= MAX_DEPTH:
            why = f"inside more than {MAX_DEPTH} folders"
            top = "/".join(path.split("/")[:MAX_DEPTH])
            self.put_aside(f"{top}/", why)
            self.add_folders((top, *parents(top)))
            if not is_folder and path.rpartition("/")[2] in self._names:  # whoever misses it shall read where it is
                self.put_aside(path, why)
        elif is_junk(path):
            self.put_aside(junk_root(f"{path}/" if is_folder else path))
        elif not is_folder and path:
            return path
        elif path:
            self.add_folders((path,))
        return None

    def add_folders(self, paths: Iterable[str]) -> None:
        """Remember folders, as long as there is room for them."""
        for path in paths:
            if len(self.folders) <= self._most:
                self.folders.add(path)

    def put_aside(self, name: str, why: str = "") -> None:
        """Remember something that nobody looks at, as long as there is room for it."""
        if len(self.aside) <= self._most:
            self.aside.setdefault(name, why)


def gathered(noun: str, entries: Iterable[Entry], sieve: Sieve, cut_short: bool) -> Contents:
    """The contents of a submission from its files in any order."""
    ordered = sorted(entries, key=lambda entry: entry.path)
    by_path = {entry.path: entry for entry in ordered}
    twice = frozenset(after.path for before, after in itertools.pairwise(ordered) if before.path == after.path)
    for path in by_path:
        sieve.add_folders(parents(path))
    return Contents(noun, by_path, frozenset(sieve.folders), twice, dict(sorted(sieve.aside.items())), cut_short)


def what_is_odd(path: str, mode: int) -> tuple[SubmissionRefused | None, str]:
    """The refusal of something that is not an ordinary file, and a name for it; `mode` is as in os.stat."""
    kind = stat.S_IFMT(mode)
    if kind == stat.S_IFLNK:
        return _not_a_file(path, "is a symbolic link, not a file"), "a link"
    if kind in (stat.S_IFCHR, stat.S_IFBLK, stat.S_IFIFO, stat.S_IFSOCK):
        return _not_a_file(path, "is a device or a pipe, not a file"), "a device or a pipe"
    return None, ""


def _not_a_file(path: str, fault: str) -> SubmissionRefused:
    return SubmissionRefused(f"{quoted(path)} {fault}", "submit a plain copy of the file")


def refuse_large(entries: Sequence[Entry], limits: Limits) -> None:
    """Refuse files whose announced sizes are too large, each or in total."""
    for entry in entries:
        if entry.size > limits.archive_file_size:
            raise SubmissionRefused(
                f"{quoted(entry.path)} is {in_mebibytes(entry.size)}; at most {in_mebibytes(limits.archive_file_size)}"
                " per file are accepted",
                "submit your program without data",
            )
    total = sum(entry.size for entry in entries)
    if total > limits.archive_total:
        raise SubmissionRefused(
            f"the files are {in_mebibytes(total)} together when unpacked; at most {in_mebibytes(limits.archive_total)}"
            " are accepted",
            "submit your program without data",
        )


def in_mebibytes(size: int) -> str:
    """A size for people, rounded up to a tenth of a MiB.

    >>> in_mebibytes(20 << 20), in_mebibytes((20 << 20) + 1)
    ('20 MiB', '20.1 MiB')
    """
    tenths = -(-size * 10 // (1 << 20))
    return f"{tenths / 10:,.1f} MiB".replace(".0 MiB", " MiB")
