"""The outline of a written part: its questions and their parts, with points, in the order of the write-up."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from autograder.authoring.writeup.nodes import Node, Nodes, attributes, classes, plain_text
from autograder.authoring.writeup.pandoc import read_markdown
from autograder.errors import ConfigError, InputError
from autograder.model import Assignment
from autograder.text import many, points

_POINTS = re.compile(r"\((\d+(?:\.\d+)?) points?\)\s*$")
_KEY_HEAD = re.compile(r"^## Question (\d+)\b.*\((\d+(?:\.\d+)?) points?\)\s*$")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Question:
    """One question: its number, title, points, and the points of its parts (a), (b), …; no parts where it has none."""

    number: int
    title: str
    points: float
    parts: tuple[float, ...] = ()


def outline_of(assignment: Assignment) -> tuple[Question, ...]:
    """The questions of a homework's write-up.

    Raises:
        InputError: there is no write-up, or it asks nothing.
        ConfigError: the parts of a question do not add up to its points.
    """
    shown = f"handouts/{assignment.name}.md"
    path = assignment.course.root / shown
    if not path.is_file():
        raise InputError(shown, "there is no write-up", "write one")
    blocks = read_markdown(path.read_text(encoding="utf-8"), shown)
    found = [_question(number, node, shown) for number, node in enumerate(_questions(blocks), start=1)]
    if not found:
        raise InputError(shown, "asks no written question", "there is nothing to build")
    return tuple(found)


def outline_csv(questions: Sequence[Question]) -> str:
    """A row for each question and each of its parts ("1", "1.1", "1.2"), as Gradescope's outline has them."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["Number", "Title", "Points"])
    for question in questions:
        writer.writerow([question.number, question.title, points(question.points)])
        for place, part in enumerate(question.parts):
            writer.writerow([f"{question.number}.{place + 1}", f"({_LETTERS[place]})", points(part)])
    return buffer.getvalue()


def check_key(text: str, questions: Sequence[Question], shown: str) -> None:
    """Raise a ConfigError where the answers are not to these questions with these points.

    A question of the answers begins with a line `## Question 1: … (8 points)`.
    """
    heads = [
        (number, match)
        for number, line in enumerate(text.splitlines(), start=1)
        if (match := _KEY_HEAD.match(line)) is not None
    ]
    for question, (line, match) in zip(questions, heads, strict=False):
        if int(match[1]) != question.number or abs(float(match[2]) - question.points) > 1e-9:
            asked = f"question {question.number} of {many(question.points, 'point')}"
            raise ConfigError(f"{shown}:{line}", f"is not the answer to {asked}", "make both files agree")
    if len(heads) != len(questions):
        what = f"answers {many(len(heads), 'question')}, and the write-up asks {len(questions)}"
        raise ConfigError(shown, what, "begin each answer with a line '## Question 1: … (8 points)'")


def _questions(blocks: Nodes) -> Iterator[Node]:
    for node in blocks:
        if node["t"] == "Div":
            if "question" in classes(node):
                yield node
            else:
                yield from _questions(node["c"][1])


def _question(number: int, node: Node, shown: str) -> Question:
    inner: Nodes = node["c"][1]
    total = float(attributes(node).get("points", 0))
    parts = tuple(value for block in inner if block["t"] == "OrderedList" for value in _parts(block))
    if parts and abs(sum(parts) - total) > 1e-9:
        what = f"the parts of question {number} add up to {points(sum(parts))} of its {many(total, 'point')}"
        raise ConfigError(shown, what, "end each part with its points, e.g. (2 points)")
    return Question(number, _title(inner) or f"Question {number}", total, parts)


def _parts(block: Node) -> Iterator[float]:
    """The points that the items of a list end with; nothing if one of them has none."""
    texts = [
        " ".join(plain_text(inner["c"]) for inner in item if inner["t"] in ("Plain", "Para")) for item in block["c"][1]
    ]
    found = [_POINTS.search(text) for text in texts]
    if all(found):
        yield from (float(match[1]) for match in found if match is not None)


def _title(inner: Nodes) -> str:
    """The words in bold that a question begins with."""
    if inner and inner[0]["t"] == "Para" and inner[0]["c"] and inner[0]["c"][0]["t"] == "Strong":
        return plain_text(inner[0]["c"][0]["c"]).rstrip(".")
    return ""
