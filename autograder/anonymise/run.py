"""Turns an export into one without people, in the format of Gradescope's, or says why it cannot."""

from __future__ import annotations

import math
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

import yaml

from autograder.anonymise.contents import File, files_of, rewritten, without_collisions
from autograder.anonymise.identity import Pseudonyms, identities
from autograder.anonymise.rewrite import Rewriter
from autograder.anonymise.scan import traces
from autograder.anonymise.words import words_in
from autograder.authoring.source.lexer import NAME, tokens_of
from autograder.errors import InputError
from autograder.files import cannot_be_written, make_folder
from autograder.intake.exports import read_export
from autograder.model.export import Export, ExportedSubmission, Member
from autograder.text import listed

#: when everything is due in the output: times are told from there
DUE = datetime(2000, 1, 1, tzinfo=timezone.utc)
_STEP = timedelta(minutes=10)  # to which times are rounded, away from the due date
_MOST_NAMED = 10
_UNREAD = "could not be unpacked from the export"
_ORDINARY, _ORDINARY_PART = 3, 0.02  # from how many submissions of others on a word is one of programs


@dataclass(frozen=True)
class Anonymised:
    """The result of anonymising an export.

    Attributes:
        submissions, students: how many.
        left_out: files that are not in the output: whose submission, their new paths, and why.
        ordinary: words of names that are also words of code, and are kept where they occur alone.
        without_time: submissions without a time, because there is no due date to count from.
    """

    submissions: int
    students: int
    left_out: tuple[tuple[str, str], ...]
    ordinary: tuple[str, ...]
    without_time: int


def anonymise(
    source: Path,
    out: Path,
    key: bytes,
    due: datetime | None = None,
    further: Sequence[str] = (),
    history: bool = False,
) -> Anonymised:
    """Write the export `source` to the new folder `out` without the people in it.

    Args:
        due: when everything was due, with time zone, if the export does not say.
        further: more words to remove.
        history: also include earlier submissions whose files are in the export.

    Raises:
        InputError: `out` exists already, `source` is not an export, or a trace is left; then `out` is not created.
        GraderError: the disk is full.
    """
    require_new(out)
    make_folder(out.parent)
    with tempfile.TemporaryDirectory(prefix="autograder-anonymise-") as folder:
        work = Path(folder)
        (work / "export").mkdir()
        export = read_export(source, work / "export", history=history)
        return _Writer(export, Pseudonyms(key), due, further).write(work / "out", out)


def require_new(out: Path) -> None:
    """See that nothing lies where the output is to be.

    Raises:
        InputError: something does.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise InputError(str(out), "already exists", "name a new folder")


class _Writer:
    """One export on its way."""

    def __init__(self, export: Export, pseudonyms: Pseudonyms, due: datetime | None, further: Sequence[str]) -> None:
        self._export, self._pseudonyms, self._due = export, pseudonyms, due
        self._members = dict.fromkeys(member for one in export.submissions for member in one.members)
        self._identities = identities(self._members, pseudonyms, _used(export, self._members), further)
        self._left_out: list[tuple[str, str]] = []

    def write(self, work: Path, out: Path) -> Anonymised:
        """Write to `work`, scan it, and move it to `out`."""
        work.mkdir()
        for one in self._export.submissions:
            self._files(one, work / self._key(one.id))
        latest = [one for one in self._export.submissions if one.is_latest]
        metadata = dict(sorted((self._key(one.id), self._metadata(one)) for one in latest))
        text = yaml.dump(metadata, Dumper=yaml.SafeDumper, allow_unicode=True, sort_keys=False)
        (work / "submission_metadata.yml").write_text(text, encoding="utf-8")
        self._refuse_traces(work)
        try:
            shutil.copytree(work, out, dirs_exist_ok=True)
        except OSError as error:
            shutil.rmtree(out, ignore_errors=True)
            raise cannot_be_written(out, error) from None
        times = sum(self._relative(one) is None for one in self._export.submissions)
        ordinary = tuple(sorted(self._identities.ordinary))
        people = {self._pseudonyms.of(member) for member in self._members}
        return Anonymised(len(self._export.submissions), len(people), tuple(self._left_out), ordinary, times)

    def _key(self, identifier: str) -> str:
        return f"submission_{self._pseudonyms.number('submission', f'{self._export.source.name}/{identifier}', 9)}"

    def _files(self, one: ExportedSubmission, folder: Path) -> None:
        rewriter = Rewriter(self._identities, self._own(one))
        found = [File(path, None, _UNREAD) for path in one.unread]
        if one.source is not None:  # otherwise it has no folder in the output, either
            folder.mkdir()
            found += files_of(one.source)
        for file in without_collisions([each for one_file in found for each in rewritten(one_file, rewriter)]):
            why = _written(file, folder)
            if why:
                self._left_out.append((f"submission {one.id}: {file.path}", why))

    def _own(self, one: ExportedSubmission) -> list[str]:
        return list(dict.fromkeys(self._pseudonyms.of(member) for member in one.members))

    def _metadata(self, one: ExportedSubmission) -> dict[str, object]:
        told: dict[str, object] = {":submitters": [{":name": name, ":sid": name} for name in self._own(one)]}
        if (moment := self._relative(one)) is not None:
            told |= {":created_at": _stamp(moment), ":due_date": _stamp(DUE)}
        earlier = [other for other in self._export.submissions if not other.is_latest and other.latest == one.id]
        return {**told, ":history": [self._past(other) for other in earlier]} if earlier else told

    def _refuse_traces(self, work: Path) -> None:
        names = {self._key(one.id): f"submission {one.id}" for one in self._export.submissions}
        found = []
        for trace in traces(work, self._identities):
            top, _, below = trace.where.partition("/")
            found.append(f"{trace.kind} in {names.get(top, top)}" + (f", {below}" if below else ""))
        if found:
            what = f"would still identify somebody: {listed(found, most=_MOST_NAMED)}"
            raise InputError("the output", what, "nothing was written: change or delete these files in the export")

    def _past(self, one: ExportedSubmission) -> dict[str, object]:
        told: dict[str, object] = {":id": int(self._key(one.id).rpartition("_")[2])}
        moment = self._relative(one)
        return told if moment is None else {**told, ":created_at": _stamp(moment)}

    def _relative(self, one: ExportedSubmission) -> datetime | None:
        due = one.due or self._due
        return None if due is None or one.submitted is None else DUE + rounded(one.submitted - due)


def _written(file: File, folder: Path) -> str:
    """Write one file; why it could not be, or ""."""
    if file.data is None:
        return file.why
    try:
        (folder / file.path).parent.mkdir(parents=True, exist_ok=True)
        (folder / file.path).write_bytes(file.data)
    except (OSError, ValueError) as error:
        return f"cannot be written ({getattr(error, 'strerror', None) or 'its name'})"
    return ""


def rounded(late: timedelta) -> timedelta:
    """The time from the due date, rounded away from it to ten minutes: late stays late, early stays early.

    >>> [str(rounded(timedelta(seconds=late))) for late in (0, 30, 3600, -30)]
    ['0:00:00', '0:10:00', '1:00:00', '-1 day, 23:50:00']
    """
    steps = late / _STEP
    return _STEP * (math.ceil(steps) if steps > 0 else math.floor(steps))


def _stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} Z"


def _used(export: Export, members: Iterable[Member]) -> Mapping[str, int]:
    """How many submissions of other people have a word in identifiers or file names; too few are none."""
    counts: dict[str, int] = {}
    names = {member: frozenset(word.folded for word in words_in(f"{member.name} {member.email}")) for member in members}
    for one in export.submissions:
        own = frozenset[str]().union(*(names[member] for member in one.members))
        for word in _identifier_words(one) - own:
            counts[word] = counts.get(word, 0) + 1
    least = max(_ORDINARY, math.ceil(_ORDINARY_PART * len(export.submissions)))
    return {word: count for word, count in counts.items() if count >= least}


def _identifier_words(one: ExportedSubmission) -> set[str]:
    names: set[str] = set()
    for file in files_of(one.source) if one.source is not None else ():
        names.add(file.path)
        if file.data is not None and file.path.endswith(".py"):
            names |= {word for kind, word in tokens_of(file.data.decode("utf-8", "replace")) if kind == NAME}
    return {word.folded for name in names for word in words_in(name)}
