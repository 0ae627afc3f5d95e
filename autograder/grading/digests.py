"""Digests of what a result depends on: while the digest is the same, the result need not be computed again.

    homework_digest  what staff wrote that decides how checks end: tests, drivers, solution, given files, limits, …
    program_digest   our own code that runs them, and the versions of Python and of the packages that they use
    running_digest   both: equal digests, seeds and submissions give equal outcomes
    scoring_digest   what makes points of outcomes: weights, titles, numbers, visibility, pieces

A comment in a test, its title or its weight changes nothing in how it ends, so it has no part in the first three.
"""

from __future__ import annotations

import ast
import functools
import hashlib
import json
import platform
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from importlib import metadata
from pathlib import Path

import autograder
from autograder.decorators import last_name, surely_named
from autograder.files import files_below, is_left_behind
from autograder.grading.homework_files import homework_files, with_unix_line_ends
from autograder.grading.inside.packages import importable_beside
from autograder.model import Assignment, Check
from autograder.sandbox.packages import distributions

PACKAGE = Path(autograder.__file__).parent
#: Folders of the public part that decide how checks end. What a starter is, the solution says.
_PUBLIC = ("tests", "data", "given")
#: Rooms and modules of ours that decide how a check ends.
_RUNNING = ("grading", "sandbox", "model", "decorators.py", "errors.py", "files.py", "text.py")
_FINGERPRINTS = ("grading/remote/fingerprint.py",)
_VERSIONS = ("gradescope-utils", "msgspec", "numpy", "pytest")
#: decorators that say what a check is worth and who sees it
_SCORING = frozenset({"weight", "number", "visibility", "tags", "hide_errors"})


def homework_digest(assignment: Assignment) -> str:
    """blake2b (hex) over what the staff wrote that decides how checks end.

    Raises:
        InputError: a file is a link or cannot be read, or a given file is not there.
    """
    settings: dict[str, object] = {
        "submit": assignment.submit,
        "given": assignment.given,
        "preload": assignment.preload,
        "limits": asdict(assignment.limits),
        "rules": [asdict(rule) for rule in assignment.rules],
        "arguments": assignment.arguments.value,
        "follow_through": [asdict(one) for one in assignment.follow_through],
    }
    later = {name: getattr(assignment, name) for name in ("inside", "packages", "environment", "own_word", "adopted")}
    settings |= {name: value for name, value in later.items() if value}  # so that what has none keeps its digest
    parts = [("settings", json.dumps(settings, sort_keys=True).encode())]
    return _digest([*parts, *_files(assignment)])


def _files(assignment: Assignment) -> Iterator[tuple[str, bytes]]:
    """What a package holds, but for the starter and the settings; of tests, what decides how they end."""
    root = assignment.course.root
    public = assignment.public.relative_to(root)
    tests = [folder.relative_to(root) for folder in (assignment.public_tests, assignment.hidden_tests)]
    scoring = _SCORING - {"number"} if assignment.follow_through else _SCORING  # a check's number says what it follows
    for path, data in homework_files(assignment).items():
        if Path(path).is_relative_to(public) and Path(path).relative_to(public).parts[0] not in _PUBLIC:
            continue
        is_beside_tests = any(Path(path).is_relative_to(folder) for folder in tests)
        yield path, _test_source(Path(path).name, data, scoring) if is_beside_tests else data


def program_digest(preload: Sequence[str] = (), package: Path = PACKAGE) -> str:
    """blake2b (hex) over our own code that runs checks, and over the versions of what it uses."""
    versions = [platform.python_version(), platform.machine()]
    versions += [f"{name} {_version(name)}" for name in sorted({*_VERSIONS, *distributions(preload)})]
    return _digest([("versions", "\n".join(versions).encode()), ("code", code_digest(_RUNNING, package).encode())])


def running_digest(assignment: Assignment, less_memory: Sequence[int] = ()) -> str:
    """blake2b (hex) over everything that decides how checks end, but for the submission and the seed.

    Args:
        less_memory: bytes that processes may take where a machine has less than what is promised; else empty.
    """
    program = program_digest((*assignment.preload, *importable_beside(assignment)))
    parts = [("homework", homework_digest(assignment).encode()), ("program", program.encode())]
    return _digest([*parts, *(("memory", str(size).encode()) for size in less_memory)])


def fingerprint_digest(assignment: Assignment) -> str:
    """blake2b (hex) over what decides the fingerprints of answers: the homework, and how fingerprints are taken.

    The rest of our code does not count: hints are rebuilt when they could be wrong, not with each version.
    """
    code = [(name, with_unix_line_ends((PACKAGE / name).read_bytes())) for name in _FINGERPRINTS]
    return _digest([("homework", homework_digest(assignment).encode()), *code])


def mistakes_digest(assignment: Assignment) -> str:
    """blake2b (hex) over the known mistakes and their hints; "" if there are none, as in a package."""
    files = sorted((assignment.secret / "mistakes").glob("*.py"))
    return _digest((path.name, with_unix_line_ends(path.read_bytes())) for path in files) if files else ""


def scoring_digest(assignment: Assignment, checks: Iterable[Check]) -> str:
    """blake2b (hex) over what makes a score and a report of outcomes."""
    pieces = [asdict(piece) for piece in assignment.pieces]
    told = [_told(check) for check in checks]
    return _digest([("pieces", json.dumps(pieces).encode()), ("checks", json.dumps(told).encode())])


def _told(check: Check) -> dict[str, object]:
    """What a check says; that it runs outside, as nearly all do, says nothing."""
    told = asdict(check) | {"visibility": check.visibility.value, "wall": None}
    return told if check.inside else {name: value for name, value in told.items() if name != "inside"}


@functools.lru_cache(maxsize=512)  # several digests are taken of the same files, one after another
def _test_source(name: str, data: bytes, scoring: frozenset[str] = _SCORING) -> bytes:
    """What a file beside the tests says to the computer; of a test, without comments, titles and these decorators."""
    if not (name.startswith("test_") and name.endswith(".py")):
        return data
    try:
        tree = ast.parse(data)
    except (SyntaxError, ValueError):  # whoever runs it will say so
        return data
    named = surely_named(tree)
    for node in _functions(tree):
        dropped = scoring - {"weight"} if _sets_score(node) else scoring
        node.decorator_list = [one for one in node.decorator_list if named(one) not in dropped]
    if b"__doc__" not in data:
        _drop_docstrings(tree)
    return "\n".join(_said(tree)).encode()


def _sets_score(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a test gives itself points: its weight then decides whether these are too many, and so how it ends."""
    arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    called = [one.func if isinstance(one, ast.Call) else one for one in node.decorator_list]
    by_decorator = any(last_name(one) == "partial_credit" for one in called)
    return by_decorator or node.args.kwarg is not None or any(one.arg == "set_score" for one in arguments)


def _drop_docstrings(tree: ast.Module) -> None:
    """Take out titles and other docstrings, as if they had never been there."""
    has_body = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    for node in ast.walk(tree):
        if isinstance(node, has_body) and ast.get_docstring(node, clean=False) is not None:
            del node.body[0]


def _said(node: object) -> list[str]:
    """A syntax tree as text that is the same for every version of Python, unlike `ast.dump`.

    What a version added is empty in a file that does without it; and some put empty text between parts of an f-string.
    """
    words: list[str] = []
    _say(node, words)
    return words


def _say(node: object, words: list[str], in_fstring: bool = False) -> None:
    if isinstance(node, ast.AST):
        words.append(type(node).__name__)
        for name in node._fields:
            value = getattr(node, name, None)
            if value is not None and value != []:
                words.append(f".{name}")
                _say(value, words, isinstance(node, ast.JoinedStr))
        words.append("end")
    elif isinstance(node, list):
        for one in node:
            if not (isinstance(one, ast.Constant) and one.value == "" and in_fstring):
                _say(one, words)
    else:
        words.append(repr(node))


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return (node for node in ast.walk(tree) if isinstance(node, functions) and node.name.startswith("test"))


@functools.cache
def code_digest(names: Sequence[str], package: Path = PACKAGE) -> str:
    """blake2b (hex) over rooms and modules of ours.

    Args:
        names: below the package; a tuple.
    """
    rooms = [package / name for name in names]
    files = [path for room in rooms for path in ([room] if room.is_file() else files_below(room))]
    by_name = {path.relative_to(package): path for path in files}
    kept = {name.as_posix(): path for name, path in by_name.items() if not is_left_behind(name)}  # as in a package
    return _digest((name, with_unix_line_ends(path.read_bytes())) for name, path in kept.items())


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""


def _digest(parts: Iterable[tuple[str, bytes]]) -> str:
    digest = hashlib.blake2b(digest_size=32)
    for name, data in parts:
        for piece in (name.encode(), data):
            digest.update(len(piece).to_bytes(8, "little") + piece)
    return digest.hexdigest()
