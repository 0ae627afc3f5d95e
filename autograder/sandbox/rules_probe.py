"""Searches the syntax trees of submitted files for names that an assignment's rules forbid.

It runs in a child, as source text sent over the wire, before any student code: parsing a hostile file can take forever
or crash the parser. It imports nothing of ours. Its findings are advice for staff: names can always be hidden from it.
"""

from __future__ import annotations

import ast

_MOST = 100
_LONGEST = 200


class _Names(ast.NodeVisitor):
    """Every use of a name, resolved through the imports of its file: (line, dotted name)."""

    def __init__(self, tree: ast.AST) -> None:
        self.found: list[tuple[int, str]] = []
        self._bound: dict[str, str] = {}
        self._stars: list[str] = []
        for node in ast.walk(tree):  # first all imports, since a function may use what is imported further down
            if isinstance(node, ast.Import):
                self._import(node)
            elif isinstance(node, ast.ImportFrom) and not node.level:
                self._import_from(node)
        self.visit(tree)

    def _import(self, node: ast.Import) -> None:
        for alias in node.names:
            self.found.append((node.lineno, alias.name))
            self._bound[alias.asname or alias.name.split(".")[0]] = (
                alias.name if alias.asname else alias.name.split(".")[0]
            )

    def _import_from(self, node: ast.ImportFrom) -> None:
        for alias in node.names:
            if alias.name == "*":
                self.found.append((node.lineno, str(node.module)))
                self._stars.append(str(node.module))
            else:
                self.found.append((node.lineno, f"{node.module}.{alias.name}"))
                self._bound[alias.asname or alias.name] = f"{node.module}.{alias.name}"

    def visit_Name(self, node: ast.Name) -> None:
        name = self._bound.get(node.id, node.id)
        self.found.append((node.lineno, name))
        self.found += [(node.lineno, f"{module}.{name}") for module in self._stars if node.id not in self._bound]

    def visit_Attribute(self, node: ast.Attribute) -> None:
        self.found.append((node.lineno, f".{node.attr}"))
        if dotted := self._dotted(node):
            self.found.append((node.lineno, dotted))
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        """`getattr(nn, "RNN")` and `import_module("autograd")` are uses, too, when the name is written out."""
        literal = [part.value for part in node.args if isinstance(part, ast.Constant) and isinstance(part.value, str)]
        called = self._dotted(node.func)
        if called == "getattr" and len(node.args) > 1 and literal:
            self.found.append((node.lineno, f".{literal[0]}"))
            if owner := self._dotted(node.args[0]):
                self.found.append((node.lineno, f"{owner}.{literal[0]}"))
        elif called in ("__import__", "importlib.import_module") and literal:
            self.found.append((node.lineno, literal[0]))
        self.generic_visit(node)

    def _dotted(self, node: ast.AST) -> str:
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            return ""
        return ".".join([self._bound.get(node.id, node.id), *reversed(parts)])


def uses(text: str, forbidden: list[str]) -> list[tuple[str, int, str]]:
    """Where a file uses forbidden names: the name, the line's number, the line; once for each name and line."""
    lines = text.splitlines()
    found: dict[tuple[str, int], str] = {}
    for line, name in sorted(_Names(ast.parse(text)).found):
        for forbid in forbidden:
            if name == forbid or name.startswith(f"{forbid}."):
                shown = lines[line - 1].strip() if line <= len(lines) else ""
                found.setdefault((forbid, line), shown[:_LONGEST])
    return [(forbid, line, shown) for (forbid, line), shown in found.items()]


def look(paths: list[str], forbidden: list[str]) -> list[tuple[str, str, int, str]]:
    """`uses` of several files, below the working folder; files that are not Python are left to the checks."""
    found: list[tuple[str, str, int, str]] = []
    for path in paths:
        try:
            with open(path, encoding="utf-8-sig", errors="replace") as file:
                text = file.read()
            found += [(forbid, path, line, shown) for forbid, line, shown in uses(text, forbidden)]
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
    return found[:_MOST]
