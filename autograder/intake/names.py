"""File names in a submission: which are unusable, which are leftovers, and how to show them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from autograder.text import one_line

MAX_DEPTH = 32
MAX_LENGTH = 1000

_JUNK_FOLDERS = frozenset([
    ".git", ".svn", ".hg", ".venv", "venv", ".idea", ".vscode", "__macosx", "__pycache__", ".ipynb_checkpoints",
    ".pytest_cache", ".mypy_cache", ".ruff_cache", "node_modules", "site-packages", ".spotlight-v100", ".trashes",
])  # fmt: skip
_JUNK_FILES = frozenset(
    [".ds_store", "thumbs.db", "ehthumbs.db", "desktop.ini", ".gitignore", ".gitattributes", "icon\r"]
)

# What cannot be seen: control characters, as Python's category Cc has them.
_CONTROL = re.compile("[\0-\x1f\x7f-\x9f]")
# Embeddings, overrides and isolates: they can make "yp.exe" read as "exe.py".
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")


def relative(raw: str) -> str:
    r"""A name as a path in NFC with "/" between the parts; meaningless where `fault_of` has a word about it.

    Windows programs have written "\" between the parts; it is read as "/".

    >>> relative("./hw1\\autodiff.py")
    'hw1/autodiff.py'
    """
    parts = [part for part in raw.replace("\\", "/").split("/") if part not in ("", ".")]
    return unicodedata.normalize("NFC", "/".join(parts))


def fault_of(raw: str) -> str:
    """Why a name is never used: it leads out of the folder, or cannot be shown for what it is; empty for the others.

    >>> fault_of("../autodiff.py"), fault_of("hw1/autodiff.py")
    ("a path with '..' in it", '')
    """
    if len(raw) > MAX_LENGTH:
        return f"a name of more than {MAX_LENGTH} characters"
    name = raw.replace("\\", "/")
    # Finder writes a file called "Icon\r" into folders with an icon of their own.
    plain = name[:-1] if name.endswith("Icon\r") else name
    if _CONTROL.search(plain):
        return "a name with control characters"
    if _DIRECTION.search(plain):
        return "a name with characters that reverse the direction of text"
    if name.startswith("/") or (name[1:2] == ":" and name[0].isascii() and name[0].isalpha()):
        return "an absolute path"
    return "a path with '..' in it" if ".." in name.split("/") else ""


def is_junk(path: str) -> bool:
    """True for what operating systems, editors and Python leave behind.

    >>> is_junk("__MACOSX/._autodiff.py"), is_junk("hw1/.DS_Store"), is_junk("autodiff.py")
    (True, True, False)
    """
    *folders, name = path.casefold().split("/")
    return (
        name in _JUNK_FILES
        or name in _JUNK_FOLDERS
        or name.startswith("._")
        or name.endswith((".pyc", ".pyo"))
        or not _JUNK_FOLDERS.isdisjoint(folders)
    )


def junk_root(path: str) -> str:
    """The leftover folder that `path` lies in, or the leftover itself: what is worth listing once.

    >>> junk_root("hw1/.git/objects/0a/1b2c")
    'hw1/.git/'
    >>> junk_root("hw1/.DS_Store")
    'hw1/.DS_Store'
    """
    parts = path.split("/")
    for place, part in enumerate(parts[:-1], start=1):
        if part.casefold() in _JUNK_FOLDERS:
            return "/".join(parts[:place]) + "/"
    return path


def shown(name: str, width: int = 60) -> str:
    r"""A name as it may be shown: on one line, printable, about `width` characters at most.

    >>> shown("a\x1b[31m\u202egpj.py")
    'a\\x1b[31m\\u202egpj.py'
    >>> shown("x" * 100 + ".py", width=20)
    'xxxxxxxxxx…xxxxxx.py'
    """
    if len(name) > width:
        name = f"{name[: width // 2]}…{name[1 - width // 2 :]}"
    return one_line(name)


def quoted(name: str) -> str:
    """A name for use in a sentence."""
    return f"'{shown(name)}'"


def parents(path: str) -> Iterable[str]:
    """The folders that `path` lies in.

    >>> list(parents("a/b/c.py"))
    ['a/b', 'a']
    """
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path
