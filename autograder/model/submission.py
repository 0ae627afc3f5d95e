"""What a student submitted, unpacked and validated."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class SubmittedFile:
    """One file of a submission: its path relative to the top, and its size in bytes."""

    path: str
    size: int


@dataclass(frozen=True)
class Submission:
    """The unpacked, validated files of one submission, and who and when.

    Attributes:
        root: the folder that now holds exactly `files`.
        files: the files listed under `submit:` that were found.
        missing: files listed under `submit:` that were not found.
        ignored: names of everything else in the archive (leftovers, extra files), shortened for display.
        notes: sentences for the student about what was forgiven (e.g. a wrapping folder).
        digest: blake2b (hex) over names and contents of `files`, the same for the same submission.
        source: what the user gave, for messages.
    """

    root: Path
    files: tuple[SubmittedFile, ...]
    missing: tuple[str, ...]
    ignored: tuple[str, ...]
    notes: tuple[str, ...]
    digest: str
    source: str
