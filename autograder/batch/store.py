"""The folder of a batch: everything about a class's submissions, readable without this program.

    batch.json             every submission of the export and its result
    batch.csv              the same as a table, one line for each student
    results/<key>.json.gz  the outcomes of one run
    checks/<digest>.json   the checks that results are about
    files/<digest>/        the files that were graded
    refused/<id>/          what was refused, unless it is large; see refused.py

All of it is for staff: it holds what students must not see.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import msgspec

from autograder.batch.result_file import (
    StoredResult,
    checks_digest,
    checks_named,
    decode_checks,
    decode_result,
    encode_checks,
    encode_result,
)
from autograder.batch.table import table_of
from autograder.errors import InputError
from autograder.files import cannot_be_written, make_folder, replace_file
from autograder.model import Batch, BatchEntry, Check, ExportedSubmission, Grading, Score, Status, Submission
from autograder.scoring import reweighted, score
from autograder.text import many, one_line

FILE, TABLE = "batch.json", "batch.csv"
_ABANDONED = 3600.0  # seconds after which nobody still writes files that are put there
_AGAIN = "run `autograder batch` again"


class _Entry(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """An entry of batch.json: the outcomes are in the files that `key` and `other_keys` name."""

    submission: ExportedSubmission
    status: Status
    score: Score | None = None
    sentence: str = ""
    key: str = ""
    digest: str = ""
    seconds: float = 0.0
    cached: bool = False
    engine: str = ""
    other_keys: tuple[str, ...] = ()


class _File(msgspec.Struct, forbid_unknown_fields=True):
    assignment: str
    source: str
    graded: str
    version: str
    running_digest: str
    scoring_digest: str
    remarks: tuple[str, ...]
    checks: tuple[Check, ...]
    entries: tuple[_Entry, ...]


class Store:
    """The results, checks and graded files in a batch's folder; nothing in it is ever removed.

    Raises:
        InputError: the folder cannot be made, or a file in it cannot be written.
        GraderError: there is no room, or the disk fails.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._checks: dict[str, tuple[Check, ...]] = {}

    def make(self) -> None:
        """Make its folders."""
        for name in ("results", "checks", "files"):
            make_folder(self.folder / name, "choose another folder with --out")
        now = time.time()
        for part in (self.folder / "files").glob("*.part"):  # what a killed batch has left
            with contextlib.suppress(OSError):  # another batch may give it its name just now
                if now - part.stat().st_mtime > _ABANDONED:
                    shutil.rmtree(part, ignore_errors=True)

    def has(self, key: str) -> bool:
        return self._result(key).is_file()

    def put(self, key: str, result: StoredResult) -> None:
        """Store one result; it is on disk when this returns."""
        self.put_checks(result.grading.checks)
        replace_file(self._result(key), encode_result(result))

    def put_checks(self, checks: Sequence[Check]) -> str:
        """Store a list of checks, and return its digest."""
        digest = checks_digest(checks)
        if digest not in self._checks:
            path, data = self.folder / "checks" / f"{digest}.json", encode_checks(checks)
            if not path.is_file() or path.read_bytes() != data:  # one that was edited is no use to anybody
                replace_file(path, data)
            self._checks[digest] = tuple(checks)
        return digest

    def get(self, key: str) -> StoredResult | None:
        """A stored result; None if there is none that can be read."""
        try:
            data = self._result(key).read_bytes()
            digest = checks_named(data)
            if digest not in self._checks:
                self._checks[digest] = decode_checks((self.folder / "checks" / f"{digest}.json").read_bytes(), digest)
            return decode_result(data, self._checks)
        except (OSError, ValueError):
            return None

    def put_files(self, submission: Submission) -> Path:
        """Store the graded files of a submission, once for equal ones, and return their folder."""
        folder = self.folder / "files" / submission.digest
        if not folder.is_dir():
            part = Path(tempfile.mkdtemp(".part", dir=folder.parent))
            try:
                for file in submission.files:
                    (part / file.path).parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(submission.root / file.path, part / file.path)
                part.chmod(0o755)
                part.rename(folder)
            except OSError as error:
                if not folder.is_dir():  # another batch may have been faster
                    raise cannot_be_written(folder, error) from None
            finally:
                shutil.rmtree(part, ignore_errors=True)
        return folder

    def _result(self, key: str) -> Path:
        return self.folder / "results" / f"{key}.json.gz"


def write_batch(folder: Path, batch: Batch, other_keys: Mapping[str, Sequence[str]] = {}) -> None:
    """Write batch.json and batch.csv; the results themselves are in the store already.

    Args:
        other_keys: of results with other seeds, by the id of the submission.
    """
    entries = tuple(_entry(entry, folder, tuple(other_keys.get(entry.submission.id, ()))) for entry in batch.entries)
    file = _File(
        batch.assignment,
        batch.source,
        batch.graded.isoformat(),
        batch.version,
        batch.running_digest,
        batch.scoring_digest,
        batch.remarks,
        batch.checks,
        entries,
    )
    text = msgspec.json.format(msgspec.json.encode(file, enc_hook=_text), indent=1) + b"\n"
    replace_file(folder / TABLE, table_of(batch.entries).encode())
    replace_file(folder / FILE, text)


def _entry(entry: BatchEntry, folder: Path, others: tuple[str, ...]) -> _Entry:
    source = entry.submission.source
    if source is not None and source.is_relative_to(folder):
        source = source.relative_to(folder)
    submission = replace(entry.submission, source=source)
    return _Entry(
        submission,
        entry.status,
        entry.score,
        entry.sentence,
        entry.key,
        entry.digest,
        round(entry.seconds, 3),
        entry.cached,
        entry.engine,
        others,
    )


def read_batch(folder: Path) -> Batch:
    """The batch in a folder, with the outcomes of each submission.

    A result that cannot be read any more leaves its entry without a grading; a remark says so.

    Raises:
        InputError: there is no batch, or its batch.json is damaged.
    """
    file = _read(folder / FILE)
    store, lost = Store(folder), []
    entries = []
    for one in file.entries:
        entry = _read_entry(one, file.checks, store)
        lost += [one.submission.id] if one.key and entry.grading is None else []
        entries.append(entry)
    remark = f"{many(len(lost), 'stored result')} cannot be read; {_AGAIN}: {', '.join(lost[:5])}"
    return Batch(
        file.assignment,
        file.source,
        _moment(file.graded, folder),
        file.checks,
        tuple(entries),
        file.running_digest,
        file.scoring_digest,
        file.version,
        (*file.remarks, *([remark] if lost else [])),
    )


def require_own(folder: Path, assignment: str) -> None:
    """Check that a folder holds no batch of another homework, which writing there would overwrite.

    Raises:
        InputError: it does.
    """
    try:
        other = _read(folder / FILE).assignment
    except InputError:  # nothing there, or nothing that anybody could use
        return
    if other != assignment:
        what = f"holds a batch of {other}, which would be lost"
        raise InputError(str(folder), what, "choose another folder with --out")


def _read_entry(one: _Entry, checks: tuple[Check, ...], store: Store) -> BatchEntry:
    grading = _grading(one, one.key, checks, store)
    others = (found for key in one.other_keys if (found := _grading(one, key, checks, store)))
    source = one.submission.source
    return BatchEntry(
        replace(one.submission, source=store.folder / source if source is not None else None),
        one.status,
        grading,
        score(grading) if grading else one.score,
        one.sentence,
        one.key,
        one.digest,
        one.seconds,
        one.cached,
        one.engine,
        tuple(others),
    )


def _grading(one: _Entry, key: str, checks: tuple[Check, ...], store: Store) -> Grading | None:
    """The outcomes that an entry names, if they are there and about these files."""
    stored = store.get(key) if key else None
    if stored is None or stored.grading.run.submission_digest != one.digest:
        return None
    return reweighted(stored.grading, checks)


def _read(path: Path) -> _File:
    try:
        return msgspec.json.decode(path.read_bytes(), type=_File, dec_hook=_path)
    except OSError as error:
        what = f"cannot be read ({error.strerror})"
        raise InputError(
            str(path), what, "grade the class first, with `autograder batch`, or name the folder that it has written"
        ) from None
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise InputError(str(path), f"is not what `autograder batch` writes ({error})", _AGAIN) from None


def _moment(text: str, folder: Path) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise InputError(str(folder / FILE), f"{text!r} is not a date and time", _AGAIN) from None


def _text(value: object) -> str:
    """A path as JSON can hold it: a name that is not UTF-8 is told as it is shown."""
    return one_line(str(value))


def _path(kind: type, value: object) -> object:
    if kind is Path and isinstance(value, str):
        return Path(value)
    raise NotImplementedError
