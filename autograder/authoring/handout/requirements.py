"""What a student must install: the packages that the files of a handout import."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from autograder.authoring.source.handout_files import TESTS, Entry, imported_modules, parse

_STAND_IN = "gradescope_utils"  # a stand-in for it is in the handout


@dataclass(frozen=True)
class Needs:
    """Required packages, and for single given files the packages that only they need."""

    packages: tuple[str, ...]
    optional: dict[str, tuple[str, ...]]


def needs(entries: Iterable[Entry], submit: Iterable[str]) -> Needs:
    """Third-party packages by the imports at the top of modules; pytest is always needed."""
    entries, submitted = list(entries), set(submit)
    ours = {PurePosixPath(entry.path).stem for entry in entries} | {_STAND_IN}
    found = {entry.path: _third_party(parse(entry.source)) - ours for entry in entries if entry.source.suffix == ".py"}
    required = {"pytest"}
    for path, packages in found.items():
        if path in submitted or path.startswith(f"{TESTS}/"):
            required |= packages
    optional = {path: tuple(sorted(packages - required)) for path, packages in found.items() if packages - required}
    return Needs(tuple(sorted(required)), optional)


def _third_party(tree: ast.Module) -> set[str]:
    """What the module imports as soon as it is imported itself."""
    top = [node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
    source = "\n".join(ast.unparse(node) for node in top)
    return set(imported_modules(source) - sys.stdlib_module_names)
