"""gradescope-utils' decorators in the syntax tree of a test file, in every way of writing them."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping

_MODULE = "gradescope_utils.autograder_utils.decorators"
NAMES = ("weight", "number", "visibility", "tags", "hide_errors", "partial_credit", "leaderboard")


def names_in(tree: ast.Module) -> dict[str, str]:
    """The local names of the decorators in a file, e.g. {"w": "weight", …} after `import weight as w`.

    Of an attribute only the last name counts: `@decorators.weight(4)` needs no entry here.
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


def surely_named(tree: ast.Module) -> Callable[[ast.expr], str]:
    """A function that says which of gradescope-utils' decorators a decorator is, or "" if that is not certain.

    It is certain if the file imports it from gradescope-utils and binds the name to nothing else.

    >>> file = "from gradescope_utils.autograder_utils import decorators as d\\n@d.tags(1)\\n@e.tags(1)\\ndef f(): ..."
    >>> [surely_named(ast.parse(file))(decorator) for decorator in ast.parse(file).body[-1].decorator_list]
    ['tags', '']
    """
    bound = _bound_names(tree)

    def name(decorator: ast.expr) -> str:
        target = decorator.func if isinstance(decorator, ast.Call) else decorator
        first, *rest = _dotted(target).split(".")
        meaning, *others = bound.get(first, {""})
        module, _, last = ".".join((meaning, *rest)).rpartition(".")
        return last if module == _MODULE and last in NAMES and not others else ""

    return name


def _bound_names(tree: ast.Module) -> dict[str, set[str]]:
    """Name -> what the file binds it to: full names of what is imported, "" for anything else."""
    found: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        for name, meaning in _bindings(node):
            found.setdefault(name, set()).add(meaning)
    return {} if "*" in found else found


def _bindings(node: ast.AST) -> Iterator[tuple[str, str]]:
    """What one statement or name binds; "*" where nobody can tell."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            whole = alias.name if alias.asname else alias.name.partition(".")[0]
            yield alias.asname or whole, whole
    elif isinstance(node, ast.ImportFrom):
        module = "." * node.level + (node.module or "")
        for alias in node.names:
            names = NAMES if alias.name == "*" and module == _MODULE else (alias.name,)
            yield from ((alias.asname or name, f"{module}.{name}") for name in names)
    elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield node.name, ""
    elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
        yield node.id, ""


def _dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def last_name(node: ast.expr) -> str:
    """The name of something, whatever it belongs to; "" for what is no name.

    >>> last_name(ast.parse("pt.mark.parametrize", mode="eval").body)
    'parametrize'
    """
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
