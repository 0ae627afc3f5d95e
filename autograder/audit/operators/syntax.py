"""Mutation operators that Cosmic Ray lacks: operands, arguments, variables, slices, statements."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator

from autograder.authoring.source.snippet import Edit, Snippet

_NOT_COMMUTATIVE = (ast.Sub, ast.Div, ast.MatMult, ast.Pow, ast.FloorDiv, ast.Mod)
_MODULES = ("np", "math", "torch", "F", "nn", "json", "self", "super")
#: Arguments that only check what our own code does; without them a right program is as right.
_HARMLESS = ("strict", "encoding", "allow_nan")
_SYMMETRIC = ("maximum", "minimum", "max", "min", "logaddexp", "gcd")


def language_edits(snippet: Snippet) -> Iterator[Edit]:
    """All edits of a region's code."""
    for node in ast.walk(snippet.tree):
        if not _is_prose(snippet, node):
            for operator in _OPERATORS:
                yield from operator(snippet, node)


def called(node: ast.AST) -> str:
    """The last part of the name of what a call calls, or ""."""
    if isinstance(node, ast.Call):
        function = node.func
        return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return ""


def is_module(node: ast.AST) -> bool:
    """Whether an expression is a module, or self, so that what follows the dot belongs to the name."""
    if isinstance(node, ast.Call):
        node = node.func
    return isinstance(node, ast.Name) and node.id in _MODULES


def _is_prose(snippet: Snippet, node: ast.AST) -> bool:
    """Whether a node only serves messages, annotations or docstrings."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return True
    inner: ast.AST = node
    for outer in snippet.ancestors(node):
        if isinstance(outer, (ast.Raise, ast.JoinedStr)) or inner in (
            getattr(outer, "annotation", None),
            getattr(outer, "returns", None),
        ):
            return True
        inner = outer
    return isinstance(node, (ast.JoinedStr, ast.arguments, ast.arg))


def _operand(snippet: Snippet, node: ast.AST) -> Iterator[Edit]:
    if isinstance(node, ast.BinOp):
        yield Edit("operand dropped", node, snippet.source(node.left))
        if not isinstance(node.op, ast.Pow):
            yield Edit("operand dropped", node, snippet.source(node.right))
    if isinstance(node, ast.BoolOp):
        for value in node.values:
            yield Edit("condition", node, snippet.source(value))
    if isinstance(node, ast.IfExp):
        yield Edit("condition", node, snippet.source(node.body))
        yield Edit("condition", node, snippet.source(node.orelse))


def _swapped(snippet: Snippet, node: ast.AST) -> Iterator[Edit]:
    if isinstance(node, ast.BinOp):
        lists = isinstance(node.op, ast.Add) and any(isinstance(n, ast.List) for n in ast.walk(node))
        if isinstance(node.op, _NOT_COMMUTATIVE) or lists:
            yield Edit("operands swapped", node, _unparsed(node, left=node.right, right=node.left))
    field = "args" if isinstance(node, ast.Call) else "elts"
    items = [] if called(node) in _SYMMETRIC else _displayed(snippet, node) or getattr(node, "args", [])
    for place in range(len(items) - 1 if isinstance(items, list) else 0):
        if not any(isinstance(item, ast.Starred) for item in items[place : place + 2]):
            order = [*items[:place], items[place + 1], items[place], *items[place + 2 :]]
            yield Edit("arguments swapped", node, _unparsed(node, **{field: order}))


def _dropped(snippet: Snippet, node: ast.AST) -> Iterator[Edit]:
    items = _displayed(snippet, node)
    for place in range(len(items) if len(items) > 1 else 0):
        yield Edit("element dropped", node, _unparsed(node, elts=[*items[:place], *items[place + 1 :]]))
    if isinstance(node, ast.Call):
        for keyword in node.keywords:
            if keyword.arg and keyword.arg not in _HARMLESS:
                rest = [other for other in node.keywords if other is not keyword]
                yield Edit("argument dropped", node, _unparsed(node, keywords=rest))
        if len(node.args) == 1 and not isinstance(node.args[0], (ast.Starred, ast.GeneratorExp)):
            yield Edit("call dropped", node, snippet.source(node.args[0]))
        if isinstance(node.func, ast.Attribute) and not is_module(node.func.value):
            yield Edit("call dropped", node, snippet.source(node.func.value))


def _slices(snippet: Snippet, node: ast.AST) -> Iterator[Edit]:
    if isinstance(node, ast.Slice):
        for bound in (node.lower, node.upper):
            if bound is not None and not isinstance(bound, ast.Constant):
                yield Edit("off by one", bound, f"{snippet.source(bound)} + 1")
                yield Edit("off by one", bound, f"{snippet.source(bound)} - 1")
        if node.lower is not None:
            yield Edit("bound dropped", node, _unparsed(node, lower=None))
        if node.upper is not None:
            yield Edit("bound dropped", node, _unparsed(node, upper=None))
    if called(node) == "range" and isinstance(node, ast.Call):
        for argument in node.args:
            if not isinstance(argument, ast.Constant):
                yield Edit("off by one", argument, f"{snippet.source(argument)} + 1")
                yield Edit("off by one", argument, f"{snippet.source(argument)} - 1")
        if len(node.args) == 1:
            yield Edit("off by one", node, f"range(1, {snippet.source(node.args[0])})")


def _loops(snippet: Snippet, node: ast.AST) -> Iterator[Edit]:
    if isinstance(node, (ast.For, ast.comprehension)) and called(node.iter) != "range":
        items = snippet.source(node.iter)
        yield Edit("loop", node.iter, f"[*{items}][1:]")
        yield Edit("loop", node.iter, f"[*{items}][:-1]")
    if isinstance(node, ast.comprehension):
        for test in node.ifs:
            yield Edit("condition", test, "True")
    if isinstance(node, ast.If):
        yield Edit("condition", node.test, "True")
    if isinstance(node, (ast.If, ast.While)):
        yield Edit("condition", node.test, "False")


def _variables(snippet: Snippet, node: ast.AST) -> Iterator[Edit]:
    if not isinstance(node, ast.Name) or not isinstance(node.ctx, ast.Load):
        return
    parent = snippet.parents.get(node)
    if isinstance(parent, ast.Call) and parent.func is node:
        return
    if node.id in snippet.scope.constants:
        others = [name for name in snippet.scope.constants if name != node.id]
        yield from (Edit("another constant", node, name) for name in others)
        if not others:
            yield Edit("another constant", node, f"{node.id} + 1")
        return
    names = _known_names(snippet, node)
    if node.id in names and len(names) > 1:
        yield Edit("another variable", node, names[(names.index(node.id) + 1) % len(names)])


def _statements(snippet: Snippet, node: ast.AST) -> Iterator[Edit]:
    if _is_removable(node):
        yield Edit("statement removed", node, "pass")
    if isinstance(node, ast.AugAssign):
        target, value = snippet.source(node.target), snippet.source(node.value)
        yield Edit("accumulation", node, f"{target} = {value}")
        yield Edit("accumulation", node, f"{target} {'+' if isinstance(node.op, ast.Sub) else '-'}= {value}")
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], (ast.Attribute, ast.Subscript)):
        yield Edit("accumulation", node, f"{snippet.source(node.targets[0])} += {snippet.source(node.value)}")


def _is_removable(node: ast.AST) -> bool:
    """Whether the code can still run without a statement; a variable that nobody has set stops it at once."""
    if isinstance(node, ast.Assign):
        return not all(isinstance(target, (ast.Name, ast.Tuple)) for target in node.targets)
    if isinstance(node, ast.If):
        return not node.orelse
    is_call = isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
    return is_call or isinstance(node, (ast.AugAssign, ast.For, ast.Raise))


def _displayed(snippet: Snippet, node: ast.AST) -> list[ast.expr]:
    """The elements of a list, tuple or set that is written out as a value; none of an index or a target."""
    is_value = isinstance(getattr(node, "ctx", ast.Load()), ast.Load)
    if not isinstance(node, (ast.List, ast.Tuple, ast.Set)) or not is_value:
        return []
    return [] if isinstance(snippet.parents.get(node), ast.Subscript) else node.elts


def _known_names(snippet: Snippet, node: ast.Name) -> list[str]:
    """Arguments and variables that have a value where `node` stands."""
    stored = [name for name in ast.walk(snippet.tree) if isinstance(name, ast.Name) and _is_store(name)]
    bound = [name.id for name in stored if name.lineno < node.lineno]
    return list(dict.fromkeys((*snippet.scope.arguments, *bound)))


def _is_store(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Store) and node.id != "_"


def _unparsed(node: ast.AST, **changes: object) -> str:
    changed = copy.copy(node)
    vars(changed).update(changes)
    return ast.unparse(changed)


_OPERATORS = (_operand, _swapped, _dropped, _slices, _loops, _variables, _statements)
