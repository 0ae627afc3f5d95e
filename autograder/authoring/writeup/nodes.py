"""Nodes of pandoc's syntax tree, as far as filled parts need them.

A node is a JSON object {"t": type, "c": contents}; see "Text.Pandoc.Definition" in pandoc-types 1.23.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

Node = dict[str, Any]
Nodes = list[Node]

NO_ATTRIBUTES = ["", [], []]

_EMPHASIS = re.compile(r"(?<![\w*])\*(\w(?:[^*]*\w)?)\*(?![\w*])")


def text(words: str) -> Nodes:
    """Plain words; pandoc breaks lines at the spaces."""
    nodes: Nodes = []
    for place, word in enumerate(words.split(" ")):
        if place:
            nodes.append({"t": "Space"})
        if word:
            nodes.append({"t": "Str", "c": word})
    return nodes


def code(source: str) -> Node:
    return {"t": "Code", "c": [NO_ATTRIBUTES, source]}


def strong(inlines: Nodes) -> Node:
    return {"t": "Strong", "c": inlines}


def with_code(words: str) -> Nodes:
    """Words in which `…` is code and *…* is emphasised, as docstrings write them.

    >>> [node["t"] for node in with_code("see `f`.")], [node["t"] for node in with_code("is *a* b * c")]
    (['Str', 'Space', 'Code', 'Str'], ['Str', 'Space', 'Emph', 'Space', 'Str', 'Space', 'Str', 'Space', 'Str'])
    """
    nodes: Nodes = []
    for place, part in enumerate(words.split("`")):
        nodes += [code(part)] if place % 2 else _with_emphasis(part)
    return nodes


def paragraph(inlines: Nodes) -> Node:
    return {"t": "Para", "c": inlines}


def plain(inlines: Nodes) -> Node:
    return {"t": "Plain", "c": inlines}


def code_block(source: str, language: str = "") -> Node:
    return {"t": "CodeBlock", "c": [["", [language] if language else [], []], source]}


def bullets(items: Iterable[Nodes]) -> Node:
    """A list; each item is given by its inlines."""
    return {"t": "BulletList", "c": [[plain(item)] for item in items]}


def numbered(items: Iterable[Nodes]) -> Node:
    """A numbered list; each item is given by its inlines."""
    return {"t": "OrderedList", "c": [[1, {"t": "Decimal"}, {"t": "Period"}], [[plain(item)] for item in items]]}


def definitions(entries: Iterable[tuple[Nodes, Nodes]]) -> Node:
    """A definition list of terms (inlines) and what they mean (blocks)."""
    return {"t": "DefinitionList", "c": [[term, [blocks]] for term, blocks in entries]}


def division(kind: str, blocks: Nodes, **attributes: str) -> Node:
    return {"t": "Div", "c": [["", [kind], [[key, value] for key, value in attributes.items()]], blocks]}


def raw(form: str, source: str) -> Node:
    """A block that only one output format reads."""
    return {"t": "RawBlock", "c": [form, source]}


def table(
    head: Sequence[str],
    rows: Sequence[Sequence[Nodes]],
    right: Sequence[int] = (),
    widths: Sequence[float] = (),
    last: bool = False,
) -> Node:
    """A table of inlines.

    Args:
        right: the columns that are aligned to the right.
        widths: of the columns, as shares of the line; as wide as they need to be if empty.
        last: the last row is the table's foot, e.g. a total.
    """
    columns: list[Any] = []
    for column in range(len(head)):
        width: Node = {"t": "ColWidth", "c": widths[column]} if widths else {"t": "ColWidthDefault"}
        columns.append([{"t": "AlignRight" if column in right else "AlignLeft"}, width])
    body, foot = (rows[:-1], rows[-1:]) if last else (rows, [])
    heading = [NO_ATTRIBUTES, [_row([text(name) for name in head])]]
    bodies = [[NO_ATTRIBUTES, 0, [], [_row(row) for row in body]]]
    return {
        "t": "Table",
        "c": [NO_ATTRIBUTES, [None, []], columns, heading, bodies, [NO_ATTRIBUTES, [_row(row) for row in foot]]],
    }


def classes(node: Node) -> list[str]:
    """The classes of a Div or CodeBlock."""
    return list(node["c"][0][1])


def attributes(node: Node) -> dict[str, str]:
    """The attributes of a Div or CodeBlock."""
    return dict(node["c"][0][2])


def plain_text(inlines: Nodes) -> str:
    """The words of inlines, without their markup."""
    words = []
    for node in inlines:
        contents: Any = node.get("c")
        if node["t"] in ("Space", "SoftBreak", "LineBreak"):
            words.append(" ")
        elif node["t"] == "Str":
            words.append(contents)
        elif node["t"] in ("Code", "Math"):
            words.append(contents[1])
        elif node["t"] in ("Quoted", "Link", "Span", "Cite"):
            words.append(plain_text(contents[1]))
        elif isinstance(contents, list):
            words.append(plain_text(contents))
    return "".join(words)


def rewrite_divisions(blocks: Nodes, change: Callable[[Node], Nodes]) -> Nodes:
    """The blocks with every Div, at any depth in lists, quotes and Divs, replaced by what `change` makes of it."""
    result: Nodes = []
    for block in blocks:
        if block["t"] == "Div":
            inner = rewrite_divisions(block["c"][1], change)
            result += change(block | {"c": [block["c"][0], inner]})
        elif block["t"] == "BlockQuote":
            result.append(block | {"c": rewrite_divisions(block["c"], change)})
        elif block["t"] == "BulletList":
            result.append(block | {"c": [rewrite_divisions(item, change) for item in block["c"]]})
        elif block["t"] == "OrderedList":
            items = [rewrite_divisions(item, change) for item in block["c"][1]]
            result.append(block | {"c": [block["c"][0], items]})
        else:
            result.append(block)
    return result


def divisions(node: Any, kind: str) -> Iterator[Node]:
    """Every Div of a kind, at any depth."""
    if isinstance(node, list):
        for item in node:
            yield from divisions(item, kind)
    elif isinstance(node, dict):
        if node.get("t") == "Div" and classes(node) == [kind]:
            yield node
        yield from divisions(node.get("c"), kind)


def _with_emphasis(words: str) -> Nodes:
    nodes: Nodes = []
    for place, part in enumerate(_EMPHASIS.split(words)):
        nodes += [{"t": "Emph", "c": text(part)}] if place % 2 else text(part)
    return nodes


def _row(cells: Sequence[Nodes]) -> list[Any]:
    return [NO_ATTRIBUTES, [[NO_ATTRIBUTES, {"t": "AlignDefault"}, 1, 1, [plain(cell)]] for cell in cells]]
