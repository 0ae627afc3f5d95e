"""Counts the checks that pytest makes of a test with `@pytest.mark.parametrize`, as far as its text shows.

Marks stand above a function, above its classes, and in `pytestmark` of a class or of the file; all of them multiply.
Not read: parametrized fixtures, `pytest_generate_tests`, and marks from other files and base classes. If these change
the number, `autograder check` finds it, because it compares with the checks that pytest makes.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator
from math import prod

from autograder.decorators import last_name


class Names:
    """What names stand for in a file, where they are bound once and at its top."""

    def __init__(self, tree: ast.Module) -> None:
        nodes = list(ast.walk(tree))
        stored = Counter(node.id for node in nodes if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load))
        self._values = {name: value for name, value in _assigned(tree.body) if stored[name] == 1}
        parts = [node for node in nodes if isinstance(node, (ast.Attribute, ast.Subscript))]
        #: names of which more is done than passing them on, such as `cases.append(1)`
        self._touched = {node.value.id for node in parts if isinstance(node.value, ast.Name)}

    def meaning(self, node: ast.expr) -> ast.expr:
        """What an expression stands for: itself, unless it is a name that is known."""
        for _ in self._values:  # as long as the longest chain of names; one that is a circle ends, too
            if isinstance(node, ast.Name):
                node = self._values.get(node.id, node)
        return node

    def marks(self, node: ast.Module | ast.ClassDef) -> Iterator[ast.expr]:
        """The marks in `pytestmark` of a file or a class: one, or a list of them."""
        for name, given in _assigned(node.body):
            if name == "pytestmark":
                value = self.meaning(given)
                yield from value.elts if isinstance(value, (ast.List, ast.Tuple)) else [value]

    def variations(self, marks: Iterable[ast.expr]) -> int | None:
        """How many checks a test with these marks and decorators is; None if it cannot be read."""
        calls = [call for mark in marks if (call := self._parametrize(mark))]
        numbers = [self._count(call) for call in calls]
        return None if None in numbers else prod(number for number in numbers if number is not None)

    def _parametrize(self, mark: ast.expr) -> ast.Call | None:
        call = self.meaning(mark)
        if isinstance(call, ast.Call) and last_name(self.meaning(call.func)) == "parametrize":
            return call
        return None

    def _count(self, call: ast.Call) -> int | None:
        named = [word.value for word in call.keywords if word.arg == "argvalues"]
        given = [*named, *call.args[1:2]]
        if not given or any(isinstance(argument, ast.Starred) for argument in call.args):
            return None
        values = self.meaning(given[0])
        if _is(given[0], *self._touched) and isinstance(values, ast.List):
            return None
        number = _length(values)
        return None if number is None else max(number, 1)  # of no values pytest makes one check, and skips it


def _assigned(statements: Iterable[ast.stmt]) -> Iterator[tuple[str, ast.expr]]:
    for statement in statements:
        if isinstance(statement, (ast.Assign, ast.AnnAssign)) and statement.value is not None:
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            yield from ((target.id, statement.value) for target in targets if isinstance(target, ast.Name))


def _length(values: ast.expr) -> int | None:
    if isinstance(values, (ast.List, ast.Tuple)):
        return None if any(isinstance(value, ast.Starred) for value in values.elts) else len(values.elts)
    if isinstance(values, ast.Call) and _is(values.func, "range") and not values.keywords:
        try:
            return len(range(*(ast.literal_eval(argument) for argument in values.args)))
        except (ValueError, TypeError, OverflowError):
            return None
    return None


def _is(node: ast.expr, *names: str) -> bool:
    return isinstance(node, ast.Name) and node.id in names
