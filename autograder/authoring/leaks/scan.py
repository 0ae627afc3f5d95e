"""Searches files, folders and archives for secrets; says what was found and where it came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.authoring.leaks.compiled import code_prints, read_compiled
from autograder.authoring.leaks.functions import function_prints
from autograder.authoring.leaks.repository import repository_views
from autograder.authoring.leaks.secret import Secret
from autograder.authoring.leaks.secrets import SUBSTANCE, Secrets
from autograder.authoring.leaks.tokens import located
from autograder.authoring.leaks.views import Unreadable, View, views
from autograder.errors import InputError
from autograder.files import TOOL_CACHES

SQUEEZED = 16  # characters that a run must have to be looked for where white space means nothing


@dataclass(frozen=True)
class Leak:
    """Something secret, or something that cannot be read, in a place that students see.

    Attributes:
        where: the file, with the line if it has lines, and after "!" the part of it.
        what: what was found there.
        origin: the staff file (and line) it comes from; empty for what cannot be read.
    """

    where: str
    what: str
    origin: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.what}; take it out"


def find_leaks(path: Path, secrets: Secrets, where: str = "", caches: bool = True) -> list[Leak]:
    """The leaks in a file, an archive or a folder.

    Args:
        where: the name of `path` in messages; its own name if empty.
        caches: whether to scan caches such as __pycache__, too, as one must in a handout.

    Raises:
        InputError: there is nothing at `path`.
    """
    if not path.exists():
        raise InputError(str(path), "there is no such file or folder")
    found = list(_leaks(path, secrets, where or path.name, caches))
    return sorted(dict.fromkeys(found), key=lambda leak: leak.where)


def leaks_in_text(text: str, secrets: Secrets, where: str) -> list[Leak]:
    """The leaks in a text that students see, such as a report."""
    return _judged([View(where, text)], secrets)


def leaks_in_bytes(data: bytes, secrets: Secrets, where: str) -> list[Leak]:
    """The leaks in one file's content; its kind is taken from the content and from the name `where`."""
    return _judged(views(where, data), secrets)


def _leaks(path: Path, secrets: Secrets, where: str, caches: bool) -> Iterator[Leak]:
    if path.is_symlink():
        yield Leak(where, f"is a link to {path.readlink()}, which is followed or broken wherever it goes")
    elif path.is_dir() and path.name == ".git":
        yield from _judged(repository_views(path, where), secrets)
    elif path.is_dir():
        for inner in sorted(path.iterdir()):
            if caches or inner.name not in TOOL_CACHES:
                yield from _leaks(inner, secrets, f"{where}/{inner.name}", caches)
    else:
        yield from _judged(views(where, path.read_bytes()), secrets)


def _judged(found: Iterable[View | Unreadable], secrets: Secrets) -> list[Leak]:
    leaks: list[Leak] = []
    named: set[str] = set()
    for view in found:
        leaks += _by_name(view.where, secrets, named)
        if isinstance(view, Unreadable):
            leaks.append(Leak(view.where, view.what))
        elif view.compiled:
            leaks += [*_in_code(view, secrets), *_in_text(view, secrets)]
        else:
            leaks += [*_in_text(view, secrets), *_in_functions(view, secrets)]
    return leaks


def _by_name(where: str, secrets: Secrets, named: set[str]) -> Iterator[Leak]:
    for part in where.replace("!", "/").split("/"):
        origin = secrets.names.get(part)
        if origin and where not in named:
            named.add(where)
            yield Leak(where, f"has the name of {origin}", origin)


def _in_text(view: View, secrets: Secrets) -> Iterator[Leak]:
    tokens, lines = located(view.text)
    hits = {secret: lines[place] for secret, place in _hits(tokens, secrets)}
    if view.squeezed:
        hits |= {secret: 0 for secret in _squeezed_hits(tokens, secrets) if secret not in hits}
    met: dict[str, int] = {}
    for secret in hits:
        met[secret.file] = met.get(secret.file, 0) + 1
    for secret, line in hits.items():
        if met[secret.file] >= secret.needed:
            place = f"{view.where}:{line}" if line and "!" not in view.where else view.where
            yield Leak(place, f"repeats {secret.origin}", secret.origin)


def _hits(tokens: list[str], secrets: Secrets) -> Iterator[tuple[Secret, int]]:
    index = secrets.by_opening
    for place, opening in enumerate(zip(tokens, tokens[1:], tokens[2:], strict=False)):
        for secret in index.get(opening, ()):
            if tuple(tokens[place : place + len(secret.tokens)]) == secret.tokens:
                yield secret, place


def _squeezed_hits(tokens: list[str], secrets: Secrets) -> Iterator[Secret]:
    squeezed = "".join(tokens)
    for secret in secrets.runs:
        text = "".join(secret.tokens)
        if len(text) >= SQUEEZED and text in squeezed:
            yield secret


def _in_functions(view: View, secrets: Secrets) -> Iterator[Leak]:
    if "def " not in view.text:
        return
    for key, (name, line) in function_prints(view.text).items():
        if key in secrets.functions:
            yield Leak(f"{view.where}:{line}", f"has {name} as in {secrets.functions[key]}", secrets.functions[key])


def _in_code(view: View, secrets: Secrets) -> Iterator[Leak]:
    code = read_compiled(view.compiled)
    for key, name in code_prints(code).items() if code else ():
        if key in secrets.codes:
            yield Leak(view.where, f"holds {name} compiled from {secrets.codes[key]}", secrets.codes[key])


__all__ = ["SUBSTANCE", "Leak", "find_leaks", "leaks_in_bytes", "leaks_in_text"]
