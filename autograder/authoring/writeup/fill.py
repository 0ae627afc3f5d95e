"""Turns a write-up's Markdown into blocks in which every derived part is filled in."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from autograder.authoring.source.handout_files import contents
from autograder.authoring.source.hidden_checks import listed_checks
from autograder.authoring.writeup import figures, filled
from autograder.authoring.writeup.figures import place_figures
from autograder.authoring.writeup.nodes import (
    Node,
    Nodes,
    attributes,
    classes,
    division,
    paragraph,
    rewrite_divisions,
    strong,
    text,
)
from autograder.authoring.writeup.pandoc import read_markdown
from autograder.authoring.writeup.public_checks import public_points
from autograder.authoring.writeup.signatures import find_signature, signatures
from autograder.config.document import meant
from autograder.errors import ConfigError, InputError
from autograder.grading.staging import given_file
from autograder.model import Assignment
from autograder.text import many

DERIVED = ("points", "signature", "code", "files", "submit", "grading", "policy")
WRITTEN = ("question", "hint", "note", "goals", "columns")
_SPACE = re.compile(r"\d+(?:\.\d+)?(?:cm|mm|in)")
_NO_SPACE = "0cm"


@dataclass
class _Filler:
    assignment: Assignment
    source: str
    shown: str
    questions: list[float] = field(default_factory=list)
    public: dict[str, float] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.public = public_points(self.assignment)
        self.known = signatures(self.assignment.starter, self.assignment.submit)
        self.parts: dict[str, Callable[[], Nodes]] = {
            "points": lambda: filled.points_part(self.assignment, self.public),
            "files": lambda: filled.files_part(self.assignment, contents(self.assignment)),
            "submit": lambda: filled.submit_part(self.assignment),
            "grading": lambda: filled.grading_part(self.assignment, self.public, listed_checks(self.assignment)),
            "policy": lambda: filled.policy_part(self.assignment),
        }

    def change(self, node: Node) -> Nodes:
        """What stands in place of a Div."""
        names, inner = classes(node), node["c"][1]
        kind = names[0] if len(names) == 1 else " ".join(names)
        if kind in DERIVED and inner:
            raise self.wrong(kind, f"::: {kind} is filled by the build", "leave it empty")
        if kind == "signature":
            return self.signature(attributes(node))
        if kind == "code":
            return [self.code(attributes(node))]
        if kind in self.parts:
            return [division(kind, self.parts[kind]())]
        if kind == "question":
            return [self.question(attributes(node), inner)]
        if kind == figures.KIND:
            return [node]
        if kind in ("columns", "goals"):
            return [division(kind, inner)]
        if kind in WRITTEN:
            return [filled.box(kind, kind.capitalize(), inner)]
        remedy = meant(kind, (*DERIVED, *WRITTEN)) or f"it can be {', '.join((*DERIVED, *WRITTEN))}"
        raise self.wrong(kind, f"there is no part called {kind!r}", remedy)

    def signature(self, given: dict[str, str]) -> Nodes:
        name = given.get("name", "")
        if set(given) != {"name"}:
            raise self.wrong("signature", "a signature needs a name, and nothing else", 'write {.signature name="…"}')
        found = find_signature(self.known, name, self.where(name))
        return [*self.class_of(name), division("signature", filled.signature_part(found))]

    def class_of(self, name: str) -> Nodes:
        """What the class of a method says of itself, before its first method that is shown."""
        owner, _, method = name.rpartition(".")
        new = bool(method and owner) and owner in self.known and owner not in self.seen
        self.seen |= {name, owner}
        if not new or not self.known[owner].docstring:
            return []
        return [division("signature", filled.signature_part(self.known[owner]))]

    def code(self, given: dict[str, str]) -> Node:
        file, name = given.get("file", ""), given.get("name", "")
        if set(given) != {"file", "name"} or file not in self.assignment.given:
            remedy = f'write {{.code file="…" name="…"}}; given files are {", ".join(self.assignment.given)}'
            raise self.wrong("code", "quoted code needs a given file and a name in it", remedy)
        return division("code", filled.code_part(given_file(self.assignment, file), name, self.where("code")))

    def question(self, given: dict[str, str], inner: Nodes) -> Node:
        unknown = set(given) - {"points", "space"}
        if unknown or not re.fullmatch(r"\d+(?:\.\d+)?", given.get("points", "")):
            raise self.wrong("question", "a question needs points=… and may have space=…", "fix its attributes")
        space = given.get("space", _NO_SPACE)
        if not _SPACE.fullmatch(space):
            raise self.wrong("question", f"the space {space!r} is not a length", "write it as 6cm, 60mm or 2.5in")
        self.questions.append(float(given["points"]))
        title = [strong(text(f"Question {len(self.questions)}")), *text(f" ({many(self.questions[-1], 'point')})")]
        head = division("question-head", [paragraph(title)])
        answer = [] if space == _NO_SPACE else [division("answer", [], space=space, style=f"--space: {space}")]
        return division("question", [head, *inner, *answer])

    def where(self, word: str) -> str:
        """The first line of a Div of that kind, or with that name."""
        kind = re.compile(rf"\s*:::+\s*(?:\{{\s*\.)?{re.escape(word.split(' ')[0])}\b")
        for number, line in enumerate(self.source.splitlines(), start=1):
            if kind.match(line) or (line.lstrip().startswith(":::") and f'"{word}"' in line):
                return f"{self.shown}:{number}"
        return self.shown

    def wrong_file(self, name: str, what: str, remedy: str) -> ConfigError:
        """The error about a file that the write-up names, on the line where it does."""
        return ConfigError(naming_line(self.source, self.shown, name), what, remedy)

    def wrong(self, word: str, what: str, remedy: str) -> ConfigError:
        return ConfigError(self.where(word), what, remedy)


def naming_line(source: str, shown: str, file: str) -> str:
    """The first line of a write-up that names a file, as messages call it: shown:line."""
    lines = (number for number, line in enumerate(source.splitlines(), 1) if f"]({file}" in line)
    number = next(lines, 0)
    return f"{shown}:{number}" if number else shown


def read_source(assignment: Assignment) -> str:
    """The Markdown of handouts/<hw>.md.

    Raises:
        InputError: there is no write-up.
        ConfigError: it is not UTF-8.
    """
    shown = f"handouts/{assignment.name}.md"
    try:
        return (assignment.course.root / shown).read_text(encoding="utf-8")
    except OSError:
        raise InputError(shown, "there is no write-up", "write one") from None
    except UnicodeDecodeError:
        raise ConfigError(shown, "is not UTF-8 text", "save it as UTF-8") from None


def filled_blocks(assignment: Assignment) -> Nodes:
    """The blocks of handouts/<hw>.md with all derived parts filled in.

    Raises:
        InputError: there is no write-up.
        ConfigError: a part is unknown, or the questions' points are not the assignment's written ones.
    """
    source, shown = read_source(assignment), f"handouts/{assignment.name}.md"
    filler = _Filler(assignment, source, shown)
    blocks = rewrite_divisions(place_figures(read_markdown(source, shown), filler.wrong_file), filler.change)
    total = sum(filler.questions)
    if abs(total - assignment.written) > 1e-9:
        what = f"the questions add up to {many(total, 'point')}, assignment.yaml says written: {assignment.written:g}"
        raise ConfigError(shown, what, "make them agree")
    return blocks
