"""Imports of what a submission will not find where it is graded."""

from __future__ import annotations

import ast
import contextlib
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any


def not_graded(root: Path, path: str, homework: dict[str, Any]) -> list[tuple[int, str, bool]]:
    """Imports of what will not be there when it is graded: the line, why, and whether importing the file fails by it.

    One that is not sure stands in a function, and fails what calls that. An import that the file can do without is not
    listed.

    Args:
        path: a file that is submitted, from root.
        homework: what is said of it in homework.py.
    """
    tree = ast.parse((root / path).read_bytes())
    own = {name.split("/")[0].removesuffix(".py") for name in (*homework["submit"], *homework["given"])}
    known = {*sys.stdlib_module_names, *own, *homework["has"]}
    found = [(node.lineno, name, sure) for node, sure in _imports(tree.body, True) for name in _tops(node)]
    unknown = {name for _, name, _ in found} - known
    if unknown:  # or it may be what a package brings along
        unknown -= _brought_along(homework["has"])
    return [(line, _why_not(root, name, homework), sure) for line, name, sure in found if name in unknown]


def _imports(nodes: Sequence[ast.AST], sure: bool) -> Iterator[tuple[Any, bool]]:
    for node in nodes:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            yield node, sure
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield from _imports(node.body, False)
        elif isinstance(node, ast.If) and any(word in ast.unparse(node.test) for word in ("__name__", "TYPE_CHECKING")):
            yield from _imports(node.orelse, sure)
        elif isinstance(node, ast.Try) and any(_expects_none(handler) for handler in node.handlers):
            yield from _imports([*node.handlers, *node.finalbody], sure)
        elif isinstance(node, (ast.stmt, ast.ExceptHandler, ast.match_case)):
            yield from _imports(list(ast.iter_child_nodes(node)), sure)


def _expects_none(handler: ast.ExceptHandler) -> bool:
    """Whether it goes on where there is no such package."""
    caught = ast.unparse(handler.type) if handler.type else "Exception"
    return any(word in caught for word in ("ImportError", "ModuleNotFoundError", "Exception"))


def _tops(node: Any) -> list[str]:
    names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
    return [] if getattr(node, "level", 0) else [name.split(".")[0] for name in names]


def _brought_along(has: list[str]) -> set[str]:
    """What can be imported of the packages that this homework has, and of those that they need, as installed here."""
    from importlib import metadata

    holders = {top: [_normal(one) for one in names] for top, names in metadata.packages_distributions().items()}
    waiting = [name for one in has for name in (_normal(one), *holders.get(one, []))]
    wanted: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in wanted:
            wanted.add(name)
            with contextlib.suppress(metadata.PackageNotFoundError):
                needed = metadata.requires(name) or []
                waiting += [_normal(re.split(r"[^\w.-]", one.strip())[0]) for one in needed if "extra ==" not in one]
    return {top for top, names in holders.items() if wanted & set(names)}


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _why_not(root: Path, name: str, homework: dict[str, Any]) -> str:
    for place in (f"{name}.py", name, f"tests/{name}.py", f"tests/{name}"):
        if (root / place).exists():
            taken = ", ".join(homework["submit"])
            return f"{place} is not there when graded, which takes only {taken}: put what you need of it there"
    library = ", ".join(["Python's standard library", *homework["has"]])
    return f"{name} is not available when graded, even if it is installed here: this homework has only {library}"
