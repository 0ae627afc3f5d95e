"""Compares functions by their syntax trees: a one-line solution has no line of substance, but it is a solution."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator

_Function = ast.FunctionDef | ast.AsyncFunctionDef


def function_prints(source: str) -> dict[str, tuple[str, int]]:
    """Print -> (qualified name, line) of each function of a Python source; empty if it is not valid Python.

    Comments, docstrings, annotations, decorators and layout do not count; names do.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    return {_print(name, node): (name, node.lineno) for name, node in _functions(tree, "")}


def _functions(node: ast.AST, prefix: str) -> Iterator[tuple[str, _Function]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            name = f"{prefix}{child.name}"
            if not isinstance(child, ast.ClassDef):
                yield name, child
            yield from _functions(child, f"{name}.")
        else:
            yield from _functions(child, prefix)


def _print(name: str, node: _Function) -> str:
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    arguments = [argument.arg for argument in ast.walk(node.args) if isinstance(argument, ast.arg)]
    described = f"{name}|{arguments}|{';'.join(ast.dump(statement) for statement in body)}"
    return hashlib.blake2b(described.encode(), digest_size=16).hexdigest()
