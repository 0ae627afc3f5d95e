"""What decides how a submission's checks end, as one key; and the seed that its hidden data is drawn from.

    submission     its files, and the names of programs beside them, which messages speak of
    homework       tests, drivers, solution, given files, limits; not titles, points or visibility (grading/digests.py)
    program        our own code that runs checks, Python and packages, the C library
    circumstances  the seed, the sandbox's mode and layers, the checks that are not run yet, less memory than promised

The seed comes from the course's secret, the homework and the submission's files. So a result can be repeated, but
nobody can predict it without the secret.
"""

from __future__ import annotations

import functools
import hashlib
import os
import platform
import secrets
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

from autograder.errors import InputError
from autograder.files import cannot_be_written, make_folder
from autograder.model import Assignment, Mode, Run

_FORM = "1"  # of what is stored: another one finds nothing of an earlier form
_SECRET, _SECRET_SIZE = ".seed-secret", 32
_SEED_SIZE = 6  # bytes, as in grading/seeds.py


def result_key(run: Run, ignored: Iterable[str], system: str) -> str:
    """The name of a run's stored result, in hex.

    Args:
        ignored: names of submitted files that were ignored.
        system: the result of `system_versions` where it ran.
    """
    programs = sorted(name for name in ignored if name.endswith((".py", ".ipynb")))
    circumstances = [str(run.seed), run.mode.value, *run.layers, "", *run.postponed]
    parts = [_FORM, run.assignment, run.submission_digest, run.running_digest, system, *circumstances, "", *programs]
    return _digest(part.encode("utf-8", "surrogateescape") for part in parts).hexdigest()[:40]


def is_reusable(run: Run) -> bool:
    """Whether a run's outcomes may be reused for an equal run: not if the sandbox had gaps."""
    return run.mode is not Mode.DEGRADED


@functools.cache
def system_versions() -> str:
    """Versions that decide how checks end but are not in a running digest: the C library, and pytest's plug-ins."""
    return f"{'-'.join(platform.libc_ver())} pluggy-{metadata.version('pluggy')}"


def seed_of(secret: bytes, assignment: str, submission_digest: str, number: int = 0) -> int:
    """The seed of a submission's run, or of the `number`th one where there are several.

    >>> seed_of(b"s", "hw1", "d") == seed_of(b"s", "hw1", "d") != seed_of(b"s", "hw1", "d", 1)
    True
    """
    message = f"{assignment}\0{submission_digest}\0{number}".encode()
    return int.from_bytes(hashlib.blake2b(message, key=secret[:64], digest_size=_SEED_SIZE).digest(), "little")


def course_secret(assignment: Assignment) -> bytes:
    """The course's secret, from a file that only its owner may read and that the first call creates.

    The file is in records/ if the course has that folder, otherwise in build/.

    Raises:
        InputError: it cannot be read or made.
    """
    root = assignment.course.root
    folders = [root / "records", root / "build"]
    path = next((folder / _SECRET for folder in folders if (folder / _SECRET).exists()), None)
    if path is None:
        folder = next(folder for folder in folders if folder.is_dir() or folder == folders[-1])
        make_folder(folder)
        path = _made(folder / _SECRET)
    try:
        secret = path.read_bytes()
    except OSError as error:
        raise InputError(str(path), f"cannot be read ({error.strerror})", "let its owner grade") from None
    if len(secret) < _SECRET_SIZE:
        raise InputError(str(path), "is damaged", "delete it; new hidden data will then be drawn")
    return secret


def _made(path: Path) -> Path:
    """A new secret at `path`, unless another process is faster; it appears there whole."""
    new = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(_SECRET_SIZE))
        try:
            os.link(new, path)
        except FileExistsError:
            pass
        finally:
            new.unlink()
    except OSError as error:
        raise cannot_be_written(path, error) from None
    return path


def _digest(parts: Iterable[bytes]) -> hashlib.blake2b:
    digest = hashlib.blake2b(digest_size=32)
    for part in parts:
        digest.update(len(part).to_bytes(8, "little") + part)
    return digest
