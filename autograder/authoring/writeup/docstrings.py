"""A docstring in the style of this project as nodes: paragraphs, lists, examples, and sections such as "Args:"."""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator

from autograder.authoring.writeup.nodes import (
    Node,
    Nodes,
    bullets,
    code,
    code_block,
    definitions,
    division,
    paragraph,
    strong,
    text,
)
from autograder.authoring.writeup.plain_formulas import with_formulas

_SECTION = re.compile(r"(Args|Arguments|Returns|Yields|Raises|Attributes|Note|Notes|Example|Examples|Shapes?):")
_ENTRY = re.compile(r"(\*{0,2}\w[\w.]*(?:, \*{0,2}\w[\w.]*)*(?: \([^()]*\))?): (.+)", re.DOTALL)
_BULLET = re.compile(r"[-*•] ")


def docstring_nodes(docstring: str) -> Nodes:
    """The blocks of a docstring that `inspect.cleandoc` has cleaned."""
    return list(_blocks(docstring))


def _blocks(source: str) -> Iterator[Node]:
    for chunk in _chunks(source.splitlines()):
        head = _SECTION.fullmatch(chunk[0].rstrip())
        if head and len(chunk) > 1:
            yield division("section-head", [paragraph([strong(text(head[1]))])])
            yield from _section(textwrap.dedent("\n".join(chunk[1:])))
        elif chunk[0].startswith((">>> ", " ")):
            example = textwrap.dedent("\n".join(chunk))
            yield code_block(example, "python" if _is_python(example) else "")
        elif _BULLET.match(chunk[0]):
            yield bullets(with_formulas(_BULLET.sub("", _joined(item), count=1)) for item in _items(chunk))
        else:
            yield paragraph(with_formulas(_joined(chunk)))


def _section(body: str) -> Iterator[Node]:
    """ "name: what" entries as a definition list; anything else as it would be outside a section."""
    entries = [_ENTRY.fullmatch(_joined(item)) for item in _items(body.splitlines())]
    if all(entries):
        pairs = [(entry[1], entry[2]) for entry in entries if entry]
        yield definitions(([code(name)], [paragraph(with_formulas(what))]) for name, what in pairs)
    else:
        yield from _blocks(body)


def _chunks(lines: list[str]) -> Iterator[list[str]]:
    """Runs of lines without a blank one; a section takes all that is indented below it."""
    chunk: list[str] = []
    for line in lines:
        section = bool(chunk) and _SECTION.fullmatch(chunk[0].rstrip()) is not None
        ends = not line.strip() and not section
        if section and line.strip() and not line.startswith(" "):
            ends = True
        starts = bool(chunk) and not section and _SECTION.fullmatch(line.rstrip()) is not None
        listed = bool(chunk) and not section and _BULLET.match(line) is not None and not _BULLET.match(chunk[0])
        if (ends or starts or listed) and chunk:
            yield chunk
            chunk = []
        if line.strip() or (section and not ends):
            chunk.append(line)
    if chunk:
        yield chunk


def _items(lines: list[str]) -> Iterator[list[str]]:
    """Each line that is not indented begins an item."""
    item: list[str] = []
    for line in lines:
        if item and line.strip() and not line.startswith(" "):
            yield item
            item = []
        if line.strip():
            item.append(line)
    if item:
        yield item


def _is_python(example: str) -> bool:
    """Not so a formula, a tree or a drawing, which would be coloured at random."""
    if example.startswith(">>> "):
        return True
    try:
        ast.parse(example)
    except SyntaxError:
        return False
    return True


def _joined(lines: list[str]) -> str:
    return " ".join(line.strip() for line in lines)
