"""What stands around the regions of a file that holds nothing else: `class` and `def` lines, so that it parses."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Sequence

from autograder.authoring.source.regions import Region

Statement = ast.stmt | ast.ExceptHandler
_BODIES = ("body", "orelse", "handlers", "finalbody", "cases")


def statements_outside(node: ast.AST, regions: Sequence[Region]) -> Iterator[Statement]:
    """The statements that stand in no region and around none."""
    for child in _statements(node):
        end = child.end_lineno or child.lineno
        if any(region.begin < child.lineno and end < region.end for region in regions):
            continue
        if any(_is_around(child, region.begin) for region in regions):
            yield from statements_outside(child, regions)
        else:
            yield child


def headings(node: ast.AST, line: int) -> str:
    """What the compound statements around a line say before their bodies, from the outermost on, annotations aside.

    >>> tree = ast.parse("class A(B):\\n    def f(self, x: int = 0) -> int:\\n        # here\\n        return x")
    >>> headings(tree, 3)
    'class A(B): def f(self, x=0):'
    """
    for child in _statements(node):
        if _is_around(child, line):
            return f"{_heading(child)} {headings(child, line)}".rstrip()
    return ""


def _statements(node: ast.AST) -> Iterator[Statement]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.stmt, ast.ExceptHandler)):
            yield child


def _is_around(node: Statement, line: int) -> bool:
    """A region's last marker may stand below the last statement; its first one never does."""
    return hasattr(node, "body") and node.lineno < line <= (node.end_lineno or 0)


def _heading(node: Statement) -> str:
    bare = copy.copy(node)
    for name in _BODIES:
        if hasattr(bare, name):
            setattr(bare, name, [])
    if isinstance(bare, (ast.FunctionDef, ast.AsyncFunctionDef)):
        bare.returns, bare.args = None, copy.deepcopy(bare.args)
        for argument in ast.walk(bare.args):
            if isinstance(argument, ast.arg):
                argument.annotation = None
    return ast.unparse(bare).strip().replace("\n", " ")  # a decorator has a line of its own
