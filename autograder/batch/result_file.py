"""One stored result: the outcomes of one run, compressed; a line that many texts contain is kept once.

Most of an outcome is a traceback for staff, and most of its lines occur in all the others, too. The checks, which are
the same for a whole class, are in a separate file.
"""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import msgspec

from autograder.model import Check, Grading, Remark, Run
from autograder.reporting.outcome_log import outcome_of, told

_TEXTS = ("message", "staff", "reason", "output", "hint")
_LEVEL = 6


@dataclass(frozen=True)
class StoredResult:
    """One run, and the seconds it took."""

    grading: Grading
    seconds: float


class _File(msgspec.Struct, forbid_unknown_fields=True):
    run: Run
    checks: str
    seconds: float
    lines: list[str]
    outcomes: list[dict[str, Any]]
    interrupted: str = ""
    remarks: tuple[Remark, ...] = ()
    notes: tuple[str, ...] = ()


def checks_digest(checks: Sequence[Check]) -> str:
    """blake2b (hex) over the checks, by which a result names them."""
    return _digest(encode_checks(checks))


def encode_checks(checks: Sequence[Check]) -> bytes:
    """The file that holds the checks of many results."""
    return msgspec.json.format(msgspec.json.encode([asdict(check) for check in checks]), indent=1) + b"\n"


def decode_checks(data: bytes, digest: str = "") -> tuple[Check, ...]:
    """The checks of such a file.

    Args:
        digest: of the file, where it is known.

    Raises:
        ValueError: it is none, or another one.
    """
    if digest and _digest(data) != digest:
        raise ValueError("it is not what was written")
    checks: tuple[Check, ...] = _decode(data, tuple[Check, ...])
    return checks


def encode_result(result: StoredResult) -> bytes:
    """The file of one run; the same bytes for the same run."""
    grading, numbers = result.grading, _Numbers()
    outcomes = [_shortened(told(outcome), numbers) for outcome in grading.outcomes]
    file = _File(
        grading.run,
        checks_digest(grading.checks),
        round(result.seconds, 3),
        list(numbers),
        outcomes,
        grading.interrupted,
        grading.remarks,
        grading.notes,
    )
    return gzip.compress(msgspec.json.encode(file), _LEVEL, mtime=0)


def decode_result(data: bytes, checks: Mapping[str, Sequence[Check]], most: int = 256 << 20) -> StoredResult:
    """The run in such a file.

    Args:
        checks: by their digests.
        most: bytes that it may hold when it is unpacked.

    Raises:
        ValueError: it is none, or names other checks.
    """
    file = _decode(_unpacked(data, most), _File)
    if file.checks not in checks:
        raise ValueError("it is about checks that are not there")
    own = tuple(checks[file.checks])
    by_id = {check.id: check for check in own}
    outcomes = tuple(outcome_of(_whole(values, file.lines), by_id) for values in file.outcomes)
    return StoredResult(
        Grading(file.run, own, outcomes, file.interrupted, file.remarks, file.notes),
        file.seconds,
    )


def checks_named(data: bytes, most: int = 256 << 20) -> str:
    """The digest of the checks that a stored result is about."""
    digest: str = _decode(_unpacked(data, most), _File).checks
    return digest


class _Numbers(dict[str, int]):
    """Gives each line a number."""

    def __missing__(self, line: str) -> int:
        self[line] = number = len(self)
        return number


def _shortened(values: dict[str, Any], numbers: _Numbers) -> dict[str, Any]:
    texts = {name: [numbers[line] for line in values[name].split("\n")] for name in _TEXTS if name in values}
    return values | texts


def _whole(values: dict[str, Any], lines: Sequence[str]) -> dict[str, Any]:
    try:
        texts = {name: "\n".join(lines[number] for number in values[name]) for name in _TEXTS if name in values}
    except (IndexError, TypeError):
        raise ValueError("it names lines that are not there") from None
    return values | texts


def _unpacked(data: bytes, most: int) -> bytes:
    inflater = zlib.decompressobj(wbits=31)
    try:
        text = inflater.decompress(data, most)
    except zlib.error as error:
        raise ValueError(str(error)) from None
    if not inflater.eof:
        raise ValueError("it is cut off, or far too large")
    return text


def _decode(data: bytes, kind: Any) -> Any:
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(str(error)) from None


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=16).hexdigest()
