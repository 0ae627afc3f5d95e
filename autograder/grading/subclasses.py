"""Finds the classes of a test file that derive from a student's class, and has each created in the student's process.

Python needs a real class to derive from, and the student's is in a child. So the text of such a class is sent there,
as drivers are: `class Loud(Layer): …` becomes a name that stands for the class in each check. What its text uses goes
along: imports of libraries and of student code as imports, everything else of the test file as arguments, so that a
list is the test's own list and a function is called in the test.

Student code can read what is sent. A hidden file's text is never sent: such a class is refused there, and its author
puts it into drivers.py, where it is plain that student code sees it.
"""

from __future__ import annotations

import ast
import builtins
import symtable
from collections.abc import Iterator, Set
from dataclasses import dataclass

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_DRIVERS = "put the class into drivers.py, a module that runs beside the student's code"


def send_subclasses(tree: ast.Module, remote: Set[str], hidden: bool) -> None:
    """Replace such classes in a test file's tree, in place.

    Args:
        remote: names of the modules that live in a child.
        hidden: nothing of the file may be sent.
    """
    _File(tree, remote, hidden).replace()


@dataclass(frozen=True)
class _Import:
    """What an imported name stands for: the statement that imports it in a child, and whether it is student code."""

    statement: str
    top: str
    is_students: bool


class _File:
    def __init__(self, tree: ast.Module, remote: Set[str], hidden: bool) -> None:
        self._tree, self._remote, self._hidden = tree, remote, hidden
        self._imports = {name: found for node in ast.walk(tree) for name, found in self._imported(node)}
        self._students = {name for name, found in self._imports.items() if found.is_students}
        self._plain = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
        self._rebound = {name for node in ast.walk(tree) if isinstance(node, ast.Global) for name in node.names}

    def replace(self) -> None:
        if self._students and not self._hidden:
            for body in [self._tree.body, *(n.body for n in ast.walk(self._tree) if isinstance(n, _FUNCTIONS))]:
                self._let_pass(body)
        if self._students:
            self._replace_in(self._tree.body, None)
            for node in ast.walk(self._tree):
                if isinstance(node, _FUNCTIONS):
                    self._replace_in(node.body, node)

    def _replace_in(self, body: list[ast.stmt], function: ast.AST | None) -> None:
        for place, node in enumerate(body):
            if not isinstance(node, ast.ClassDef) or node.name.startswith("Test"):
                continue
            derives = self._derives(node)
            if derives or self._holds_layers(node):
                why = self._refusal(node, function)
                if why and not derives:  # it works here, too, as long as no object of it gets a student's module
                    continue
                self._students.add(node.name)
                self._plain.pop(node.name, None)
                value = _call("@no_subclass", node.name, why) if why else self._sent(node)
                body[place] = ast.copy_location(ast.Assign([ast.Name(node.name, ast.Store())], value), node)

    def _let_pass(self, body: list[ast.stmt]) -> None:
        """Leave subclasses of torch's classes as they are, and let their objects be passed to student code."""
        for node in [one for one in body if isinstance(one, ast.ClassDef)]:
            if self._is_torchs(node):
                call = self._sent(node)
                call.func, call.args[0] = ast.Name("@passable", ast.Load()), ast.Name(node.name, ast.Load())
                body.insert(body.index(node) + 1, ast.copy_location(ast.Expr(call), node))

    def _derives(self, node: ast.ClassDef) -> bool:
        return any(_root(base) in self._students for base in node.bases)

    def _holds_layers(self, node: ast.ClassDef) -> bool:
        """Whether a subclass of a torch class creates objects of student classes, which have to be its modules."""
        if not self._is_torchs(node):
            return False
        called = [part.func for part in ast.walk(node) if isinstance(part, ast.Call)]
        return any(_root(one) in self._students and _last(one)[:1].isupper() for one in called)

    def _is_torchs(self, node: ast.ClassDef) -> bool:
        roots = {_root(base) for base in node.bases}
        return any(self._imports[root].top == "torch" for root in roots & self._imports.keys())

    def _refusal(self, node: ast.ClassDef, function: ast.AST | None) -> str:
        """Why a class cannot be sent, and what to do; "" if it can."""
        if self._hidden:
            return f"student code could read a hidden test's text: {_DRIVERS}, where its author sees that"
        written = {
            name for part in ast.walk(node) if isinstance(part, (ast.Global, ast.Nonlocal)) for name in part.names
        }
        if not written:
            written = _free(node) & self._rebound
            written |= _free(node) & {name for name, line in _stored(function) if line > (node.end_lineno or 0)}
        if written:
            names = ", ".join(sorted(written))
            return f"{names} is bound anew while the class exists: keep it in a list or a dict, or {_DRIVERS}"
        if function is None and not _is_used(self._tree, node):
            return "nothing in the file uses it, so no check would make it: name it in the test"
        return ""

    def _sent(self, node: ast.ClassDef) -> ast.Call:
        """The call that makes the class: its name, its text, imports, and what else it uses."""
        classes, free, left = [node], set[str](), [node]
        while left:
            used = _free(left.pop()) - {one.name for one in classes}
            left += [self._plain[name] for name in sorted(used & self._plain.keys())]
            classes[:0] = [self._plain[name] for name in sorted(used & self._plain.keys())]
            free |= used - self._plain.keys()
        imports = {name: self._imports[name] for name in sorted(free & self._imports.keys())}
        always = [found.statement for found in imports.values() if found.is_students]
        maybe = {name: (found.statement, found.top) for name, found in imports.items() if not found.is_students}
        values = sorted(free - imports.keys()) + sorted(maybe)
        asked = [ast.Lambda(_no_arguments(), ast.Name(name, ast.Load())) for name in values]
        return _call(
            "@subclass",
            node.name,
            "\n".join(ast.unparse(one) for one in classes),
            [*self._future(), *always],
            maybe,
            ast.Dict([ast.Constant(name) for name in values], list(asked)),
        )

    def _future(self) -> list[str]:
        return [ast.unparse(n) for n in self._tree.body if isinstance(n, ast.ImportFrom) and n.module == "__future__"]

    def _imported(self, node: ast.AST) -> Iterator[tuple[str, _Import]]:
        if isinstance(node, ast.Import):
            for alias in node.names:
                bound = alias.asname or alias.name.partition(".")[0]
                statement = ast.unparse(ast.Import([alias]))
                yield bound, _Import(statement, alias.name.partition(".")[0], alias.name in self._remote)
        elif isinstance(node, ast.ImportFrom) and node.module != "__future__":
            for alias in node.names:
                module = self._absolute(node, alias.name)
                statement = ast.unparse(ast.ImportFrom(module, [alias], 0))
                is_students = module in self._remote or f"{module}.{alias.name}" in self._remote
                yield alias.asname or alias.name, _Import(statement, module.partition(".")[0], is_students)

    def _absolute(self, node: ast.ImportFrom, name: str) -> str:
        """The module of an import; for a relative one, the student's module of that name if there is one."""
        module = node.module or ""
        if node.level:
            ends = f".{module}" if module else f".{name}"
            found = next((one for one in sorted(self._remote) if f".{one}".endswith(ends)), "")
            return found if module else found.rpartition(".")[0]
        return module


def _root(node: ast.expr) -> str:
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _last(node: ast.expr) -> str:
    """The last of the names of a class: `Layer` of `student.Layer`."""
    return str(getattr(node, "attr", getattr(node, "id", "")))


def _free(node: ast.ClassDef) -> set[str]:
    """The names that a class uses and does not bind, except those that every program has."""
    found, left = set[str](), [symtable.symtable(ast.unparse(node), node.name, "exec")]
    while left:
        table = left.pop()
        left += table.get_children()
        if table.get_type() == "module":
            names = [one.get_name() for one in table.get_symbols() if one.is_referenced()]
        else:
            names = [one.get_name() for one in table.get_symbols() if one.is_global() and one.is_referenced()]
        found |= set(names)
    return {name for name in found if not hasattr(builtins, name)} - {node.name}


def _stored(function: ast.AST | None) -> Iterator[tuple[str, int]]:
    for node in ast.walk(function) if function is not None else ():
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id, node.lineno


def _is_used(tree: ast.Module, node: ast.ClassDef) -> bool:
    inside = set(map(id, ast.walk(node)))
    names = (
        n for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load) and id(n) not in inside
    )
    return any(name.id == node.name for name in names)


def _no_arguments() -> ast.arguments:
    return ast.arguments([], [], None, [], [], None, [])


def _call(function: str, *arguments: object) -> ast.Call:
    def literal(value: object) -> ast.expr:
        return value if isinstance(value, ast.expr) else ast.parse(repr(value), mode="eval").body

    return ast.Call(ast.Name(function, ast.Load()), [literal(value) for value in arguments], [])
