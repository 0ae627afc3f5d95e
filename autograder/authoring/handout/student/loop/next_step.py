"""What is next: the first test that does not pass, and what the function that it is about is to do."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

from homework_loop.run import Report, Result
from homework_loop.show import indented, show_reason


def show_next(report: Report, homework: dict[str, Any], edited: list[str]) -> int:
    """The last lines of the status; the exit code is 0 when all tests pass, 1 when not, 130 after Ctrl-C.

    Args:
        edited: files that are not as they were handed out.
    """
    if report.broken:
        print(f"\n{_about_broken(report, edited)}")
        return 1
    if report.next is not None:
        _show(report.next, homework)
        print(
            "\n'python homework.py hint' says more about it, 'python homework.py watch' runs its tests when you save."
        )
    elif not report.interrupted:
        print("\nNext: python homework.py submit" + (", and the written questions." if homework["written"] else ""))
    return 130 if report.interrupted else int(report.next is not None)


def show_hint(report: Report, here: Path, homework: dict[str, Any], edited: list[str]) -> int:
    """The next test, the docstring of the function that it is about, and where to read on."""
    if report.broken:
        print(f"\n{_about_broken(report, edited)}")
        return 1
    if report.next is None:
        print("All public tests pass. The hidden ones use other data: try sizes, zeros and large numbers of your own.")
        return 0
    _show(report.next, homework)
    for path in homework["submit"]:
        for name, line, docstring in functions_of(here / path):
            if f"{path}: {name}" == report.next.reason.strip() or name in report.next.title.replace(":", " ").split():
                print(f"\n{path}:{line}: {name}\n{indented(docstring, 4)}")
    print(f"\nThe test is in {report.next.where}; read it. What to do, and why, is in {homework['name']}.html.")
    return 0


def _about_broken(report: Report, edited: list[str]) -> str:
    damaged = [one.file for one in report.broken if one.file in edited]
    if damaged:
        return f"Next: unpack {damaged[0]} from the handout again; it is not as it was handed out."
    return "Next: make your files importable; the tests in those files cannot run before."


def functions_of(path: Path) -> list[tuple[str, int, str]]:
    """The functions and classes of a file: name, line and docstring."""
    found: list[tuple[str, int, str]] = []

    def look(node: ast.AST, prefix: str) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, (ast.FunctionDef, ast.ClassDef)):
                found.append((f"{prefix}{child.name}", child.lineno, ast.get_docstring(child) or ""))
                look(child, f"{prefix}{child.name}.")

    if path.suffix == ".py":
        look(ast.parse(path.read_text(encoding="utf-8")), "")
    return found


def _show(result: Result, homework: dict[str, Any]) -> None:
    number = result.number.split(".")[0]
    names = [piece["name"] for piece in homework["pieces"] if piece["number"] == number]
    print(f"\nNext: {result.number} {result.title}\n      {result.word}; piece {number}, {''.join(names)}")
    show_reason(result)
