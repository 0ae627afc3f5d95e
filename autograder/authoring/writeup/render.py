"""Renders filled blocks as an HTML page and a PDF."""

from __future__ import annotations

import html
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import jinja2
import typst

from autograder.authoring.writeup import figures
from autograder.authoring.writeup.broken_formulas import located
from autograder.authoring.writeup.fill import DERIVED, WRITTEN, filled_blocks, naming_line, read_source
from autograder.authoring.writeup.filled import errata_part
from autograder.authoring.writeup.mathematics import breakable
from autograder.authoring.writeup.nodes import (
    Node,
    Nodes,
    attributes,
    classes,
    divisions,
    plain_text,
    raw,
    rewrite_divisions,
    text,
)
from autograder.authoring.writeup.page_style import page_style
from autograder.authoring.writeup.pandoc import to_html, to_typst
from autograder.authoring.writeup.wording import long_date, moment
from autograder.errors import ConfigError
from autograder.model import Assignment, Course
from autograder.text import listed, many

THEME = Path(__file__).with_name("theme")
_Rendered = TypeVar("_Rendered")
_KINDS = (*DERIVED, *WRITTEN, "where", "section-head", "question-head")
_PAGE_WIDTH = 620.0  # pixels of a figure that is as wide as the text


@dataclass(frozen=True)
class Heading:
    """One heading: its level (1 is the highest), its number ("2.1"), its anchor and its words."""

    level: int
    number: str
    anchor: str
    title: str


@dataclass(frozen=True)
class WriteUp:
    """A write-up that is ready to be rendered, its Markdown, and what stands in its title block."""

    assignment: Assignment
    source: str
    blocks: Nodes
    headings: tuple[Heading, ...]
    facts: tuple[tuple[str, str], ...]

    def figure(self, source: str) -> str:
        """The SVG of a figure that the write-up names."""
        where = naming_line(self.source, self.shown, source)
        return figures.read_figure(self.assignment.course.root / "handouts", source, where)

    @property
    def has_steps(self) -> bool:
        """Whether the page can step through a figure, for which it needs a script."""
        names = [attributes(node)["src"] for node in divisions(self.blocks, figures.KIND)]
        return any(figures.has_steps(self.figure(name)) for name in names)

    @property
    def script(self) -> str:
        """What steps through figures; nothing else is run by a page."""
        return (theme_folder(self.assignment.course) / "steps.js").read_text("utf-8")

    @property
    def shown(self) -> str:
        """What messages call it."""
        return f"handouts/{self.assignment.name}.md"


def write_up(assignment: Assignment) -> WriteUp:
    """The write-up of a homework, filled; see `filled_blocks` for what can be wrong."""
    blocks = [*errata_part(assignment), *filled_blocks(assignment)]
    return WriteUp(assignment, read_source(assignment), blocks, tuple(_headings(blocks)), facts(assignment))


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
    shown = rewrite_divisions(blocks, lambda node: _html_blocks(node, done))
    body = _located(done, shown, lambda some: to_html(breakable(some), done.shown))
    return body.replace("<table", '<div class="scroll"><table').replace("</table>", "</table></div>")


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
            style=page_style(theme),
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
    head = f"{(theme / 'writeup.typ').read_text('utf-8')}\n#show: write-up.with({settings})\n\n"

    def compiled(blocks: Nodes) -> bytes:
        source = head + to_typst(rewrite_divisions(blocks, lambda node: _typst_blocks(node, done)), done.shown)
        try:
            return bytes(typst.compile(source.encode(), format="pdf", ignore_system_fonts=True))
        except typst.TypstError as error:
            raise ConfigError(done.shown, f"typst says: {error.message}", "write it in another way") from None

    return _located(done, done.blocks, compiled)


def _located(done: WriteUp, blocks: Nodes, render: Callable[[Nodes], _Rendered]) -> _Rendered:
    """What `render` makes of the blocks; its error names the formula and the line where one formula is to blame."""
    try:
        return render(blocks)
    except ConfigError as error:
        raise located(error, done.source, blocks, render) from None


def theme_folder(course: Course) -> Path:
    """handouts/theme of the course, or the one that comes with this program."""
    own = course.root / "handouts" / "theme"
    return own if own.is_dir() else THEME


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


def _html_blocks(node: Node, done: WriteUp) -> Nodes:
    """A figure as its SVG, which is in the page itself; every other Div as it is."""
    if classes(node) != [figures.KIND]:
        return [node]
    given = attributes(node)
    svg = done.figure(given["src"])
    label = html.escape(given["alt"], quote=True)
    opened = svg.replace("<svg", f'<svg role="img" aria-label="{label}"', 1)
    steps = ' class="steps"' if figures.has_steps(svg) else ' class="drawing"'
    head, tail = f'<figure{steps}>\n<div class="scroll">{opened}</div>\n<figcaption>', "</figcaption>\n</figure>"
    return [raw("html", head), *node["c"][1], raw("html", tail)]


def _typst_blocks(node: Node, done: WriteUp) -> Nodes:
    """A Div as a call of the theme's function for that kind."""
    kind = classes(node)[0]
    if kind == figures.KIND:
        svg, alt = done.figure(attributes(node)["src"]), attributes(node)["alt"]
        width = f"{min(figures.width_of(svg) / _PAGE_WIDTH, 1):.1%}"
        opened = f"#part-figure(bytes({_typst(svg)}), {_typst(alt)}, {width})["
        return [raw("typst", opened), *node["c"][1], raw("typst", "]")]
    if kind == "answer":
        return [raw("typst", f"#part-answer({attributes(node)['space']})")]
    if kind not in _KINDS:
        return [node]
    if kind == "code":
        return list(node["c"][1])
    if kind == "columns":
        cells = [[raw("typst", "["), block, raw("typst", "],")] for block in node["c"][1]]
        return [raw("typst", "#part-columns("), *(part for cell in cells for part in cell), raw("typst", ")")]
    return [raw("typst", f"#part-{kind}["), *node["c"][1], raw("typst", "]")]


def _typst(value: object) -> str:
    """A Python text or tuple as Typst writes it."""
    if isinstance(value, tuple):
        return f"({''.join(f'{_typst(item)}, ' for item in value)})"
    return json.dumps(value, ensure_ascii=False)
