"""Tiny Shakespeare: 1,115,394 characters of plays, 65 different ones, for trying a language model on real text.

`load()` looks for the file at the path it is given (or that the environment variable AUTOGRADER_SHAKESPEARE names),
then in a cache, then at the URL, from where it also fills the cache. Wherever the text comes from, its size and its
SHA-256 are verified first, so a download that was cut short, or a page that says "not found", is never trained on.

    train, test = split(load())

No graded test needs this text, and so none needs a network.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
import urllib.request
from http.client import HTTPException
from pathlib import Path

URL = (
    "https://raw.githubusercontent.com/karpathy/char-rnn/"
    "6f9487a6fe5b420b7ca9afb0d7c078e37c1d1b4e/data/tinyshakespeare/input.txt"
)
SIZE = 1_115_394
SHA256 = "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed"
TRAIN = 1_003_854  # the first 90 % train, the rest is for testing

VARIABLE = "AUTOGRADER_SHAKESPEARE"
FILE = "tinyshakespeare.txt"
TIMEOUT = 20.0  # seconds without a byte


class ShakespeareError(RuntimeError):
    """The text cannot be had. The message says where it was looked for, what was wrong, and what to do."""


def load(
    path: str | os.PathLike[str] | None = None,
    cache: str | os.PathLike[str] | None = None,
    url: str = URL,
    timeout: float = TIMEOUT,
) -> str:
    """The whole text.

    Args:
        path: a file that holds it; by default the one that AUTOGRADER_SHAKESPEARE names, if it is set. A path that is
            given is the only place looked at.
        cache: the folder that keeps what was downloaded; by default one in the user's cache folder. A file in it that
            is not the text is downloaded again.
        url: where to download it from.
        timeout: how many seconds to wait for an answer.

    Raises:
        ShakespeareError: it cannot be had, or what was found is not it.
    """
    given = path or os.environ.get(VARIABLE)
    if given:
        return _verified(_read(Path(given)), str(given), "give the path of the right file, or none to download it")
    kept = Path(cache or _default_cache()) / FILE
    if kept.is_file():
        data = kept.read_bytes()
        if _problem(data) is None:
            return data.decode("ascii")
    data = _download(url, timeout)
    text = _verified(data, url, f"download the file some other way and set {VARIABLE} to its path")
    _keep(data, kept)
    return text


def split(text: str) -> tuple[str, str]:
    """The first 90 % (1,003,854 characters) for training, and the rest for testing."""
    return text[:TRAIN], text[TRAIN:]


def _verified(data: bytes, where: str, remedy: str) -> str:
    problem = _problem(data)
    if problem:
        raise ShakespeareError(f"{where}: is not tiny Shakespeare: {problem}; {remedy}")
    return data.decode("ascii")


def _problem(data: bytes) -> str | None:
    """What keeps these bytes from being the text, if anything."""
    if len(data) != SIZE:
        return f"it has {len(data):,} bytes instead of {SIZE:,}"
    if hashlib.sha256(data).hexdigest() != SHA256:
        return "its SHA-256 is another"
    return None


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ShakespeareError(f"{path}: cannot be read ({reason}); give the path of {FILE}") from None


def _download(url: str, timeout: float) -> bytes:
    """At most one byte more than the text has: a longer answer is not it, however long it is."""
    try:
        with urllib.request.urlopen(url, timeout=timeout) as answer:
            return answer.read(SIZE + 1)
    except (OSError, HTTPException, ValueError) as error:  # URLError and timeouts are OSErrors; ValueError: no URL
        reason = getattr(error, "reason", None) or error
        raise ShakespeareError(
            f"{url}: cannot be downloaded ({reason}); connect to the internet, "
            f"or get the file some other way and set {VARIABLE} to its path"
        ) from None


def _keep(data: bytes, kept: Path) -> None:
    """Write the cache, whole or not at all. A folder that cannot be written costs a download next time, no more."""
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=kept.parent, delete=False) as file:
            file.write(data)
        os.replace(file.name, kept)
    except OSError:
        return


def _default_cache() -> Path:
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "generative-ai-course"
