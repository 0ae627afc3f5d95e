"""Names from an archive: which are refused, which are leftovers, how they are shown."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from autograder.errors import SubmissionRefused

MAX_DEPTH = 32
MAX_LENGTH = 1000

_JUNK_FOLDERS = frozenset([
    ".git", ".svn", ".hg", ".venv", "venv", ".idea", ".vscode", "__macosx", "__pycache__", ".ipynb_checkpoints",
    ".pytest_cache", ".mypy_cache", ".ruff_cache", "node_modules", ".spotlight-v100", ".trashes",
])  # fmt: skip
_JUNK_FILES = frozenset(
    [".ds_store", "thumbs.db", "ehthumbs.db", "desktop.ini", ".gitignore", ".gitattributes", "icon\r"]
)

# Embeddings, overrides and isolates: they can make "yp.exe" read as "exe.py".
_DIRECTION = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def safe_path(raw: str) -> str:
    r"""A name from an archive as a relative path in NFC with "/" between the parts.

    Windows programs have written "\" between the parts; it is read as "/".

    Raises:
        SubmissionRefused: the name would leave the folder, or cannot be shown for what it is.

    >>> safe_path("./hw1\\autodiff.py")
    'hw1/autodiff.py'
    """
    name = raw.replace("\\", "/")
    fault = _fault(name)
    parts = [part for part in name.split("/") if part not in ("", ".")]
    if fault is None and len(parts) > MAX_DEPTH:
        fault = f"inside more than {MAX_DEPTH} folders"
    if fault is not None:
        raise SubmissionRefused(
            f"the zip has {quoted(raw)}, {fault}", "zip the files again with an ordinary zip program"
        )
    return unicodedata.normalize("NFC", "/".join(parts))


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
    return "".join(char if char.isprintable() else _escaped(char) for char in name)


def quoted(name: str) -> str:
    """A name for use in a sentence."""
    return f"'{shown(name)}'"


def listed(names: Sequence[str], most: int = 5) -> str:
    """Names as they stand in a sentence.

    >>> listed(["a.py"]), listed(["a.py", "b.py", "c.py"]), listed(["a", "b", "c", "d"], most=2)
    ('a.py', 'a.py, b.py and c.py', 'a, b and 2 more')
    """
    if len(names) > most:
        names = [*names[:most], f"{len(names) - most} more"]
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def collision_key(path: str) -> str:
    """Equal for paths that name the same file on some common file system.

    >>> collision_key("Stra\u00dfe.py") == collision_key("STRASSE.PY")
    True
    """
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def refuse_collisions(paths: Iterable[str]) -> None:
    """Refuse two files whose names are the same, or become the same on some file system."""
    seen: dict[str, str] = {}
    for path in paths:
        key = collision_key(path)
        if key in seen:
            raise SubmissionRefused(_collision(seen[key], path), "keep only one of them")
        seen[key] = path
    for key, path in seen.items():
        above = next((parent for parent in _parents(key) if parent in seen), None)
        if above is not None:
            raise SubmissionRefused(
                f"{quoted(seen[above])} is both a file and the folder of {quoted(path)}", "keep one"
            )


def _fault(name: str) -> str | None:
    if len(name) > MAX_LENGTH:
        return f"a name of {len(name)} characters"
    # Finder writes a file called "Icon\r" into folders with an icon of their own.
    plain = name[:-1] if name.endswith("Icon\r") else name
    if any(unicodedata.category(char) == "Cc" for char in plain):
        return "a name with control characters"
    if not _DIRECTION.isdisjoint(plain):
        return "a name with characters that reverse the direction of text"
    if name.startswith("/") or (name[1:2] == ":" and name[0].isascii() and name[0].isalpha()):
        return "an absolute path"
    if ".." in name.split("/"):
        return "a path with '..' in it"
    return None


def _escaped(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")


def _collision(first: str, second: str) -> str:
    if first == second:
        return f"there are two files named {quoted(first)}"
    return f"there are {quoted(first)} and {quoted(second)}, which are the same file name on many computers"


def _parents(path: str) -> Iterable[str]:
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path
