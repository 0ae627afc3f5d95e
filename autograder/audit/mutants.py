"""All mutants of a solution: each has one small change inside a solution region."""

from __future__ import annotations

import ast
import difflib
import hashlib
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from autograder.audit.operators.cosmic_ray import general_mutations
from autograder.audit.operators.numeric import field_edits
from autograder.audit.operators.syntax import language_edits
from autograder.authoring.source.regions import Region, read_regions
from autograder.authoring.source.snippet import Snippet, put_back, snippet_of


@dataclass(frozen=True)
class Mutant:
    """A solution with one change.

    Attributes:
        path: the file that is changed.
        region: the solution region in it.
        line: of the file, where the change begins.
        operator: what kind of change it is.
        was, now: the lines that changed, without common indentation.
        text: the whole changed file.
    """

    path: str
    region: str
    line: int
    operator: str
    was: str
    now: str
    text: str

    @property
    def key(self) -> str:
        """A key that is unique among the mutants of all versions of the solution."""
        return hashlib.blake2b(f"{self.path}\0{self.text}".encode(), digest_size=12).hexdigest()

    @property
    def name(self) -> str:
        """For people: where and what."""
        return f"{self.path}:{self.line} {self.region}, {self.operator}"


def mutants_of(texts: Mapping[str, str]) -> list[Mutant]:
    """Every mutant of a submission's files, from top to bottom, without duplicates.

    Raises:
        ConfigError: a file's regions cannot be read.
    """
    found: list[Mutant] = []
    for path, text in texts.items():
        for region in read_regions(text, path):
            found += _of_region(path, text, region)
    return found


def _of_region(path: str, text: str, region: Region) -> Iterator[Mutant]:
    snippet = snippet_of(text, region)
    seen = {_meaning(snippet.text)}
    for operator, code in _mutations(snippet):
        meaning = _meaning(code)
        if meaning and meaning not in seen:
            seen.add(meaning)
            offset, was, now = _change(snippet.text, code)
            yield Mutant(path, region.name, region.first + offset, operator, was, now, put_back(text, region, code))


def _mutations(snippet: Snippet) -> Iterator[tuple[str, str]]:
    """Our own first: where two operators make the same mutant, the telling name stays."""
    for edits in (field_edits, language_edits):
        yield from ((edit.operator, snippet.edited(edit)) for edit in edits(snippet))
    yield from general_mutations(snippet.text)


def _meaning(code: str) -> str:
    """The same text for codes that differ in layout only; "" for what does not compile."""
    body = textwrap.indent(code, "        ")
    try:
        tree = ast.parse(f"def around():\n    for _ in ():\n{body}\n")
        compile(tree, "mutant", "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return ""
    for node in ast.walk(tree):
        _forget_what_does_not_matter(node)
    return ast.dump(tree)


def _forget_what_does_not_matter(node: ast.AST) -> None:
    """Annotations, messages of exceptions, and `strict`, which checks our own code."""
    if isinstance(node, ast.AnnAssign):
        node.annotation = ast.Constant(None)
    elif isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
        node.exc.args = []
    elif isinstance(node, ast.Call):
        node.keywords = [keyword for keyword in node.keywords if keyword.arg != "strict"]


def _change(before: str, after: str) -> tuple[int, str, str]:
    """Where the first changed line stands, counted from 0, and the changed lines of both."""
    old, new = before.rstrip("\n").split("\n"), after.rstrip("\n").split("\n")
    blocks = [code for code in difflib.SequenceMatcher(None, old, new, False).get_opcodes() if code[0] != "equal"]
    first, last = blocks[0], blocks[-1]
    was, now = "\n".join(old[first[1] : last[2]]), "\n".join(new[first[3] : last[4]])
    return first[1], textwrap.dedent(was), textwrap.dedent(now)
