"""Finds the folders of a submission from which test files import, named by `sys.path.append("./python")` at their top.

A suite that is run from the folder above its tests names folders that way. The modules in them are student code under
their short names, too, and the child imports from there.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath

_ADDS = ("sys.path.append", "sys.path.insert")


def import_folders(tests: Iterable[Path], files: Sequence[str]) -> tuple[str, ...]:
    """Such folders, in the order in which they are named.

    Args:
        tests: Python files; one that cannot be read names no folder.
        files: paths of what students submit and get.
    """
    holding = {parent.as_posix() for path in files for parent in PurePosixPath(path).parents} - {"."}
    if not holding:
        return ()
    named = (folder for test in tests for folder in _named(test))
    return tuple(dict.fromkeys(folder for folder in named if folder in holding))


def short_paths(files: Sequence[str], folders: Iterable[str]) -> list[str]:
    """The paths of files as seen from such folders."""
    return [path.removeprefix(f"{folder}/") for folder in folders for path in files if path.startswith(f"{folder}/")]


def _named(test: Path) -> Iterator[str]:
    try:
        tree = ast.parse(test.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and ast.unparse(node.func) in _ADDS:
            texts = (part.value for part in ast.walk(node.args[-1]) if isinstance(part, ast.Constant))
            parts = [part for text in texts if isinstance(text, str) for part in PurePosixPath(text).parts]
            yield "/".join(part for part in parts if part not in ("..", "/"))
