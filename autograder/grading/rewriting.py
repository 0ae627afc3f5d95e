"""Rewrites test files so that names of student code work where Python needs a class or the object itself.

Pytest rewrites the asserts of a test file before it runs it; before that, this puts the functions of
remote/meanings.py into `except X`, `pytest.raises(X)`, `assertRaises(X)`, `type(x)`, `issubclass(x, y)`, `x is y` and
the like, and spells out `from student import *`: the names that the file uses and nothing in it defines.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Set
from pathlib import Path
from typing import Any

from _pytest.assertion import rewrite

from autograder.grading.remote.meanings import OF_HANDLES
from autograder.grading.subclasses import send_subclasses

#: names in test files, which no program can write, -> functions, by the module that has them
_MEANINGS = {
    "@type": "type_of", "@issubclass": "is_subclass", "@isinstance": "is_instance", "@hash": "hash_of",
    "@repr": "repr_of", "@asdict": "as_dict", "@astuple": "as_tuple", "@caught": "caught", "@object": "plain_object",
    "@too_early": "too_early", "@callable": "is_callable", "@class": "class_of", "@inspect": "inspected",
    "@hasattr": "has_attribute", "@getattr": "attribute",
}  # fmt: skip
_CLASSES = {"@subclass": "subclass", "@no_subclass": "no_subclass", "@passable": "passable"}
_NAMES = {"meanings": _MEANINGS, "subclasses": _CLASSES}
_OURS = re.compile(rf"({'|'.join(_MEANINGS)})\(")
_OBJECT = re.compile(r"^ *\+ +(where|and) .* = @object\(.*$\n?", re.MULTILINE)
_TAKE_A_KIND = frozenset(("raises", "assertRaises", "assertRaisesRegex", "suppress"))
_BUILTINS = {("type", 1), ("issubclass", 2), ("isinstance", 2), ("hash", 1), ("repr", 1), ("callable", 1)}
_BUILTINS |= {("hasattr", 2), ("getattr", 2), ("getattr", 3)}
_OF_DATACLASSES = ("asdict", "astuple")
_OF_INSPECT = frozenset(
    (
        *("isgenerator", "isgeneratorfunction", "iscoroutine", "iscoroutinefunction", "isawaitable", "isfunction"),
        *("isclass", "ismethod", "ismodule", "isabstract", "isroutine"),
        *("getsource", "getsourcelines", "getsourcefile", "getfile", "getmembers"),
    )
)
_VERSION = ".autograder-5"


def install(remote: Set[str], hidden: str = "") -> None:
    """Rewrite test files from now on.

    Args:
        remote: names of the modules that live in a child.
        hidden: the folder of hidden tests, whose text a child never gets; "" if there is none.
    """
    rewrite_asserts = rewrite.rewrite_asserts

    def rewrite_all(tree: ast.Module, source: bytes, module_path: Any = None, config: Any = None) -> None:
        is_hidden = bool(hidden) and Path(str(module_path)).resolve().is_relative_to(Path(hidden).resolve())
        rewritten(tree, remote, is_hidden)
        rewrite_asserts(tree, source, module_path, config)

    rewrite.rewrite_asserts = rewrite_all  # type: ignore[assignment]
    rewrite.PYC_TAIL = f"{_VERSION}{rewrite.PYC_TAIL}"


def rewritten(tree: ast.Module, remote: Set[str], hidden: bool = False) -> None:
    """Rewrite a syntax tree, in place."""
    bound = _bound(tree)
    _spell_out(tree, remote, bound)
    send_subclasses(tree, remote, hidden)
    _refuse_early_calls(tree, remote)
    _Rewriter(tree, bound).visit(tree)
    place = next((n for n, node in enumerate(tree.body) if not _comes_first(node)), len(tree.body))
    first = tree.body[place] if place < len(tree.body) else None
    line = getattr(first, "lineno", 1)
    where = {"lineno": line, "col_offset": 0, "end_lineno": line, "end_col_offset": 0}
    for module, functions in _NAMES.items():
        names = [ast.alias(function, name, **where) for name, function in functions.items()]
        tree.body.insert(place, ast.ImportFrom(f"autograder.grading.remote.{module}", names, 0, **where))
    ast.fix_missing_locations(tree)


def as_written(explanation: str) -> str:
    """What pytest says about an assert, in the words of the file, without what was put into it."""
    return _OURS.sub(lambda found: found[0][1:], _OBJECT.sub("", explanation)).rstrip("\n")


def _comes_first(node: ast.stmt) -> bool:
    is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return is_text or (isinstance(node, ast.ImportFrom) and node.module == "__future__")


def _bound(tree: ast.AST) -> set[str]:
    """All names that something in the file defines."""
    found = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)}
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            found.add(node.name)
        elif isinstance(node, ast.arg):
            found.add(node.arg)
        elif isinstance(node, ast.alias):
            found.add((node.asname or node.name).partition(".")[0])
        elif isinstance(node, ast.ExceptHandler) and node.name:
            found.add(node.name)
    return found


def _spell_out(tree: ast.Module, remote: Set[str], bound: set[str]) -> None:
    """Spell out one `from student import *`; with several, nobody could tell which name comes from which."""
    stars = [
        node for node in tree.body
        if isinstance(node, ast.ImportFrom) and not node.level and node.module in remote and node.names[0].name == "*"
    ]  # fmt: skip
    if len(stars) != 1:
        return
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    names = sorted(name for name in used - bound if not hasattr(builtins, name) and not name.startswith("_"))
    star = stars[0]
    if names:
        star.names = [ast.copy_location(ast.alias(name), star) for name in names]
    else:
        tree.body.remove(star)


def _refuse_early_calls(tree: ast.Module, remote: Set[str]) -> None:
    """Refuse a call of student code outside all functions whose result is not used: in a check it would not happen."""
    imported = {
        (alias.asname or alias.name).partition(".")[0]
        for node in tree.body
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for alias in node.names
        if (node.module if isinstance(node, ast.ImportFrom) else alias.name) in remote
    }
    for node in tree.body:
        called = node.value.func if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) else None
        while isinstance(called, ast.Attribute):
            called = called.value
        if isinstance(called, ast.Name) and called.id in imported and isinstance(node, ast.Expr):
            node.value = _call("@too_early", ast.copy_location(ast.Constant(called.id), called), at=node)


class _Rewriter(ast.NodeTransformer):
    def __init__(self, tree: ast.Module, bound: set[str]) -> None:
        self._bound = bound
        self._called: set[int] = set()
        imports = [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module == "dataclasses"]
        self._of_dataclasses = {alias.name for node in imports for alias in node.names if not alias.asname}

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> Any:
        self.generic_visit(node)
        if node.type is not None:
            node.type = _call("@caught", node.type)
        return node

    def visit_Call(self, node: ast.Call) -> Any:
        if getattr(node.func, "attr", "") != "__init__" or _is_super(node.func):
            self._called.add(id(node.func))
        self.generic_visit(node)
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name in _TAKE_A_KIND:
            node.args = [_call("@caught", one) if self._is_kind(name, n) else one for n, one in enumerate(node.args)]
        is_builtin = isinstance(node.func, ast.Name) and name not in self._bound and not node.keywords
        if is_builtin and (name, len(node.args)) in _BUILTINS:
            return _call(f"@{name}", *node.args, at=node)
        if name in _OF_INSPECT and isinstance(node.func, ast.Attribute) and node.args and _is_inspect(node.func.value):
            node.args.insert(0, ast.copy_location(ast.Constant(name), node))
            node.func = _call("@inspect", at=node.func).func
        if name in _OF_DATACLASSES and self._is_of_dataclasses(node.func):
            node.func = _call(f"@{name}", at=node.func).func
        return node

    def _is_of_dataclasses(self, called: ast.expr) -> bool:
        if isinstance(called, ast.Attribute):
            return isinstance(called.value, ast.Name) and called.value.id == "dataclasses"
        return isinstance(called, ast.Name) and called.id in self._of_dataclasses

    def visit_Attribute(self, node: ast.Attribute) -> Any:
        self.generic_visit(node)
        if not isinstance(node.ctx, ast.Load):
            return node
        if node.attr in OF_HANDLES and id(node) not in self._called:
            return _call("@getattr", node.value, ast.copy_location(ast.Constant(node.attr), node), at=node)
        return _call("@class", node.value) if node.attr == "__class__" else node

    def visit_FormattedValue(self, node: ast.FormattedValue) -> Any:
        self.generic_visit(node)
        if node.conversion == ord("r"):
            node.value, node.conversion = _call("@repr", node.value), -1
        return node

    @staticmethod
    def _is_kind(name: str, place: int) -> bool:
        return place == 0 or name == "suppress"

    def visit_Compare(self, node: ast.Compare) -> Any:
        kinds = [
            isinstance(one, ast.Call) and getattr(one.func, "id", "") == "type"
            for one in (node.left, *node.comparators)
        ]
        self.generic_visit(node)
        if len(node.ops) != 1:
            return node
        if any(kinds) and isinstance(node.ops[0], (ast.Eq, ast.NotEq)):
            node.ops = [ast.Is() if isinstance(node.ops[0], ast.Eq) else ast.IsNot()]
        if isinstance(node.ops[0], (ast.Is, ast.IsNot)):
            node.left, node.comparators = _object(node.left), [_object(node.comparators[0])]
        return node


def _is_super(node: Any) -> bool:
    return isinstance(node.value, ast.Call) and getattr(node.value.func, "id", "") == "super"


def _is_inspect(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "inspect"


def _object(node: ast.expr) -> ast.expr:
    is_a_name = isinstance(node, ast.Name) and not hasattr(builtins, node.id)
    return _call("@object", node) if is_a_name else node


def _call(function: str, *arguments: Any, at: Any = None) -> Any:
    at = arguments[0] if at is None else at
    called = ast.copy_location(ast.Name(function, ast.Load()), at)
    return ast.copy_location(ast.Call(called, list(arguments), []), at)
