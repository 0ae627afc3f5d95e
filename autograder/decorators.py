"""gradescope-utils' decorators in the syntax tree of a test file, in every way of writing them."""

from __future__ import annotations

import ast
from collections.abc import Mapping

_MODULE = "gradescope_utils.autograder_utils.decorators"
NAMES = ("weight", "number", "visibility", "tags", "hide_errors", "partial_credit", "leaderboard")


def names_in(tree: ast.Module) -> dict[str, str]:
    """What the decorators are called in a file, e.g. {"w": "weight", …} after `import weight as w`.

    Whatever an attribute belongs to, its name counts: `@decorators.weight(4)` needs no entry here.
    """
    names = {name: name for name in NAMES}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == _MODULE:
            names |= {alias.asname: alias.name for alias in node.names if alias.asname and alias.name in NAMES}
    return names


def name_of(decorator: ast.expr, names: Mapping[str, str]) -> str:
    """Which of them a decorator is, or "".

    >>> node = ast.parse("@d.weight(val=4)\\ndef f(): ...").body[0]
    >>> name_of(node.decorator_list[0], names_in(ast.parse("")))
    'weight'
    """
    target = decorator.func if isinstance(decorator, ast.Call) else decorator
    name = last_name(target)
    name = names.get(name, "") if isinstance(target, ast.Name) else name
    return name if name in NAMES else ""


def last_name(node: ast.expr) -> str:
    """The name of something, whatever it belongs to; "" for what is no name.

    >>> last_name(ast.parse("pt.mark.parametrize", mode="eval").body)
    'parametrize'
    """
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
