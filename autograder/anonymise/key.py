"""The key of the pseudonyms: a file that is created once, that only its owner can read, and that no output contains."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from autograder.errors import InputError
from autograder.files import cannot_be_written, make_folder

_SIZE = 32
_REMEDY = "name another file with --key"


def default_key() -> Path:
    """The default place of the key: in the user's settings, outside of every course and every output."""
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "autograder" / "anonymise.key"


def read_key(path: Path, out: Path) -> tuple[bytes, bool]:
    """The key, and whether it has just been created.

    Raises:
        InputError: it is in `out`, others can read it, it is too short, or it cannot be read or created.
    """
    if path.resolve().is_relative_to(out.resolve()):
        raise InputError(str(path), f"lies in {out}, which you are going to share", _REMEDY)
    if not os.path.lexists(path):
        make_folder(path.parent, _REMEDY)
        return _made(path), True
    try:
        with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
            mode, key = os.fstat(file.fileno()).st_mode, file.read(1 << 10)
    except OSError as error:
        raise InputError(str(path), f"cannot be read ({error.strerror})", _REMEDY) from None
    if mode & 0o077:
        raise InputError(str(path), "can be read by others, so pseudonyms could be undone", f"chmod 600 {path}")
    if len(key) < _SIZE:
        raise InputError(str(path), f"is not a key: it has {len(key)} bytes", _REMEDY)
    return key, False


def _made(path: Path) -> bytes:
    key = secrets.token_hex(_SIZE).encode()
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(key)
    except OSError as error:
        raise cannot_be_written(path, error, _REMEDY) from None
    return key
