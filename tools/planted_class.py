"""Classes with planted copies: programs put together from right variants and known mistakes, some of them disguised.

For tests and measurements of `autograder similar`: what a copy is, is known beforehand.
"""

from __future__ import annotations

import ast
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.authoring.source.mistakes import read_mistake, splice_files
from autograder.authoring.source.starter import solution_texts
from autograder.authoring.source.variants import read_variants
from autograder.model import Assignment

_REMARKS = ("# so it works", "# see the notes", "# TODO: check", "# easy", "# that is the trick")
_Function = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class PlantedClass:
    """Programs, each the text of one file, and the places of each original and its copy."""

    programs: tuple[str, ...]
    planted: frozenset[tuple[int, int]]


def planted_class(assignment: Assignment, size: int, copies: int, seed: int = 0) -> PlantedClass:
    """`size` programs of which the last `copies` are disguised copies of the first ones.

    Each function of an original is one of those that right variants and known mistakes have for it, written in its own
    way: two originals agree in some by chance, as students do who had the same idea, and differ in detail.
    """
    rng = random.Random(seed)
    sources = _sources(assignment)
    originals = [_mixed(sources, rng) for _ in range(size - copies)]
    disguised = [disguised_copy(text, rng) for text in originals[:copies]]
    pairs = frozenset((place, size - copies + place) for place in range(copies))
    return PlantedClass((*originals, *disguised), pairs)


def write_class(programs: Sequence[str], file: str, folder: Path) -> Path:
    """Write a class as a folder of folders, one for each program, e.g. `submission_1000/autodiff.py`."""
    for number, text in enumerate(programs, 1000):
        path = folder / f"submission_{number}" / file
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    return folder


def disguised_copy(text: str, rng: random.Random) -> str:
    """The same program with other names, functions in another order, other layout and other comments."""
    tree = ast.parse(text)
    _rename(tree, rng)
    for node in ast.walk(tree):
        if isinstance(node, (ast.ClassDef, ast.Module)):
            _reorder(node, rng)
        if isinstance(node, (ast.ClassDef, *_Function)) and ast.get_docstring(node) is not None and len(node.body) > 1:
            del node.body[0]
    lines = []
    for line in ast.unparse(tree).split("\n"):
        if line.strip() and rng.random() < 0.1:
            lines.append(line[: len(line) - len(line.lstrip())] + rng.choice(_REMARKS))
        lines.append(line.replace(", ", ","))
    return "\n".join(lines) + "\n"


def _sources(assignment: Assignment) -> list[ast.Module]:
    """Trees to take functions from: right variants, and the solution with a known mistake."""
    solution = solution_texts(assignment)
    variants = list(read_variants(assignment, solution).values())
    paths = sorted((assignment.secret / "mistakes").glob("*.py"))
    wrong = [splice_files(solution, read_mistake(path)) for path in paths[:: max(1, len(paths) // 10)]]
    file = assignment.submit[0]
    return [ast.parse(texts[file]) for texts in (*variants, *wrong)]


def _mixed(sources: Sequence[ast.Module], rng: random.Random) -> str:
    base = rng.choice(sources)
    functions: dict[str, list[ast.stmt]] = {}
    for source in sources:
        for name, function in _functions(source).items():
            functions.setdefault(name, []).append(function)
    body = [_replaced(node, "", functions, rng) for node in base.body]
    own = _OwnWay(rng).visit(ast.parse(ast.unparse(ast.Module(body, []))))
    return ast.unparse(ast.fix_missing_locations(own))


class _OwnWay(ast.NodeTransformer):
    """Writes a program as somebody else with the same ideas would: other operand first, a name for a part, no `+=`."""

    def __init__(self, rng: random.Random) -> None:
        self._rng, self._names = rng, 0

    def visit_BinOp(self, node: ast.BinOp) -> ast.BinOp:
        self.generic_visit(node)
        if isinstance(node.op, (ast.Add, ast.Mult)) and self._rng.random() < 0.4:
            node.left, node.right = node.right, node.left
        return node

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.stmt:
        self.generic_visit(node)
        if self._rng.random() < 0.5:
            return node
        before = ast.parse(ast.unparse(node.target), mode="eval").body
        return ast.Assign([node.target], ast.BinOp(before, node.op, node.value))

    def visit_Assign(self, node: ast.Assign) -> ast.stmt | list[ast.stmt]:
        self.generic_visit(node)
        return self._in_two_steps(node)

    def visit_Return(self, node: ast.Return) -> ast.stmt | list[ast.stmt]:
        self.generic_visit(node)
        return self._in_two_steps(node)

    def _in_two_steps(self, node: ast.Assign | ast.Return) -> ast.stmt | list[ast.stmt]:
        """`y = f(g(x))` as `a = g(x)` and `y = f(a)`."""
        whole = node.value
        if self._rng.random() < 0.5 or not isinstance(whole, (ast.Call, ast.BinOp)):
            return node
        self._names += 1
        name = f"part_{self._names}"
        if isinstance(whole, ast.BinOp):
            part, whole.left = whole.left, ast.Name(name, ast.Load())
        elif whole.args and not isinstance(whole.args[0], ast.Starred):
            part, whole.args[0] = whole.args[0], ast.Name(name, ast.Load())
        else:
            return node
        return [ast.Assign([ast.Name(name, ast.Store())], part), node]


def _functions(tree: ast.Module | ast.ClassDef, prefix: str = "") -> dict[str, ast.stmt]:
    found: dict[str, ast.stmt] = {}
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            found |= _functions(node, f"{prefix}{node.name}.")
        elif isinstance(node, _Function):
            found[prefix + node.name] = node
    return found


def _replaced(node: ast.stmt, prefix: str, functions: Mapping[str, Sequence[ast.stmt]], rng: random.Random) -> ast.stmt:
    if isinstance(node, _Function):
        return rng.choice(functions[prefix + node.name])
    if isinstance(node, ast.ClassDef):
        body = [_replaced(inner, f"{prefix}{node.name}.", functions, rng) for inner in node.body]
        return ast.ClassDef(node.name, node.bases, node.keywords, body, node.decorator_list)
    return node


def _rename(tree: ast.Module, rng: random.Random) -> None:
    """Give every name that the file binds, and nobody may call by keyword, another one."""
    nodes = list(ast.walk(tree))
    bound = {node.arg for node in nodes if isinstance(node, ast.arg)}
    bound |= {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    fixed = {word.arg for node in nodes if isinstance(node, ast.Call) for word in node.keywords} | {"self"}
    new = {name: f"q{rng.randrange(10**6)}_{number}" for number, name in enumerate(sorted(bound - fixed))}
    for node in nodes:
        if isinstance(node, ast.arg):
            node.arg = new.get(node.arg, node.arg)
        elif isinstance(node, ast.Name):
            node.id = new.get(node.id, node.id)


def _reorder(node: ast.ClassDef | ast.Module, rng: random.Random) -> None:
    functions = [inner for inner in node.body if isinstance(inner, _Function)]
    rng.shuffle(functions)
    fresh = iter(functions)
    node.body = [next(fresh) if isinstance(inner, _Function) else inner for inner in node.body]
