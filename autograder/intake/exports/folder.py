"""The interface of a download's folder, and a submission's files once they are on disk."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from autograder.files import cannot_be_written, is_our_fault
from autograder.intake.names import quoted

#: bytes of a file that is read as a whole, such as the metadata
MOST_READ = 256 << 20


@dataclass(frozen=True)
class Taken:
    """A submission's files on disk.

    Attributes:
        path: None if there are none.
        unread: paths below it of files that could not be unpacked.
        remarks: for staff: what is wrong with these.
    """

    path: Path | None
    unread: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


class Folder(Protocol):
    """A folder of a download. Names are of what lies in it directly; leftovers are not among them."""

    def names(self) -> list[str]: ...

    def is_folder(self, name: str) -> bool: ...

    def folder(self, name: str) -> Folder: ...

    def read(self, name: str) -> bytes:
        """The bytes of a file.

        Raises:
            InputError: it cannot be read.
        """

    def take(self, name: str, target: Path) -> Taken:
        """A file or folder on disk: unpacked to `target`, or where it lies already."""

    def place(self, name: str, target: Path) -> Taken:
        """The same for a file that is to have the name of `target`."""

    def remarks(self) -> list[str]:
        """What in it could be read by no name."""


def not_written(name: str, target: Path, error: OSError) -> str:
    """Why a file could not be unpacked; errors of the disk, or our own, are raised."""
    if is_our_fault(error):
        raise cannot_be_written(target, error) from None
    return f"{quoted(name)} could not be unpacked: {error.strerror}"
