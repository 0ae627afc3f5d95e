"""Unexpected files: a stray file will be handed out, or used in grading, one day."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from autograder.authoring.check.findings import Finding
from autograder.authoring.source.hidden_checks import FILE
from autograder.authoring.source.starter import differences, shown
from autograder.files import is_cache
from autograder.model import Assignment

_CODE, _DATA = (".py",), (".npz", ".npy", ".json", ".csv", ".txt")

# Folder -> what may lie in it; None: anything, because another part decides about it.
_PUBLIC: dict[str, tuple[str, ...] | None] = {"starter": None, "given": None, "tests": (*_CODE, *_DATA), "data": _DATA}
_SECRET: dict[str, tuple[str, ...] | None] = {
    "solution": None,
    "variants": None,
    "tests": (*_CODE, *_DATA),
    "oracles": (*_CODE, *_DATA),
    "mistakes": _CODE,
}
_PUBLIC_TOP = ("assignment.yaml", FILE, "requirements.lock")
_SECRET_TOP = (".md", ".yaml", ".txt", ".json")


def layout_findings(assignment: Assignment) -> Iterator[Finding]:
    """Findings about files and folders that do not belong in a homework."""
    yield from _tree(assignment, assignment.public, _PUBLIC)
    if assignment.secret.is_dir():
        yield from _tree(assignment, assignment.secret, _SECRET)


def starter_findings(assignment: Assignment) -> Iterator[Finding]:
    """Findings where starter/ does not match the solution.

    Raises:
        InputError: the solution is missing.
        ConfigError: a marker is wrong, or a file is neither given nor submitted, or in the wrong folder.
    """
    where = shown(assignment, assignment.starter)
    for difference in differences(assignment):
        remedy = f"run 'autograder starter {assignment.name}'"
        yield Finding(f"{where}/{difference.path}", difference.what, remedy)


def _tree(assignment: Assignment, top: Path, folders: dict[str, tuple[str, ...] | None]) -> Iterator[Finding]:
    for path in sorted(top.iterdir()):
        if is_cache(Path(path.name)):
            continue
        if path.is_symlink():
            yield _unexpected(assignment, path, "a link")
        elif path.is_dir() and path.name in folders:
            yield from _folder(assignment, path, folders[path.name])
        elif path.is_dir() or not _at_top(assignment, path):
            yield _unexpected(assignment, path, "a folder" if path.is_dir() else "a file")


def _at_top(assignment: Assignment, path: Path) -> bool:
    if path.parent == assignment.public:
        return path.name in _PUBLIC_TOP
    return path.suffix in _SECRET_TOP and not path.name.startswith(".")


def _folder(assignment: Assignment, folder: Path, suffixes: tuple[str, ...] | None) -> Iterator[Finding]:
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if suffixes is None or is_cache(Path(*parts)):
            continue
        if path.is_symlink():
            yield _unexpected(assignment, path, "a link")
        elif path.is_file() and (path.suffix not in suffixes or path.name.startswith(".")):
            yield _unexpected(assignment, path, "a file")


def _unexpected(assignment: Assignment, path: Path, kind: str) -> Finding:
    return Finding(shown(assignment, path), f"is {kind} that has no place here", "move or delete it")
