"""What a homework's docstrings and write-up claim, and the checks that fail where it is false.

reference_solutions/<homework>/claims.yaml has an entry for each sentence of a public docstring (by its name), of the
module's docstring ("module") and of the write-up's part "What to implement" ("write-up"):

    standardize:
    - says: constant columns become 0              # some words of the sentence, exactly
      checks: 2.2 2.4                              # numbers of checks that look at it
      mistakes: standardize_divides_zero_by_zero   # known mistakes for which it is false; one of these checks sees each
      kind: thresholds                             # the kind of wrong answer it is about, of KINDS
    - says: Linear -> ReLU                         # or
      because: why no submission can make it false, or why nobody looks

`python -m tools.claims --write` puts the table of kinds into docs/claims.md.
"""

from __future__ import annotations

import argparse
import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from autograder.authoring.source.test_functions import read_test_modules
from tools.laptop.homework import HOMEWORKS, ROOT, Homework, read

DOCUMENT = ROOT / "docs" / "claims.md"
MODULE, WRITE_UP = "module", "write-up"
_FIELDS = {"says", "checks", "mistakes", "kind", "because"}

#: Kinds of wrong answers that got full marks once, in our words and for a reader.
KINDS = {
    "cost": "cost that only shows on unfavourable inputs: contexts counted last, rare ones, large sizes",
    "once": "an argument that can be gone through only once",
    "again": "a second call: stale caches, what is remembered, what a first call has left",
    "arguments": "the caller's lists and arrays, changed in place or grown",
    "overflow": "numbers that are too large, or temperatures that are too low, for exp",
    "zeros": "0, nan and infinity where something divides, multiplies or takes a logarithm",
    "thresholds": "a fixed threshold or floor in place of the one that is asked for",
    "sizes": "a size that is taken for another one, where test shapes hardly differ",
    "draws": "weights or units that are drawn once and repeated, or from another distribution",
    "generator": "randomness from another source than the one that is asked for",
    "parts": "what is set or looked for on the outermost object only, or by its name",
    "axes": "numbers of axes, empty inputs, counts of 0",
    "which": "the argument itself, and not what usually equals it",
    "sharing": "two results that are one array",
    "dtype": "another type of numbers",
}


@dataclass(frozen=True)
class Claim:
    """One entry.

    Attributes:
        where: the docstring's name, "module" or "write-up".
        checks: numbers of checks, e.g. "8.2".
        because: why there are no checks.
    """

    where: str
    says: str
    checks: tuple[str, ...] = ()
    mistakes: tuple[str, ...] = ()
    kind: str = ""
    because: str = ""


def read_claims(homework: Homework) -> list[Claim]:
    """All entries of a homework's claims.yaml; everything in the file is text, so that 1.10 is not 1.1.

    Raises:
        ValueError: an entry has no words, or a field that is unknown.
    """
    path = homework.secret / "claims.yaml"
    found = []
    for where, entries in yaml.load(read(path), Loader=yaml.BaseLoader).items():
        for entry in entries:
            if set(entry) - _FIELDS or not entry.get("says"):
                raise ValueError(f"{path.name}: {where}: {entry}: an entry has `says`, and no fields but {_FIELDS}")
            lists = {name: tuple(entry.get(name, "").split()) for name in ("checks", "mistakes")}
            texts = {name: entry.get(name, "") for name in ("kind", "because")}
            found.append(Claim(where, _plain(entry["says"]), **lists, **texts))
    return found


def sentences(homework: Homework) -> dict[str, list[str]]:
    """What has to be claimed: docstring's name, "module" or "write-up" -> its sentences."""
    found: dict[str, list[str]] = {}
    for text in homework.solution.values():
        for name, docstring in _docstrings(ast.parse(text)):
            found[name] = list(_cut(docstring))
    write_up = read(ROOT / "handouts" / f"{homework.name}.md")
    part = re.search(r"^# What to implement\n(.*?)(?=^# )", write_up, re.M | re.S)
    assert part, f"{homework.name}: the write-up has no part “What to implement”"
    prose = re.sub(r"^```.*?^```$", "\n", part[1], flags=re.M | re.S)
    found[WRITE_UP] = list(_cut(re.sub(r"^(:::|#).*$", "\n", prose, flags=re.M)))
    return found


def functions_by_number(homework: Homework) -> dict[str, str]:
    """Number of a check -> its test function."""
    found = {}
    for module in read_test_modules(homework.assignment):
        for test in module.functions:
            found[str(test.argument("number"))] = test.name
    return found


def table() -> str:
    """The table of kinds: for each homework the checks that look at the kind, and the known mistakes that they see."""
    names = list(HOMEWORKS)
    rows = [f"| kind of wrong answer | {' | '.join(names)} |", f"|---|{'---|' * len(names)}"]
    claims = {name: read_claims(homework) for name, homework in HOMEWORKS.items()}
    for kind, words in KINDS.items():
        rows.append(f"| **{kind}**: {words} | {' | '.join(_cell(claims[name], kind) for name in names)} |")
    totals = [f"{sum(bool(c.checks) for c in found)} of {len(found)}" for found in claims.values()]
    return "\n".join([*rows, f"| claims with checks, of all sentences | {' | '.join(totals)} |"]) + "\n"


def document(text: str) -> str:
    """docs/claims.md with the table of today."""
    begin, end = "<!-- table -->\n", "<!-- end of table -->"
    before, _, rest = text.partition(begin)
    return f"{before}{begin}\n{table()}\n{end}{rest.partition(end)[2]}"


def _cell(claims: list[Claim], kind: str) -> str:
    of_kind = [claim for claim in claims if claim.kind == kind]
    checks = {check for claim in of_kind for check in claim.checks}
    mistakes = {mistake for claim in of_kind for mistake in claim.mistakes}
    if not of_kind:
        return "–"
    numbers = sorted(checks, key=lambda number: [int(part) for part in number.split(".")])
    return f"{', '.join(numbers)} ({len(mistakes)})"


def _docstrings(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Of the module and of everything in it that has one and is not private."""
    yield MODULE, ast.get_docstring(tree) or ""
    for node in tree.body:
        if isinstance(node, (ast.ClassDef, ast.FunctionDef)) and not node.name.startswith("_"):
            yield from _docstring(node, node.name)
            for inner in node.body if isinstance(node, ast.ClassDef) else ():
                if isinstance(inner, ast.FunctionDef):
                    yield from _docstring(inner, f"{node.name}.{inner.name}")


def _docstring(node: ast.ClassDef | ast.FunctionDef, name: str) -> Iterator[tuple[str, str]]:
    docstring = ast.get_docstring(node)
    if docstring:
        yield name, docstring


def _cut(text: str) -> Iterator[str]:
    """The sentences of a text: they end with a full stop, a semicolon or an empty line."""
    for block in re.split(r"\n\s*\n", text):
        for sentence in re.split(r"(?<=[.;])(?<!e\.g\.)(?<!\.\.)\s+", _plain(block)):
            if re.search(r"[A-Za-z]{2}", sentence) and sentence.rstrip(":") not in ("Args", "Returns"):
                yield sentence


def _plain(text: str) -> str:
    return " ".join(text.split())


def main() -> None:
    arguments = argparse.ArgumentParser(description="The table of docs/claims.md.")
    arguments.add_argument("--write", action="store_true", help="put it into docs/claims.md instead of printing it")
    if arguments.parse_args().write:
        Path(DOCUMENT).write_text(document(read(DOCUMENT)), encoding="utf-8")
    else:
        print(table())


if __name__ == "__main__":
    main()
