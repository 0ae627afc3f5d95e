"""What a student submitted, and how it differs from the starter; read as text, never run."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from autograder.errors import AutograderError, SubmissionRefused
from autograder.files import make_folder
from autograder.intake import receive
from autograder.intake.look import look_into
from autograder.model import Assignment, BatchEntry, Status
from autograder.text import many

_MOST_LINES = 3000
_LONGEST_LINE = 400
_CONTEXT = 3
_NOT_SHOWN = "It is not shown: it is large, no text, or cannot be read."


@dataclass(frozen=True)
class Line:
    """One line of a comparison: "+" added, "-" removed, " " unchanged, or "@" for omitted lines."""

    mark: str
    text: str


@dataclass(frozen=True)
class Source:
    """One submitted file: how it differs from the starter, and the whole of it; `note` says what is missing."""

    path: str
    diff: tuple[Line, ...] = ()
    text: str = ""
    note: str = ""


def sources_of(entry: BatchEntry, assignment: Assignment) -> tuple[tuple[Source, ...], str]:
    """The submitted files, or a sentence that says why there are none to show."""
    source = entry.submission.source
    if source is None and entry.status is Status.REFUSED:
        return (
            (),
            "What was refused is not kept with the batch: it is large, or no file could be read. The export has it.",
        )
    if source is None:
        return (), "The export holds no files of this submission."
    if entry.status is Status.REFUSED:
        return _refused(source, assignment)
    with TemporaryDirectory() as folder:
        unpacked = Path(folder) / "submission"
        make_folder(unpacked)
        try:
            submission = receive(source, assignment, unpacked)
        except AutograderError as error:
            return (), f"The files cannot be shown: {error.what}."
        return tuple(_source(unpacked, file.path, assignment) for file in submission.files), ""


def _refused(source: Path, assignment: Assignment) -> tuple[tuple[Source, ...], str]:
    """All that was submitted where nothing of it could be graded: its small texts, and the names of the rest."""
    try:
        found, more = look_into(source, assignment)
    except SubmissionRefused as refusal:
        return (), f"The files cannot be shown: {refusal.sentence}"
    shown = [
        Source(name, (), *_shown(data)) if data is not None else Source(name, note=_NOT_SHOWN) for name, data in found
    ]
    rest = f" {many(more, 'more file')} not named." if more else ""
    return tuple(shown), f"All files as they were submitted; none of them was graded.{rest}"


def diff(starter: str, text: str) -> Iterator[Line]:
    """A comparison line by line with three lines around each change; nothing if both are the same."""
    before, after = starter.splitlines(), text.splitlines()
    compared = difflib.unified_diff(before, after, n=_CONTEXT, lineterm="")
    for number, line in enumerate(compared):
        if number >= 2:  # the two names come first
            yield Line(line[0], line if line[0] == "@" else line[1:])


def _source(folder: Path, path: str, assignment: Assignment) -> Source:
    text, note = _shown((folder / path).read_bytes())
    starter = assignment.starter / path
    if not starter.is_file():
        return Source(path, (), text, note or "There is no starter to compare this file with.")
    found = tuple(diff(_shown(starter.read_bytes())[0], text))
    return Source(path, found, text, note or ("" if found else "This is the starter, unchanged."))


def _shown(data: bytes) -> tuple[str, str]:
    """What is shown of a file, and what is said about the rest; what is not UTF-8 is replaced."""
    lines = data.decode("utf-8", "replace").splitlines()
    cut = "\n".join(line[:_LONGEST_LINE] for line in lines[:_MOST_LINES])
    if len(lines) > _MOST_LINES:
        return cut, f"{many(len(lines) - _MOST_LINES, 'more line')} not shown."
    return cut, "Long lines are cut." if any(len(line) > _LONGEST_LINE for line in lines) else ""
