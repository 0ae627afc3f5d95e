"""A whole class's submissions, as a platform lets staff download them: who submitted what, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True)
class Member:
    """A person who submitted, alone or with others; what the export does not say is empty."""

    name: str = ""
    email: str = ""
    id: str = ""


@dataclass(frozen=True)
class ExportedSubmission:
    """One submission of an export.

    Attributes:
        id: unique within the export, and safe as the name of a folder.
        members: who submitted; none if the export does not say.
        source: the zip, folder or file that was submitted; None if the export holds none.
        submitted, due: with time zone; None if the export does not say. `due` is this submission's own due date.
        number: 1 for a student's first submission and so on, where the export holds earlier ones; otherwise 0.
        latest: the id of the newest submission of the same students: its own, unless this is an earlier one.
        remarks: for staff: what is odd in the export, or missing.
        unread: paths in `source` of files that could not be unpacked from the download, which is no student's fault.
    """

    id: str
    members: tuple[Member, ...] = ()
    source: Path | None = None
    submitted: datetime | None = None
    due: datetime | None = None
    number: int = 0
    latest: str = ""
    remarks: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    @property
    def is_latest(self) -> bool:
        """Whether no newer submission of the same students is in the export."""
        return self.latest in ("", self.id)


@dataclass(frozen=True)
class Export:
    """What one download holds.

    Attributes:
        source: the zip or folder that was given.
        format: who wrote it, e.g. "gradescope", "canvas", "moodle", "folder".
        submissions: in the order of their ids; earlier ones of a student's history too, where they were asked for.
        remarks: for staff: what could not be read or attributed.
    """

    source: Path
    format: str
    submissions: tuple[ExportedSubmission, ...]
    remarks: tuple[str, ...] = ()
