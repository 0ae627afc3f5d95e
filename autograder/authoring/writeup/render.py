"""Renders filled blocks as an HTML page and a PDF."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import jinja2
import typst

from autograder.authoring.writeup.fill import DERIVED, WRITTEN, filled_blocks
from autograder.authoring.writeup.filled import errata_part
from autograder.authoring.writeup.mathematics import breakable
from autograder.authoring.writeup.nodes import (
    Node,
    Nodes,
    attributes,
    classes,
    plain_text,
    raw,
    rewrite_divisions,
    text,
)
from autograder.authoring.writeup.pandoc import to_html, to_typst
from autograder.authoring.writeup.wording import long_date, moment
from autograder.errors import ConfigError, GraderError
from autograder.model import Assignment, Course
from autograder.text import listed, many

_KINDS = (*DERIVED, *WRITTEN, "where", "section-head", "question-head")


@dataclass(frozen=True)
class Heading:
    """One heading: its level (1 is the highest), its number ("2.1"), its anchor and its words."""

    level: int
    number: str
    anchor: str
    title: str


@dataclass(frozen=True)
class WriteUp:
    """A write-up that is ready to be rendered, and what stands in its title block."""

    assignment: Assignment
    blocks: Nodes
    headings: tuple[Heading, ...]
    facts: tuple[tuple[str, str], ...]

    @property
    def shown(self) -> str:
        """What messages call it."""
        return f"handouts/{self.assignment.name}.md"


def write_up(assignment: Assignment) -> WriteUp:
    """The write-up of a homework, filled; see `filled_blocks` for what can be wrong."""
    blocks = [*errata_part(assignment), *filled_blocks(assignment)]
    return WriteUp(assignment, blocks, tuple(_headings(blocks)), facts(assignment))


def facts(assignment: Assignment) -> tuple[tuple[str, str], ...]:
    """The lines of the title block."""
    line = assignment.course.scheduled(assignment.name)
    dates = (("Released", moment(line.released)), ("Due", moment(line.due))) if line else ()
    points = many(assignment.points + assignment.written, "point")
    if assignment.written:
        points += f": {assignment.points:g} by tests, {assignment.written:g} for written questions"
    submission = listed([*assignment.submit, *(["your written answers as a PDF"] if assignment.written else [])])
    last = f", changed on {long_date(assignment.errata[-1].on)}" if assignment.errata else ""
    return (*dates, ("Points", points), ("Submit", submission), ("Version", f"{assignment.version}{last}"))


def html_body(done: WriteUp) -> str:
    """The write-up as an HTML fragment, its headings numbered and one level down."""
    numbers = iter(done.headings)
    blocks = [_numbered(block, next(numbers)) if block["t"] == "Header" else block for block in done.blocks]
    html = to_html(breakable(blocks), done.shown)
    return html.replace("<table", '<div class="scroll"><table').replace("</table>", "</table></div>")


def html_page(done: WriteUp) -> str:
    """One self-contained page: MathML, its style inside, no script, nothing loaded."""
    theme = theme_folder(done.assignment.course)
    page = (
        environment(theme)
        .get_template("page.html")
        .render(
            done=done,
            course=done.assignment.course,
            body=html_body(done),
            style=(theme / "style.css").read_text("utf-8"),
        )
    )
    return f"{page}\n"


def pdf(done: WriteUp) -> bytes:
    """The write-up as a PDF, with the fonts that typst brings along; the same bytes every time."""
    assignment, theme = done.assignment, theme_folder(done.assignment.course)
    settings = ", ".join(
        f"{name}: {_typst(value)}"
        for name, value in (
            ("title", assignment.title),
            ("course", assignment.course.name),
            ("term", assignment.course.term),
            ("facts", done.facts),
        )
    )
    body = to_typst(rewrite_divisions(done.blocks, _typst_blocks), done.shown)
    source = f"{(theme / 'writeup.typ').read_text('utf-8')}\n#show: write-up.with({settings})\n\n{body}"
    try:
        return bytes(typst.compile(source.encode(), format="pdf", ignore_system_fonts=True))
    except typst.TypstError as error:
        raise ConfigError(done.shown, f"typst says: {error.message}", "write the formula in another way") from None


def theme_folder(course: Course) -> Path:
    """handouts/theme of the course, or the one that comes with this project."""
    ours = Path(__file__).parents[3] / "handouts" / "theme"
    for folder in (course.root / "handouts" / "theme", ours):
        if folder.is_dir():
            return folder
    raise GraderError("handouts/theme", "the theme is not there", "take it from the project's repository")


def environment(*folders: Path) -> jinja2.Environment:
    """Templates that escape what they are given and fail on what they are not."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(folders),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _headings(blocks: Nodes) -> list[Heading]:
    counters, found = [0] * 6, []
    for block in blocks:
        if block["t"] == "Header":
            level, (anchor, _, _), inlines = block["c"]
            counters[level - 1] += 1
            counters[level:] = [0] * (6 - level)
            number = ".".join(str(counter) for counter in counters[:level])
            found.append(Heading(level, number, anchor, plain_text(inlines)))
    return found


def _numbered(block: Node, heading: Heading) -> Node:
    level, own, inlines = block["c"]
    number: Node = {"t": "Span", "c": [["", ["number"], []], text(heading.number)]}
    return {"t": "Header", "c": [level, own, [number, {"t": "Space"}, *inlines]]}


def _typst_blocks(node: Node) -> Nodes:
    """A Div as a call of the theme's function for that kind."""
    kind = classes(node)[0]
    if kind == "answer":
        return [raw("typst", f"#part-answer({attributes(node)['space']})")]
    if kind not in _KINDS:
        return [node]
    return [raw("typst", f"#part-{kind}["), *node["c"][1], raw("typst", "]")]


def _typst(value: object) -> str:
    """A Python text or tuple as Typst writes it."""
    if isinstance(value, tuple):
        return f"({''.join(f'{_typst(item)}, ' for item in value)})"
    return json.dumps(value, ensure_ascii=False)
