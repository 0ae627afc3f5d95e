"""Runs the tests of the pieces that a saved file is about: those whose tests name a function that has changed."""

from __future__ import annotations

import ast
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from homework_loop.run import run_tests
from homework_loop.show import Lines, show_end

LOOK_EVERY = 0.4  # seconds


def watch_files(here: Path, homework: dict[str, Any], check: Callable[[], str]) -> int:
    """Run until Ctrl-C; `check` says what keeps the tests from running, or ""."""

    def read() -> dict[str, str]:
        paths = [here / path for path in homework["submit"] if (here / path).is_file()]
        return {str(path): path.read_text(encoding="utf-8", errors="replace") for path in paths}

    before = read()
    print(
        f"Watching {', '.join(homework['submit'])}. Save a file and its piece's tests run; Ctrl-C ends this.",
        flush=True,
    )
    while True:
        time.sleep(LOOK_EVERY)
        now = read()
        if now == before:
            continue
        names = {name for path in now for name in changed(functions(before.get(path, "")), functions(now[path]))}
        before = now
        if wrong := check():
            print(f"\n{wrong}", flush=True)
            continue
        report = run_tests(here, homework["wall"], pieces_about(names, here / "tests"), Lines(homework["pieces"]))
        if report.broken:
            print(f"\n{report.broken[0].text}")
        show_end(report)
        if report.interrupted:
            return 130


def functions(source: str) -> dict[str, str]:
    """What each function or method says, by its qualified name; empty while the file cannot be read."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return {}
    return dict(_functions(tree, ""))


def _functions(node: ast.AST, prefix: str) -> Iterator[tuple[str, str]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield f"{prefix}{child.name}", ast.dump(child)
        elif isinstance(child, ast.ClassDef):
            yield from _functions(child, f"{prefix}{child.name}.")


def changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    """The names of functions that are new, gone or different."""
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def pieces_about(names: set[str], tests: Path) -> list[str]:
    """The pieces whose tests name one of the functions in their titles; where none does, those whose code names it."""
    numbered = [one for path in sorted(tests.glob("test_*.py")) for one in _numbered(path)]
    owners = {name.split(".")[0] for name in names}
    titled = {number for number, title, _ in numbered if names & _dotted(title)}
    titled = titled or {number for number, title, _ in numbered if owners & _words(title)}
    words = {name.rpartition(".")[2] for name in names}
    found = titled or {number for number, _, text in numbered if words & _words(text)}
    return sorted({number.split(".")[0] for number in found}, key=lambda one: int(one) if one.isdigit() else 0)


def _dotted(text: str) -> set[str]:
    return {word.strip(".,:;()") for word in text.split()}


def _words(text: str) -> set[str]:
    return set("".join(char if char.isalnum() or char == "_" else " " for char in text).split())


def _numbered(path: Path) -> Iterator[tuple[str, str, str]]:
    """The number, the title and the text of each test."""
    source = path.read_text(encoding="utf-8")
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return  # a damaged test file; running the tests says so
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test"):
            for mark in node.decorator_list:
                if isinstance(mark, ast.Call) and getattr(mark.func, "id", "") == "number" and mark.args:
                    title = (ast.get_docstring(node) or "").split("\n")[0]
                    yield str(ast.literal_eval(mark.args[0])), title, ast.get_source_segment(source, node) or ""
