"""Turns what a student submitted into a Submission, or into the sentence that says why not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from autograder.errors import GraderError, SubmissionRefused
from autograder.intake.listing import Contents, Entry, refuse_large
from autograder.intake.locate import absence, ambiguous, tops_of
from autograder.intake.names import parents, quoted, shown
from autograder.intake.source import opened_contents
from autograder.intake.store import store
from autograder.model import Assignment, Submission
from autograder.text import collision_key, listed

_MOST_IGNORED = 100


def receive(source: Path, assignment: Assignment, into: Path, unpacked: bool = False) -> Submission:
    """Take the files that `assignment` asks for from a zip or a folder.

    A lone file is taken, too, when it is the only one asked for and has its name.

    Args:
        source: a zip file, a folder or the one file.
        assignment: says which files are submitted, and how much they may hold.
        into: an empty folder. Only submitted files are written there; after a refusal it is empty.
        unpacked: a platform has unpacked the folder `source` from what the student sent, perhaps a zip, so sentences
            for the student do not call it a folder.

    Raises:
        SubmissionRefused: with one sentence for the student.
        GraderError: `into` is not an empty folder, or cannot be written.
    """
    _require_empty(into)
    with opened_contents(source, assignment) as opened:
        contents = replace(opened, noun="submission") if unpacked else opened
        top, found = _found(contents, assignment.submit)
        _refuse_unusable(contents, found, top, assignment)
        stored = store(found, into, assignment.limits)
    missing = tuple(path for path in assignment.submit if path not in found)
    return Submission(
        root=into,
        files=stored.files,
        missing=missing,
        ignored=_ignored(contents, found),
        notes=(*_notes(contents, missing, top, assignment), *stored.notes),
        digest=stored.digest,
        source=str(source),
    )


def _require_empty(into: Path) -> None:
    if not into.is_dir() or any(into.iterdir()):
        raise GraderError(str(into), "is not an empty folder to unpack into", "make a new one")


def _found(contents: Contents, submit: Sequence[str]) -> tuple[str, dict[str, Entry]]:
    """The folder in which the files lie, and the files by the path they are submitted as."""
    tops = tops_of(contents.entries, submit)
    if len(tops) > 1:
        raise ambiguous(tops, submit, contents)
    top = tops[0] if tops else ""
    return top, {path: contents.entries[top + path] for path in submit if top + path in contents.entries}


def _refuse_unusable(contents: Contents, found: Mapping[str, Entry], top: str, assignment: Assignment) -> None:
    """Refuse a submission of which nothing, or not unambiguously what, can be graded."""
    for path in assignment.submit:
        if top + path in contents.folders or any(other.startswith(f"{top}{path}/") for other in contents.entries):
            raise SubmissionRefused(f"{quoted(path)} is a folder, not a file", f"submit the file {path} itself")
    if not found:
        raise _nothing_found(contents, assignment)
    for entry in found.values():
        _refuse_doubtful(entry.path, contents)
    refuse_large(list(found.values()), assignment.limits)
    for entry in found.values():
        if entry.refusal is not None:
            raise entry.refusal


def _refuse_doubtful(path: str, contents: Contents) -> None:
    """Refuse a file that is submitted when another has the same name, here or on other computers."""
    if path in contents.twice:
        raise SubmissionRefused(f"there are two files named {quoted(path)}", "keep only one of them")
    key, above = collision_key(path), {collision_key(folder) for folder in parents(path)}
    for other in contents.entries:
        if other != path and collision_key(other) == key:
            raise SubmissionRefused(
                f"there are {listed(sorted([quoted(other), quoted(path)]))}, which are the same file name on many"
                " computers",
                "keep only one of them",
            )
        if collision_key(other) in above:
            raise SubmissionRefused(f"{quoted(other)} is both a file and the folder of {quoted(path)}", "keep one")


def _nothing_found(contents: Contents, assignment: Assignment) -> SubmissionRefused:
    submit = assignment.submit
    if contents.cut_short:
        return SubmissionRefused(
            f"the {contents.noun} holds more than {assignment.limits.archive_files} files, and {quoted(submit[0])} is"
            " not among those that were looked at",
            f"submit only {listed(submit, most=5)}",
        )
    if not contents.entries and not any(why or name.endswith(".pyc") for name, why in contents.aside.items()):
        only = f" (only {listed([quoted(name) for name in contents.aside], most=3)})" if contents.aside else ""
        return SubmissionRefused(f"the {contents.noun} holds no files{only}", f"submit {listed(submit, most=5)}")
    return absence(submit, contents, None)


def _ignored(contents: Contents, found: Mapping[str, Entry]) -> tuple[str, ...]:
    taken = {entry.path for entry in found.values()}
    odd = {path: entry.why for path, entry in contents.entries.items() if path not in taken}
    names = sorted((odd | contents.aside).items())
    listed = [shown(name) + (f" ({why})" if why else "") for name, why in names[:_MOST_IGNORED]]
    if len(names) > _MOST_IGNORED:
        listed.append(f"and {len(names) - _MOST_IGNORED} more")
    return tuple(listed)


def _notes(contents: Contents, missing: Sequence[str], top: str, assignment: Assignment) -> Iterator[str]:
    if top:
        yield f"the files were found in the folder {quoted(top)}, which is fine"
    if missing:
        yield absence(missing, contents, top).sentence
    if contents.cut_short:
        most = assignment.limits.archive_files
        yield f"the {contents.noun} holds more than {most} files; not all of them were looked at"
