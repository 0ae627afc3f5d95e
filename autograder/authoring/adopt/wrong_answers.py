"""Two wrong answers made from a right one, on which a test must agree wherever it runs."""

from __future__ import annotations

import ast
from collections.abc import Mapping

_Function = ast.FunctionDef | ast.AsyncFunctionDef


def wrong_answers(texts: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Name -> the solution's files with every function's body replaced.

    A test whose verdict on one of them depends on the process that the test runs in means something else there.
    """
    return {
        "raises": {path: _replaced(text, "raise NotImplementedError") for path, text in texts.items()},
        "returns nothing": {path: _replaced(text, "return None") for path, text in texts.items()},
    }


def _replaced(text: str, body: str) -> str:
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, _Function) and not (node.name.startswith("__") and node.name.endswith("__")):
            node.body = ast.parse(body if body.startswith("raise") else f"def f():\n    {body}").body
            if isinstance(node.body[0], ast.FunctionDef):
                node.body = node.body[0].body
    return ast.unparse(tree)
