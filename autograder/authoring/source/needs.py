"""What keeps a test from running outside of student code's process, as far as its text tells.

Outside, student code lives in another process: what a test shares with it beyond data it passes and gets back is not
there. Each kind of sharing below has a line of its own. That none is found proves nothing: values that cannot travel
are seen only when the test runs.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_FIXTURES = {
    "capsys": "reads what is printed in its own process",
    "capfd": "reads what is printed in its own process",
    "capsysbinary": "reads what is printed in its own process",
    "monkeypatch": "patches names in its own process",
    "mocker": "patches names in its own process",
    "recwarn": "reads warnings of its own process",
    "caplog": "reads the log of its own process",
    "tmp_path": "shares files with student code",
    "tmpdir": "shares files with student code",
}
_CALLS = {
    "redirect_stdout": "reads what is printed in its own process",
    "redirect_stderr": "reads what is printed in its own process",
    "patch": "patches names in its own process",
    "catch_warnings": "reads warnings of its own process",
    "chdir": "changes the working directory of its own process",
}
_MODULES = {"subprocess": "starts a program", "inspect": "inspects student code", "gc": "looks at its own memory"}
_RAISES = {"raises", "assertRaises", "assertRaisesRegex"}


@dataclass(frozen=True)
class Need:
    """One thing that a test needs student code's own process for, and the line that says so."""

    line: int
    what: str


def needs_of(text: str, modules: frozenset[str]) -> Callable[[str], list[Need]]:
    """A function that gives, for a test such as "TestSum::test_empty", what keeps it from running outside.

    Args:
        text: the test file.
        modules: the names of the modules that students write.
    """
    return _File(ast.parse(text), modules).needs


class _File:
    def __init__(self, tree: ast.Module, modules: frozenset[str]) -> None:
        self._tree = tree
        self._modules = {module.split(".")[0] for module in modules}
        self._student = set(self._imported())
        self._defined = {name: node for node in tree.body for name in _names_bound(node)}

    def needs(self, node: str) -> list[Need]:
        """Of the file as a whole, of the classes that the test stands in, of itself and of helpers that it uses."""
        found = list(self._of_file())
        parts: list[ast.AST] = list(self._path(node.split("::")))
        seen: set[str] = set()
        while parts:
            part = parts.pop()
            found += self._of(part)
            for name in {one.id for one in ast.walk(part) if isinstance(one, ast.Name)} | _arguments(part):
                if name in self._defined and name not in seen:
                    seen.add(name)
                    parts.append(self._defined[name])
        unique = {(need.line, need.what): need for need in found}
        return [unique[key] for key in sorted(unique)]

    def _path(self, names: list[str]) -> Iterator[ast.AST]:
        """The function, and of its classes what runs before it."""
        body: list[ast.stmt] = self._tree.body
        for name in names:
            definitions = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
            inner = (one for one in ast.walk(ast.Module(body, [])) if isinstance(one, definitions))
            found = next((one for one in inner if one.name == name), None)
            if found is None:
                return
            if isinstance(found, ast.ClassDef):
                yield from (one for one in found.body if not _is_test(one))
            else:
                yield found
            body = found.body

    def _imported(self) -> Iterator[str]:
        for node in ast.walk(self._tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    if alias.name.split(".")[0] in self._modules:
                        yield alias.asname or alias.name.split(".")[0]
            elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in self._modules:
                yield from (alias.asname or alias.name for alias in node.names)

    def _of_file(self) -> Iterator[Need]:
        quiet = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
        for node in self._tree.body:
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in self._modules:
                if any(alias.name == "*" for alias in node.names):
                    yield Need(node.lineno, f"imports * from {node.module}")
            elif not isinstance(node, quiet) and self._uses_students(node):
                yield Need(node.lineno, "uses student code when the file is imported")

    def _of(self, part: ast.AST) -> Iterator[Need]:
        for name in _arguments(part) & _FIXTURES.keys():
            yield Need(getattr(part, "lineno", 0), f"{name} {_FIXTURES[name]}")
        for node in ast.walk(part):
            yield from self._of_node(node)

    def _of_node(self, node: ast.AST) -> Iterator[Need]:
        if isinstance(node, ast.ClassDef) and any(map(self._is_students, node.bases)):
            yield Need(node.lineno, f"{node.name} derives from a student's class")
        elif isinstance(node, ast.Call):
            yield from self._of_call(node)
        elif isinstance(node, ast.ExceptHandler) and node.type is not None and self._is_students(node.type):
            yield Need(node.lineno, f"catches a student's exception, {ast.unparse(node.type)}")
        elif isinstance(node, ast.FunctionDef) and _is_wide(node) and self._uses_students(node):
            yield Need(node.lineno, f"{node.name} keeps student code for several checks")

    def _of_call(self, node: ast.Call) -> Iterator[Need]:
        called = ast.unparse(node.func)
        last, first = called.rpartition(".")[2], called.partition(".")[0]
        if what := _CALLS.get(last):
            yield Need(node.lineno, f"{called} {what}")
        if first != called and first in _MODULES:
            yield Need(node.lineno, f"{called} {_MODULES[first]}")
        if last in _RAISES and node.args and self._is_students(node.args[0]):
            yield Need(node.lineno, f"expects a student's exception, {ast.unparse(node.args[0])}")
        if called in ("isinstance", "issubclass") and len(node.args) == 2 and self._is_students(node.args[1]):
            yield Need(node.lineno, f"asks for a student's class, {ast.unparse(node.args[1])}")
        if called in ("vars", "dir", "type") and node.args and self._is_students(node.args[0]):
            yield Need(node.lineno, f"{called}() looks into student code")

    def _uses_students(self, node: ast.AST) -> bool:
        return any(self._is_students(one) for one in ast.walk(node) if isinstance(one, (ast.Call, ast.Subscript)))

    def _is_students(self, node: ast.AST) -> bool:
        while isinstance(node, (ast.Attribute, ast.Call, ast.Subscript)):
            node = node.func if isinstance(node, ast.Call) else node.value
        return isinstance(node, ast.Name) and node.id in self._student


def _is_wide(node: ast.FunctionDef) -> bool:
    if node.name in ("setUpClass", "setup_class", "setUpModule", "setup_module"):
        return True
    return any("fixture" in ast.unparse(one) and "scope" in ast.unparse(one) for one in node.decorator_list)


def _is_test(node: ast.AST) -> bool:
    return isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name.startswith("test")


def _arguments(node: ast.AST) -> set[str]:
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return {argument.arg for argument in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)}
    return set()


def _names_bound(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        if not node.name.startswith("test"):
            yield node.name
    elif isinstance(node, ast.Assign):
        yield from (target.id for target in node.targets if isinstance(target, ast.Name))


def described(needs: list[Need]) -> str:
    """What is found of one test, in one line."""
    return "; ".join(f"line {need.line}: {need.what}" for need in needs)
