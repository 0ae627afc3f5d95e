"""Which formula of a write-up a renderer refuses, and on which line it stands.

Pandoc and typst complain about the whole document; the first formula that is refused by itself is the one to show.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from autograder.authoring.writeup.nodes import Node, Nodes, paragraph
from autograder.errors import ConfigError


def formulas(node: Any) -> Iterator[Node]:
    """Every formula of a syntax tree, in order."""
    if isinstance(node, list):
        for item in node:
            yield from formulas(item)
    elif isinstance(node, dict):
        if node.get("t") == "Math":
            yield node
        else:
            yield from formulas(node.get("c"))


def located(error: ConfigError, source: str, blocks: Nodes, render: Callable[[Nodes], object]) -> ConfigError:
    """The error about one formula, with its line, where a formula is what is wrong; else the error as it was.

    Args:
        source: the write-up's Markdown.
        render: raises a ConfigError for blocks that it cannot render.
    """

    def refusal(some: list[Node]) -> ConfigError | None:
        try:
            render([paragraph([formula]) for formula in some])
        except ConfigError as caught:
            return caught
        return None

    found = list(formulas(blocks))
    if refusal([]) or refusal(found) is None:
        return error
    right, wrong = 0, len(found)  # the first `right` are rendered, the first `wrong` are not
    while wrong - right > 1:
        middle = (right + wrong) // 2
        right, wrong = (right, middle) if refusal(found[:middle]) else (middle, wrong)
    formula = found[wrong - 1]
    what, tex = (refusal([formula]) or error).what, formula["c"][1]
    line = line_of(tex, source)
    if " ".join(tex.split()) not in what:
        what = f"{what} (the formula {tex})"
    return ConfigError(f"{error.where}:{line}" if line else error.where, what, error.remedy)


def line_of(tex: str, source: str) -> int:
    r"""The line on which a formula begins, whatever its spaces; 0 if it is not found.

    >>> line_of(r"\frac{a} {b}", "one\ntwo $\\frac{a}\n{b}$")
    2
    """
    pattern = r"\s*".join(re.escape(char) for char in re.sub(r"\s+", "", tex))
    found = re.search(pattern, source)
    return source.count("\n", 0, found.start()) + 1 if found else 0
