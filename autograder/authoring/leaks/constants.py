"""String constants of Python source as the program sees them, with escapes and adjacent pieces resolved."""

from __future__ import annotations

import ast
from collections.abc import Iterator


def constants_of(source: str) -> Iterator[str]:
    """Every text or bytes constant, and every sum of constants; nothing if the source is not valid Python."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for node in ast.walk(tree):
        value = _value(node)
        if value:
            yield value


def _value(node: ast.AST) -> str | None:
    if isinstance(node, ast.Constant):
        if isinstance(node.value, bytes):
            return node.value.decode("latin-1")
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _value(node.left), _value(node.right)
        return left + right if left is not None and right is not None else None
    return None
