"""The bytes that go to an engine and come back: one submission, and the outcomes of its checks.

The bytes are read as data of these types and nothing else, on either side.
"""

from __future__ import annotations

import time
from pathlib import Path

import msgspec

from autograder.batch.engines.engine import Environment
from autograder.batch.keys import system_versions
from autograder.batch.result_file import StoredResult, encode_result
from autograder.grading.engine import Grader
from autograder.grading.workdir import Workdir
from autograder.model import Grading, Submission, SubmittedFile, Verdict
from autograder.pipeline.grade_one import run_checks

_ATTEMPTS = 2


class Unit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One submission to grade: its files and the fields of `Submission`."""

    files: dict[str, bytes]
    missing: tuple[str, ...]
    ignored: tuple[str, ...]
    digest: str
    seed: int
    postpone_hidden: bool = False


class Reply(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The engine's reply about one submission.

    Attributes:
        result: the result, as it is stored.
        failure: our own failure, which leaves the result incomplete; or "".
        digest: the homework's `running_digest` on that machine, without regard to memory.
        system: the result of `system_versions` on that machine.
        where: which machine and process graded it.
    """

    result: bytes
    failure: str
    digest: str
    system: str
    where: str


_UNIT, _REPLY = msgspec.msgpack.Decoder(Unit), msgspec.msgpack.Decoder(Reply)


def packed(submission: Submission, seed: int, postpone_hidden: bool = False) -> bytes:
    """A submission as bytes."""
    files = {file.path: (submission.root / file.path).read_bytes() for file in submission.files}
    unit = Unit(files, submission.missing, submission.ignored, submission.digest, seed, postpone_hidden)
    return msgspec.msgpack.encode(unit)


def read_reply(data: bytes) -> Reply:
    """The reply that an engine has packed.

    Raises:
        msgspec.MsgspecError: it is none.
    """
    return _REPLY.decode(data)


def grade_packed(grader: Grader, data: bytes, where: str = "") -> bytes:
    """Grade a packed submission, once more after a failure of ours, and return the reply as bytes."""
    unit = _UNIT.decode(data)
    with Workdir() as folder:
        submission = _unpacked(unit, folder)
        for _ in range(_ATTEMPTS):
            began = time.monotonic()
            grading, failure = run_checks(grader, submission, unit.seed, unit.postpone_hidden)
            seconds = time.monotonic() - began
            if failure is None and not is_broken(grading):
                break
    result = encode_result(StoredResult(grading, seconds))
    return msgspec.msgpack.encode(Reply(result, str(failure or ""), grader.promised_digest, system_versions(), where))


def environment_of(grader: Grader) -> Environment:
    """How well the sandbox holds in a grader that has started, and how much memory it has."""
    return Environment(grader.mode, grader.layers_held, grader.shortage, grader.less_memory, grader.limits.memory)


def is_broken(grading: Grading) -> bool:
    """Whether a failure of ours spoiled the result."""
    return bool(grading.interrupted) or any(outcome.verdict is Verdict.GRADER_ERROR for outcome in grading.outcomes)


def _unpacked(unit: Unit, folder: Path) -> Submission:
    for path, data in unit.files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    files = tuple(SubmittedFile(path, len(data)) for path, data in unit.files.items())
    return Submission(folder, files, unit.missing, unit.ignored, (), unit.digest, "")
