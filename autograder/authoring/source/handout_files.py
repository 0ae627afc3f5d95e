"""What a handout holds: an allow-list. A file that nobody listed is an error or stays out; it is never shipped.

* the files that students submit, from starter/;
* the given files beside them, from given/ or assignments/shared/;
* the public tests, and data/ where a homework has one, by the kinds of files listed here;
* modules of assignments/shared/ that one of those imports: beside the given files where a given file needs them, else
  beside the tests.
"""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import ConfigError, InputError
from autograder.files import is_behind_link, is_cache
from autograder.grading.staging import given_file, shared_folder
from autograder.model import Assignment

TESTS, DATA = "tests", "data"
_KINDS = {TESTS: (".py", ".npz", ".json", ".csv", ".txt"), DATA: (".txt", ".csv", ".json", ".npz", ".npy")}


@dataclass(frozen=True)
class Entry:
    """One file of a handout: its path there ("/" between the parts), where it comes from, and what it is for."""

    path: str
    source: Path
    about: str


def contents(assignment: Assignment) -> tuple[Entry, ...]:
    """The files of a handout that exist before it is built, in the order in which a student reads about them.

    Raises:
        InputError: a listed file is not there.
        ConfigError: a folder that is shipped whole holds a file of an unexpected kind.
    """
    written = [Entry(path, _starter(assignment, path), "you write it and submit it") for path in assignment.submit]
    given = [_given(assignment, path) for path in assignment.given]
    tests = list(_folder(assignment, TESTS, "public test"))
    data = list(_folder(assignment, DATA, "data"))
    if not tests:
        raise InputError(_shown(assignment, assignment.public_tests), "there are no public tests", "write some")
    here = {Path(entry.path).stem for entry in (*written, *given)}
    beside = list(_shared(assignment, [*given], here, folder=""))
    here |= {Path(entry.path).stem for entry in (*beside, *tests)}
    helpers = list(_shared(assignment, tests, here, folder=f"{TESTS}/"))
    return (*written, *given, *beside, *tests, *helpers, *data)


@functools.cache
def imported_modules(source: str) -> frozenset[str]:
    """The top-level names of modules that Python source imports anywhere in it.

    >>> sorted(imported_modules("import a.b, c\\nfrom d import e\\nfrom . import f\\ndef g():\\n    import h"))
    ['a', 'c', 'd', 'h']
    """
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            names.add(node.module.split(".")[0])
    return frozenset(names)


def about(path: Path, default: str) -> str:
    """The first line of a module's docstring without its full stop, or `default`."""
    if path.suffix != ".py":
        return default
    lines = (ast.get_docstring(parse(path)) or default).splitlines()
    return lines[0].strip().rstrip(".") if lines else default


def parse(path: Path) -> ast.Module:
    """A Python file's syntax tree; the error names its line."""
    try:
        return ast.parse(path.read_text(encoding="utf-8-sig"))
    except (SyntaxError, ValueError) as error:
        raise ConfigError(f"{path.name}:{getattr(error, 'lineno', 1)}", "is not valid Python", "fix it") from None


def _starter(assignment: Assignment, path: str) -> Path:
    source = assignment.starter / path
    if not _is_file(source, assignment.starter):
        raise InputError(_shown(assignment, source), "there is no such file", _starters(assignment))
    return source


def _starters(assignment: Assignment) -> str:
    return f"run 'autograder starter {assignment.name}'"


def _given(assignment: Assignment, path: str) -> Entry:
    source = given_file(assignment, path)
    return Entry(path, source, about(source, "given"))


def _folder(assignment: Assignment, name: str, default: str) -> Iterator[Entry]:
    top = assignment.public / name
    for source in sorted(top.rglob("*")):
        parts = source.relative_to(top).parts
        if (source.is_dir() and not source.is_symlink()) or is_cache(Path(*parts)):
            continue
        if (
            not _is_file(source, top)
            or source.suffix not in _KINDS[name]
            or any(part.startswith(".") for part in parts)
        ):
            what = f"is not a file of a kind that is handed out ({', '.join(_KINDS[name])})"
            raise ConfigError(_shown(assignment, source), what, "move it")
        yield Entry("/".join((name, *parts)), source, about(source, default))


def _shared(assignment: Assignment, entries: Iterable[Entry], here: set[str], folder: str) -> Iterator[Entry]:
    """The shared modules that `entries` import, directly or through one another."""
    waiting, seen = list(entries), set(here)
    while waiting:
        entry = waiting.pop(0)
        if entry.source.suffix != ".py":
            continue
        parse(entry.source)
        for name in sorted(imported_modules(entry.source.read_text(encoding="utf-8-sig")) - seen):
            source = shared_folder(assignment) / f"{name}.py"
            if _is_file(source, shared_folder(assignment)):
                seen.add(name)
                found = Entry(f"{folder}{name}.py", source, about(source, "given"))
                waiting.append(found)
                yield found


def _is_file(path: Path, top: Path) -> bool:
    """A plain file, not behind a link from `top` on: that could lead to where the secrets are."""
    return path.is_file() and not is_behind_link(path, top)


def _shown(assignment: Assignment, path: Path) -> str:
    return path.relative_to(assignment.course.root).as_posix()
