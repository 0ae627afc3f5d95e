"""One solution region's code as a tree, and edits that leave the rest of its text alone."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from autograder.authoring.source.regions import Region, lines_of

_COMPOUND = (ast.BinOp, ast.BoolOp, ast.Compare, ast.UnaryOp, ast.IfExp, ast.Lambda, ast.NamedExpr)
_BINDING = (ast.BinOp, ast.UnaryOp, ast.Compare, ast.Attribute, ast.BoolOp, ast.Subscript, ast.Starred)


@dataclass(frozen=True)
class Scope:
    """What the code of a region can see.

    Attributes:
        arguments: names of the arguments of the function around it, without self and cls.
        constants: the module's own names in capitals that hold plain values.
        torch: whether the file imports torch.
    """

    arguments: tuple[str, ...] = ()
    constants: tuple[str, ...] = ()
    torch: bool = False


@dataclass(frozen=True)
class Edit:
    """One change: `node` of the snippet becomes `new` (source text)."""

    operator: str
    node: ast.AST
    new: str


class Snippet:
    """The lines of a region, without their indentation.

    Attributes:
        tree: its statements; `return` may stand at the top.
        parents: node -> the node it is part of.
    """

    def __init__(self, text: str, scope: Scope) -> None:
        self.text, self.scope = text, scope
        self.tree = ast.parse(text)
        self.parents = {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}
        self._starts = _line_starts(text)

    def source(self, node: ast.AST) -> str:
        """The text of a node."""
        start, end = self._span(node)
        return self.text.encode()[start:end].decode()

    def edited(self, edit: Edit) -> str:
        """The snippet's text after an edit; in brackets where precedence asks for them."""
        start, end = self._span(edit.node)
        data = self.text.encode()
        new = f"({edit.new})" if self._needs_brackets(edit) else edit.new
        return (data[:start] + new.encode() + data[end:]).decode()

    def ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        """What a node is part of, from the inside out."""
        while (parent := self.parents.get(node)) is not None:
            yield parent
            node = parent

    def _span(self, node: ast.AST) -> tuple[int, int]:
        places = vars(node)
        start = self._starts[places["lineno"] - 1] + places["col_offset"]
        return start, self._starts[places["end_lineno"] - 1] + places["end_col_offset"]

    def _needs_brackets(self, edit: Edit) -> bool:
        parent = self.parents.get(edit.node)
        if not isinstance(edit.node, ast.expr) or edit.new.startswith("("):
            return False
        if not isinstance(parent, _BINDING) and not (isinstance(parent, ast.Call) and parent.func is edit.node):
            return False
        if isinstance(parent, ast.Subscript) and parent.slice is edit.node:
            return False
        return isinstance(ast.parse(edit.new, mode="eval").body, _COMPOUND)


def snippet_of(text: str, region: Region) -> Snippet:
    """The snippet of a region of a file."""
    lines = lines_of(text)[region.first - 1 : region.end - 1]
    return Snippet(textwrap.dedent("\n".join(lines)) + "\n", _scope(text, region))


def put_back(text: str, region: Region, snippet: str) -> str:
    """The file with the region's code replaced."""
    lines = lines_of(text)
    new = textwrap.indent(snippet.rstrip("\n"), region.indent).split("\n")
    return "\n".join([*lines[: region.first - 1], *new, *lines[region.end - 1 :]])


def _line_starts(text: str) -> list[int]:
    starts = [0]
    for line in text.encode().split(b"\n"):
        starts.append(starts[-1] + len(line) + 1)
    return starts


def _scope(text: str, region: Region) -> Scope:
    tree = ast.parse(text)
    around = [node for node in _functions(tree) if node.lineno < region.begin <= (node.end_lineno or 0)]
    arguments = [argument.arg for node in around[-1:] for argument in (*node.args.args, *node.args.kwonlyargs)]
    return Scope(
        tuple(name for name in arguments if name not in ("self", "cls")),
        tuple(_constants(tree.body)),
        any("torch" in name for name in _imported(tree)),
    )


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def _constants(body: Iterable[ast.stmt]) -> Iterator[str]:
    """Names in capitals that are given plain numbers at the top of the module."""
    for statement in body:
        if isinstance(statement, ast.Assign):
            for name in (node.id for node in ast.walk(statement.targets[0]) if isinstance(node, ast.Name)):
                plain = all(isinstance(node, (ast.Constant, ast.Tuple, ast.Load)) for node in ast.walk(statement.value))
                if name.isupper() and plain:
                    yield name


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
