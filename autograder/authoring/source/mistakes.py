"""Known wrong answers: `mistakes/*.py`.

A mistake is one small file: its docstring is title and hint, REGION names the solution region that its code replaces,
CAUGHT_BY the tests that must fail. Around the region stands a skeleton, so that the file parses by itself:

    \"\"\"The gradient is not summed over the batch.

    The bias is added to every row, so its gradient collects from every row.
    \"\"\"

    REGION = "Linear.backward"
    CAUGHT_BY = ["test_linear_gradients"]

    class Linear:
        def backward(self, in_tensors, b, g_b):
            # BEGIN SOLUTION Linear.backward
            return g_b, g_b, g_b
            # END SOLUTION

SHOW_HINT = False keeps the hint from students altogether; with HINT_WHEN_HIDDEN = True hidden checks have it, too, in
outcomes.jsonl, which is for staff.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.authoring.source.regions import Region, lines_of, read_regions
from autograder.authoring.source.splice import Replacement, splice_regions
from autograder.authoring.source.starter import read_text, shown
from autograder.config.document import meant
from autograder.errors import ConfigError
from autograder.model import Assignment

_REQUIRED: dict[str, type] = {"REGION": str, "CAUGHT_BY": list}
_OPTIONAL: dict[str, type] = {"SHOW_HINT": bool, "HINT_WHEN_HIDDEN": bool}
_EXAMPLES = {
    "REGION": 'REGION = "Linear.backward", the name of the solution region that it replaces,',
    "CAUGHT_BY": 'CAUGHT_BY = ["test_of_two_layers"], the tests that fail by it',
}
_KINDS = {str: "text", list: "a list of tests' names", bool: "True or False"}


@dataclass(frozen=True)
class Mistake:
    """One known wrong answer.

    Attributes:
        name: the file's name without ".py".
        title: what is wrong, one sentence without its full stop.
        hint: what a good TA would say, without giving the answer away.
        region: the solution region that `code` replaces.
        caught_by: names of test functions, public or hidden, that must fail.
        code: the wrong lines, indented as in the solution.
        indent: the white space in front of the region's markers.
        show_hint: whether students may see the hint at all.
        hint_when_hidden: whether hidden checks have it, too; students read one word about those.
        where: what messages call the file.
    """

    name: str
    title: str
    hint: str
    region: str
    caught_by: tuple[str, ...]
    code: tuple[str, ...]
    indent: str
    show_hint: bool = True
    hint_when_hidden: bool = False
    where: str = ""


def read_mistake(path: Path, where: str = "") -> Mistake:
    """The mistake in one file; `where` is what messages call the file.

    Raises:
        ConfigError: the file lacks something, or says something that has no meaning.
    """
    where = where or path.as_posix()
    text = read_text(path, where)
    region = _only_region(text, where)
    tree = ast.parse(text)
    settings = _settings(tree, where)
    title, hint = _title_and_hint(ast.get_docstring(tree) or "", where)
    if settings["REGION"] != region.name:
        raise ConfigError(
            where, f"REGION is {settings['REGION']!r}, but the marker says {region.name!r}", "make them equal"
        )
    return Mistake(
        name=path.stem,
        title=title,
        hint=hint,
        region=region.name,
        caught_by=tuple(settings["CAUGHT_BY"]),
        code=tuple(lines_of(text)[region.first - 1 : region.end - 1]),
        indent=region.indent,
        show_hint=settings.get("SHOW_HINT", True),
        hint_when_hidden=settings.get("HINT_WHEN_HIDDEN", False),
        where=where,
    )


def read_mistakes(assignment: Assignment) -> list[Mistake]:
    """All mistakes of a homework, by name; none if the folder is missing."""
    paths = sorted((assignment.secret / "mistakes").glob("*.py"))
    return [read_mistake(path, shown(assignment, path)) for path in paths]


def splice(solution_text: str, mistake: Mistake, where: str = "solution") -> str:
    """One solution file with the mistake in place of its region; the markers stay.

    Raises:
        ConfigError: the file has no such region, the mistake is indented otherwise or is the solution itself, or the
            result is not valid Python.
    """
    wrong = Replacement(mistake.region, mistake.code, mistake.indent, mistake.where)
    return splice_regions(solution_text, [wrong], where, "the solution")


def splice_files(texts: Mapping[str, str], mistake: Mistake) -> dict[str, str]:
    """The files of a submission with the mistake in the one that has its region."""
    for path, text in texts.items():
        if any(region.name == mistake.region for region in read_regions(text, path)):
            return {**texts, path: splice(text, mistake, path)}
    regions = [region for path, text in texts.items() for region in read_regions(text, path)]
    raise _without_region(mistake, regions)


def _only_region(text: str, where: str) -> Region:
    regions = read_regions(text, where)
    if len(regions) != 1:
        raise ConfigError(where, f"has {len(regions)} solution regions", "a mistake replaces exactly one")
    return regions[0]


def _settings(tree: ast.Module, where: str) -> dict[str, Any]:
    settings: dict[str, Any] = {}
    known = {**_REQUIRED, **_OPTIONAL}
    for node in tree.body:
        line = f"{where}:{node.lineno}"
        if not (isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name)):
            _refuse_unread(node, known, line)
            continue
        name = node.targets[0].id
        if name in settings:
            raise ConfigError(line, f"{name} appears a second time", "remove one of them")
        if name in known:
            settings[name] = _literal(node.value, known[name], name, line)
        elif name.isupper() and (question := meant(name, known)):
            raise ConfigError(line, f"unknown setting {name}", question)
    missing = [name for name in _REQUIRED if name not in settings]
    if missing:
        remedy = "write a line such as " + " and ".join(_EXAMPLES[name] for name in missing)
        raise ConfigError(where, f"has no {' and no '.join(missing)}", remedy)
    return settings


def _refuse_unread(node: ast.stmt, known: Iterable[str], where: str) -> None:
    """Refuse a setting that is written in a way in which nobody would read it, e.g. below an `if`."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store) and inner.id in known:
            raise ConfigError(where, f"{inner.id} would not be read", f"write {inner.id} = … on a line of its own")


def _literal(node: ast.expr, kind: type, name: str, where: str) -> Any:
    try:
        value = ast.literal_eval(node)
    except ValueError:
        value = None
    names = isinstance(value, list) and bool(value) and all(isinstance(item, str) for item in value)
    if not isinstance(value, kind) or (kind is list and not names):
        raise ConfigError(where, f"{name} must be {_KINDS[kind]}")
    return value


def _title_and_hint(docstring: str, where: str) -> tuple[str, str]:
    title, _, rest = docstring.partition("\n")
    gap, _, hint = rest.partition("\n")
    if not title.strip() or gap.strip() or not hint.strip():
        remedy = 'begin the file with \'"""Divides by n - 1.\', an empty line, and what to tell a student who does this'
        raise ConfigError(where, "its docstring needs a title, an empty line and a hint", remedy)
    return title.strip().rstrip("."), _unwrapped(hint.strip())


def _unwrapped(text: str) -> str:
    """The text with one line for each paragraph: a student's window is not as wide as the file.

    Indented lines and the points of a list stay as they are.
    """
    return re.sub(r"(?<=\S)[ \t]*\n(?=[^\s*-])", " ", text)


def _without_region(mistake: Mistake, regions: list[Region]) -> ConfigError:
    names = [region.name for region in regions]
    remedy = meant(mistake.region, names) or f"there are {', '.join(names)}"
    return ConfigError(mistake.where, f"there is no solution region {mistake.region}", remedy)
