"""Reads the programs of a class, and of last year's or public ones, out of exports, folders and zips."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import InputError, SubmissionRefused
from autograder.intake import receive
from autograder.intake.exports import read_export
from autograder.intake.source import opened_contents
from autograder.model import Assignment
from autograder.model.export import Export, ExportedSubmission
from autograder.similarity.program import Program

_MOST_FILES = 100  # of one public solution
_LARGEST = 4 << 20  # bytes of one file that are read: more than the tokens that are looked at


@dataclass(frozen=True)
class Collected:
    """Programs that can be compared, and for each that cannot, its owner and the reason."""

    programs: tuple[Program, ...]
    left_out: tuple[tuple[str, str], ...]


def collect(assignment: Assignment, export: Path) -> Collected:
    """The newest submissions of a class.

    Raises:
        InputError: it is not an export.
        GraderError: the disk is too full to unpack it.
    """
    with tempfile.TemporaryDirectory(prefix="autograder-similar-") as folder:
        return _collected(assignment, read_export(export, _new(folder, "export")), Path(folder), "")


def collect_also(assignment: Assignment, source: Path) -> Collected:
    """Programs from elsewhere: an export, or a folder or zip that holds any Python files.

    If something in it is not a submission to this homework, all of its Python files count.

    Raises:
        InputError: it cannot be read, or holds no program.
        GraderError: the disk is too full to unpack it.
    """
    with tempfile.TemporaryDirectory(prefix="autograder-similar-") as folder:
        found = _collected(assignment, read_export(source, _new(folder, "export")), Path(folder), source.name)
    if not found.programs:
        raise InputError(str(source), "holds no programs to compare with", "name an export, or a folder of programs")
    return found


def _collected(assignment: Assignment, export: Export, folder: Path, origin: str) -> Collected:
    programs, left_out = [], []
    for number, submission in enumerate(export.submissions):
        try:
            texts = _texts(assignment, submission, _new(folder, f"received-{number}"), bool(origin))
        except SubmissionRefused as refused:
            who = Program(submission.id, {}, submission.members, origin).who
            left_out.append((who, refused.sentence))
        else:
            programs.append(Program(submission.id, texts, submission.members, origin))
    return Collected(tuple(programs), tuple(left_out))


def _texts(assignment: Assignment, submission: ExportedSubmission, into: Path, any_name: bool) -> Mapping[str, str]:
    """The texts of a submission's files; of all its Python files where any name will do and none is asked for."""
    if submission.source is None:
        raise SubmissionRefused("the export holds no files of it")
    try:
        received = receive(submission.source, assignment, into)
    except SubmissionRefused:
        texts = dict(_python_files(assignment, submission.source)) if any_name else {}
        if not texts:
            raise
        return texts
    else:
        paths = [file.path for file in received.files if file.path.endswith(".py")]
        return {path: _text(_head(received.root / path)) for path in paths}
    finally:
        shutil.rmtree(into, ignore_errors=True)


def _python_files(assignment: Assignment, source: Path) -> Iterator[tuple[str, str]]:
    if source.is_file() and source.suffix == ".py":
        yield source.name, _text(_head(source))
        return
    with opened_contents(source, assignment) as contents:
        entries = [entry for path, entry in contents.entries.items() if path.endswith(".py") and not entry.refusal]
        for entry in entries[:_MOST_FILES]:
            if entry.size <= _LARGEST:
                yield entry.path, _text(b"".join(entry.read()))


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_LARGEST)


def _text(data: bytes) -> str:
    return data.decode("utf-8-sig", "replace")


def _new(folder: str | Path, name: str) -> Path:
    made = Path(folder, name)
    made.mkdir()
    return made
