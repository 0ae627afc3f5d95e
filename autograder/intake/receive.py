"""From what a student gave to a Submission, or to the sentence that says why not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from autograder.errors import GraderError, SubmissionRefused
from autograder.intake.contents import Contents, Entry, refuse_large
from autograder.intake.folder import MAX_LISTED
from autograder.intake.layout import absence, top_of
from autograder.intake.names import collision_key, quoted, refuse_collisions, shown
from autograder.intake.source import opened_contents
from autograder.intake.store import store
from autograder.model import Assignment, Submission

_MOST_IGNORED = 100


def receive(source: Path, assignment: Assignment, into: Path) -> Submission:
    """Unpack the files that `assignment` asks for from a zip or a folder.

    A lone file is taken, too, when it is the only one asked for and has its name.

    Args:
        source: a zip file, a folder or the one file.
        assignment: says which files are handed in, and how much an archive may hold.
        into: an empty folder. Only handed-in files are written there; nothing is after a refusal.

    Raises:
        SubmissionRefused: with one sentence for the student.
        GraderError: `into` is not an empty folder, or cannot be written.
    """
    _require_empty(into)
    with opened_contents(source, assignment) as contents:
        top = top_of(contents.entries, assignment.submit)
        found = {path: contents.entries[top + path] for path in assignment.submit if top + path in contents.entries}
        _refuse_unusable(contents, found, top, assignment)
        stored = store(found, into, assignment.limits)
    missing = tuple(path for path in assignment.submit if path not in found)
    return Submission(
        root=into,
        files=stored.files,
        missing=missing,
        ignored=_ignored(contents, found),
        notes=(*_notes(contents, missing, top), *stored.notes),
        digest=stored.digest,
        source=str(source),
    )


def _require_empty(into: Path) -> None:
    if not into.is_dir() or any(into.iterdir()):
        raise GraderError(str(into), "is not an empty folder to unpack into", "make a new one")


def _refuse_unusable(contents: Contents, found: Mapping[str, Entry], top: str, assignment: Assignment) -> None:
    """Refuse a hand-in of which nothing, or not unambiguously what, can be graded."""
    for path in assignment.submit:
        if top + path in contents.folders or any(other.startswith(f"{top}{path}/") for other in contents.entries):
            raise SubmissionRefused(f"{quoted(path)} is a folder, not a file", f"hand in the file {path} itself")
    if not found:
        raise _nothing_found(contents, assignment.submit, top)
    for entry in found.values():
        if entry.refusal is not None:
            raise entry.refusal
    wanted = {collision_key(entry.path) for entry in found.values()}
    refuse_collisions(path for path in contents.entries if collision_key(path) in wanted)
    refuse_large(found.values(), assignment.limits)


def _nothing_found(contents: Contents, submit: Sequence[str], top: str) -> SubmissionRefused:
    if contents.cut_short:
        return SubmissionRefused(
            f"the folder holds more than {MAX_LISTED} files, and {quoted(submit[0])} is not at its top",
            "give the folder in which the file lies",
        )
    if not contents.entries:
        return SubmissionRefused(
            f"the {contents.noun} holds no files", f"hand in a {contents.noun} that holds {submit[0]}"
        )
    return absence(submit, contents, top)


def _ignored(contents: Contents, found: Mapping[str, Entry]) -> tuple[str, ...]:
    taken = {entry.path for entry in found.values()}
    names = [path for path in contents.entries if path not in taken] + list(contents.junk)
    listed = [shown(name) for name in names[:_MOST_IGNORED]]
    if len(names) > _MOST_IGNORED:
        listed.append(f"and {len(names) - _MOST_IGNORED} more")
    return tuple(listed)


def _notes(contents: Contents, missing: Sequence[str], top: str) -> Iterator[str]:
    if top:
        yield f"the files were found in the folder {quoted(top)}, which is fine"
    if missing:
        yield absence(missing, contents, top).sentence
    if contents.cut_short:
        yield f"the folder holds more than {MAX_LISTED} files; not all of them were looked at"
