"""Signatures and docstrings of what students implement, read from the starter without running it."""

from __future__ import annotations

import ast
import difflib
import inspect
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import ConfigError, InputError

_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True)
class Signature:
    """One function, method or class: its file, its first line(s) of source, and its docstring (may be empty)."""

    name: str
    file: str
    header: str
    docstring: str


def signatures(folder: Path, files: tuple[str, ...]) -> dict[str, Signature]:
    """By qualified name ("Softmax.forward") everything that the files define; the first file wins.

    Raises:
        InputError: a file is not there, or is no Python.
    """
    found: dict[str, Signature] = {}
    for file in files:
        if file.endswith(".py"):
            source, tree = _parsed(folder, file)
            for name, node in _definitions(tree, ""):
                docstring = inspect.cleandoc(ast.get_docstring(node, clean=False) or "")
                found.setdefault(name, Signature(name, file, _header(node, source.splitlines()), docstring))
    return found


def defined_names(tree: ast.Module) -> frozenset[str]:
    """Qualified names of the functions, methods and classes that a file defines."""
    return frozenset(name for name, _ in _definitions(tree, ""))


def find_signature(known: dict[str, Signature], name: str, shown: str) -> Signature:
    """The signature of that name; the error suggests the closest one."""
    if name not in known:
        close = difflib.get_close_matches(name, known, n=1)
        remedy = f"did you mean {close[0]}?" if close else f"there are {', '.join(known)}"
        raise ConfigError(shown, f"the starter has no {name}", remedy)
    return known[name]


def _parsed(folder: Path, file: str) -> tuple[str, ast.Module]:
    shown = f"assignments/{folder.parent.name}/{folder.name}/{file}"
    remedy = f"run 'autograder starter {folder.parent.name}'"
    try:
        source = (folder / file).read_text(encoding="utf-8")
        return source, ast.parse(source)
    except OSError:
        raise InputError(shown, "there is no such file", remedy) from None
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        raise InputError(f"{shown}:{line}", "is not valid Python", f"fix the solution, then {remedy}") from None


def _definitions(node: ast.AST, prefix: str) -> Iterator[tuple[str, _Definition]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            name = f"{prefix}{child.name}"
            yield name, child
            if isinstance(child, ast.ClassDef):
                yield from _definitions(child, f"{name}.")
        elif isinstance(child, (ast.If, ast.Try)):
            yield from _definitions(child, prefix)


def _header(node: _Definition, lines: list[str]) -> str:
    """The source from the first decorator to the colon, as its author broke the lines."""
    first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
    body = node.body[0].lineno
    if isinstance(node.body[0], (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        body = min([body, *(decorator.lineno for decorator in node.body[0].decorator_list)])
    if body == node.lineno:
        return ast.unparse(node).splitlines()[0]
    header = [line for line in lines[first - 1 : body - 1] if line.strip() and not line.strip().startswith("#")]
    return textwrap.dedent("\n".join(header))
