"""outcomes.jsonl: what happened, as it happens, so that a run can be scored again without running student code.

The first line holds the run and its checks, then comes one line for each outcome. A last line says that the run ended,
and holds the hints, which are chosen then. Every line is written with a single write, so a run that is killed leaves
whole lines and at most one torn line, which readers ignore: text after the last newline does not count.

The file is for staff: it holds what students must not see.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import MISSING, fields, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Union, get_type_hints

import msgspec

from autograder.errors import GraderError, InputError
from autograder.model import Check, Grading, LeaderboardEntry, Outcome, Remark, Run
from autograder.text import plain

_UNFINISHED = "the log ends before the run did"
# Earlier logs have one digest under another name. It covers less, so it equals no running_digest that is computed now.
# In JSON a quotation mark inside a text is escaped, so these bytes can only be a key.
_EARLIER_KEY, _KEY = b'"assignment_digest":', b'"running_digest":'


class _RunLine(msgspec.Struct, tag_field="line", tag="run", forbid_unknown_fields=True):
    run: Run
    checks: tuple[Check, ...]


class _EndLine(msgspec.Struct, tag_field="line", tag="end", forbid_unknown_fields=True):
    interrupted: str
    remarks: tuple[Remark, ...] = ()
    notes: tuple[str, ...] = ()
    hints: dict[str, str] = {}


def _outcome_line() -> Any:
    """The type of an outcome's line: every field of an Outcome, whose check is named by its id."""
    types = get_type_hints(Outcome) | {"check": str}
    named: list[Any] = [
        (field.name, types[field.name]) if field.default is MISSING else (field.name, types[field.name], field.default)
        for field in fields(Outcome)
    ]
    return msgspec.defstruct("_OutcomeLine", named, tag_field="line", tag="outcome", forbid_unknown_fields=True)


_OutcomeLine = _outcome_line()
_DECODER: msgspec.json.Decoder[Any] = msgspec.json.Decoder(Union[_RunLine, _OutcomeLine, _EndLine])  # noqa: UP007 (made at run time)


class OutcomeLog:
    """Writes one run's outcomes.jsonl; a file that exists already is replaced.

    Use it as a context manager, `append` each outcome as it comes and call `finish` at the end.

    Raises:
        InputError: the file cannot be created.
        GraderError: a line could not be written.
    """

    def __init__(self, path: Path, run: Run, checks: tuple[Check, ...]) -> None:
        self.path = path
        try:
            self._file = path.open("wb", buffering=0)
        except OSError as error:
            raise InputError(str(path), f"cannot be written ({error.strerror})", "choose another folder") from error
        try:
            self._write(_RunLine(run, checks))
        except GraderError:
            self.close()
            raise

    def append(self, outcome: Outcome) -> None:
        """Write the line of one outcome."""
        self._write(_line_of(outcome))

    def finish(
        self,
        interrupted: str = "",
        remarks: tuple[Remark, ...] = (),
        notes: tuple[str, ...] = (),
        hints: Mapping[str, str] = {},
    ) -> None:
        """Write the last line: why the run ended early, if it did, what the rules found, and notes for the student.

        Args:
            hints: by the ids of their checks; they are chosen once all checks have ended.
        """
        told = {check: plain(hint) for check, hint in hints.items()}
        self._write(_EndLine(plain(interrupted), remarks, tuple(map(plain, notes)), told))

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> OutcomeLog:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _write(self, line: msgspec.Struct) -> None:
        data = msgspec.json.encode(line) + b"\n"
        try:
            written = self._file.write(data)
        except OSError as error:
            raise GraderError(str(self.path), f"cannot be written ({error.strerror})", "make room for it") from error
        if written != len(data):
            raise GraderError(str(self.path), "only part of a line could be written", "make room for it")


def read_outcomes(path: Path) -> Grading:
    """The run recorded in an outcomes.jsonl; one that was cut short is `interrupted`.

    Logs from before `running_digest` and `scoring_digest` are read, too: the second is then empty.

    Raises:
        InputError: the file cannot be read, or a line other than a torn last one is not what `OutcomeLog` writes.
    """
    try:
        complete = path.read_bytes().split(b"\n")[:-1]
    except OSError as error:
        raise InputError(str(path), f"cannot be read ({error.strerror})", "name an outcomes.jsonl") from error
    complete[:1] = [line.replace(_EARLIER_KEY, _KEY, 1) for line in complete[:1]]
    lines = [_decoded(path, number, line) for number, line in enumerate(complete, 1)]
    if not lines or not isinstance(lines[0], _RunLine):
        raise _wrong(path, 1, "expected the line that tells of the run")
    reader = _Reader(path, lines[0])
    for number, line in enumerate(lines[1:], 2):
        reader.take(number, line)
    return replace(reader.grading, outcomes=_in_turn(reader.grading))


def _in_turn(grading: Grading) -> tuple[Outcome, ...]:
    """The outcomes in the order of a run that does one check after another, visible ones first; a log has them in the
    order in which they ended.
    """
    turns = {check.id: (check.secret, number) for number, check in enumerate(grading.checks)}
    return tuple(sorted(grading.outcomes, key=lambda outcome: turns[outcome.check.id]))


class _Reader:
    """Puts the lines after the first one together."""

    def __init__(self, path: Path, first: _RunLine) -> None:
        self._path = path
        self._checks = {check.id: check for check in first.checks}
        self._done: set[str] = set()
        self.grading = Grading(first.run, first.checks, interrupted=_UNFINISHED)
        self._ended = False

    def take(self, number: int, line: msgspec.Struct) -> None:
        if self._ended:
            raise _wrong(self._path, number, "there is a line after the end of the run")
        if isinstance(line, _OutcomeLine):
            outcome = self._outcome(number, line)
            self.grading = replace(self.grading, outcomes=(*self.grading.outcomes, outcome))
        elif isinstance(line, _EndLine):
            self._ended = True
            self.grading = replace(self.grading, interrupted=line.interrupted, remarks=line.remarks, notes=line.notes)
            if line.hints.keys() - self._done:
                raise _wrong(self._path, number, "there is a hint for a check without an outcome")
            outcomes = (replace(o, hint=line.hints.get(o.check.id, o.hint)) for o in self.grading.outcomes)
            self.grading = replace(self.grading, outcomes=tuple(outcomes))
        else:
            raise _wrong(self._path, number, "there is a second run in one file")

    def _outcome(self, number: int, line: Any) -> Outcome:
        if line.check not in self._checks or line.check in self._done:
            raise _wrong(self._path, number, f"{line.check!r} is not a check of this run, or has an outcome already")
        self._done.add(line.check)
        try:
            return Outcome(**{**msgspec.structs.asdict(line), "check": self._checks[line.check]})
        except ValueError as error:
            raise _wrong(self._path, number, str(error)) from error


def told(outcome: Outcome) -> dict[str, Any]:
    """One outcome as JSON data, for other files; fields with their default value are left out."""
    values: dict[str, Any] = msgspec.to_builtins(_line_of(outcome))
    defaults = {field.name: field.default for field in fields(Outcome)}
    return {
        name: value
        for name, value in values.items()
        if name != "line" and not (name in defaults and value == defaults[name]) and value != []
    }


def outcome_of(values: Mapping[str, Any], checks: Mapping[str, Check]) -> Outcome:
    """The inverse of `told`; `checks` are keyed by id.

    Raises:
        ValueError: the data is not an outcome, or its check is unknown.
    """
    try:
        line = msgspec.convert({**values, "line": "outcome"}, _OutcomeLine)
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from None
    if line.check not in checks:
        raise ValueError(f"{line.check!r} is not a check of this run")
    return Outcome(**{**msgspec.structs.asdict(line), "check": checks[line.check]})


def _line_of(outcome: Outcome) -> msgspec.Struct:
    values = {field.name: getattr(outcome, field.name) for field in fields(Outcome)}
    texts = {name: plain(value) for name, value in values.items() if type(value) is str}
    own = {"check": outcome.check.id, "leaderboard": _storable(outcome.leaderboard)}
    line: msgspec.Struct = _OutcomeLine(**(values | texts | own))
    return line


def _storable(entry: LeaderboardEntry | None) -> LeaderboardEntry | None:
    """JSON has no infinity and no NaN: such a value is kept as a word."""
    if entry is None or isinstance(entry.value, str) or math.isfinite(entry.value):
        return entry
    return replace(entry, value=str(entry.value))


def _decoded(path: Path, number: int, line: bytes) -> msgspec.Struct:
    try:
        decoded: msgspec.Struct = _DECODER.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _wrong(path, number, f"not a line of an outcome log ({error})") from error
    return decoded


def _wrong(path: Path, number: int, what: str) -> InputError:
    return InputError(f"{path}:{number}", what, "grade the submission again")
