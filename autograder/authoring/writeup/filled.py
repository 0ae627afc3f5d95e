"""The derived parts of a write-up: points, signatures, files, how to submit, how it is graded, lateness."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Sequence
from pathlib import Path

from autograder.authoring.source.handout_files import DATA, TESTS, Entry
from autograder.authoring.source.hidden_checks import HiddenCheck
from autograder.authoring.writeup.docstrings import docstring_nodes
from autograder.authoring.writeup.nodes import (
    Node,
    Nodes,
    bullets,
    code,
    code_block,
    division,
    numbered,
    paragraph,
    strong,
    table,
    text,
    with_code,
)
from autograder.authoring.writeup.signatures import Signature
from autograder.authoring.writeup.wording import long_date, moment
from autograder.errors import ConfigError
from autograder.model import Assigned, Assignment, GroupDays, LatePolicy, Parts, Visibility
from autograder.scoring.late_summary import penalty_rule
from autograder.text import listed, many

#: What Gradescope does with the visibility of a test: before its time, a test has no line in the report at all.
_LINES = "the report has a line for each: its title, its points, and one word for its result."
_SHOWN = {
    Visibility.VISIBLE: f"From the first submission on, {_LINES}",
    Visibility.AFTER_DUE_DATE: "Gradescope shows nothing about them, not even their titles, until the last day for "
    f"late work is over. From then on, {_LINES}",
    Visibility.AFTER_PUBLISHED: "Gradescope shows nothing about them, not even their titles, until grades are "
    f"published. From then on, {_LINES}",
    Visibility.HIDDEN: "They count, and Gradescope never shows them.",
}


def points_part(assignment: Assignment, public: dict[str, float]) -> Nodes:
    """The table of pieces: public, hidden and all points, then the written questions and the sum."""
    rows = [
        [text(piece.number), text(piece.name), *_points(public[piece.number], piece.points)]
        for piece in assignment.pieces
    ]
    if assignment.written:
        rows.append([[], text("Written questions"), [], [], text(f"{assignment.written:g}")])
    total = [text(f"{value:g}") for value in (sum(public.values()), assignment.points - sum(public.values()))]
    everything = text(f"{assignment.points + assignment.written:g}")
    rows.append([[], [strong(text("Total"))], *([strong(cell)] for cell in (*total, everything))])
    head = ["", "Piece", "Public tests", "Hidden tests", "Points"]
    return [table(head, rows, right=(2, 3, 4), widths=(0.06, 0.46, 0.17, 0.17, 0.14), last=True)]


def signature_part(signature: Signature) -> Nodes:
    """What the starter says of one function, method or class."""
    where = division("where", [paragraph([code(signature.name), *text(" in "), code(signature.file)])])
    return [where, code_block(signature.header, "python"), *docstring_nodes(signature.docstring)]


def code_part(path: Path, name: str, shown: str) -> Nodes:
    """A function of a given file, without its docstring: what runs is what is read.

    Raises:
        ConfigError: the file has no such function.
    """
    source = path.read_text(encoding="utf-8")
    found = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef) and node.name == name]
    if not found:
        raise ConfigError(shown, f"{path.name} has no function {name}", "name one that it has")
    node, lines = found[0], source.splitlines()
    body = [one for one in node.body if not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))]
    kept = lines[node.lineno - 1 : node.body[0].lineno - 1] + lines[body[0].lineno - 1 : node.end_lineno]
    return [code_block(textwrap.dedent("\n".join(kept)), "python")]


def files_part(assignment: Assignment, entries: tuple[Entry, ...]) -> Nodes:
    """What is in the handout: each file that matters to a student, the tests and the command file as one line each."""
    rows: list[list[Nodes]] = [
        [[code(entry.path)], with_code(entry.about)] for entry in entries if not entry.path.startswith(f"{TESTS}/")
    ]
    tests = sum(entry.path.startswith(f"{TESTS}/test_") for entry in entries)
    rows.insert(
        sum(not entry.path.startswith((f"{TESTS}/", f"{DATA}/")) for entry in entries),
        [
            [code(f"{TESTS}/")],
            text(f"the public tests, in {many(tests, 'file')}; read them, they are part of the task"),
        ],
    )
    rows.append(
        [
            [code("homework.py")],
            with_code("says where you stand and what is next, runs the tests, and makes the zip that you submit"),
        ]
    )
    names = [f"{assignment.name}.pdf", f"{assignment.name}.html"]
    rows.append([[code(names[0]), *text(", "), code(names[1])], text("this write-up")])
    return [table(["File", "What it is"], rows, widths=(0.3, 0.7))]


def submit_part(assignment: Assignment) -> Nodes:
    """The steps of submitting."""
    files = listed([f"`{path}`" for path in assignment.submit])
    steps = [
        with_code("Run `python homework.py test` once more. Points that the public tests give are points you have."),
        with_code(
            f"Run `python homework.py submit`. It writes `{assignment.name}_submission.zip` with exactly {files}, and "
            "tells you first which tests do not pass yet."
        ),
        with_code(
            "Upload that zip to the programming part of this homework on Gradescope, and wait for its report. You "
            "may submit as often as you like before the due date."
        ),
    ]
    if assignment.written:
        steps.append(
            with_code(
                f"Upload your answers to the written questions ({many(assignment.written, 'point')}) as one PDF to "
                "the written part, and mark the page of each answer. Handwriting is welcome if it can be read."
            )
        )
    return [numbered(steps)]


def grading_part(assignment: Assignment, public: dict[str, float], hidden: Sequence[HiddenCheck] = ()) -> Nodes:
    """How points are earned, what a student's code may use, and what the hidden tests are about."""
    limits = assignment.limits
    visible = sum(public.values())
    facts = [
        f"The tests give {many(assignment.points, 'point')}. Public tests give {visible:g} of them; they are in your "
        "handout, and the autograder runs the same files.",
        f"Hidden tests give the other {assignment.points - visible:g}, on data drawn anew for every submission. "
        f"{_SHOWN[assignment.hidden]} Their data is never shown.{' They are listed below.' if hidden else ''}",
        "Each test runs your code in a fresh, isolated process: no network, no files except your own and the given "
        f"ones, at most {many(limits.wall, 'second')} and {limits.memory / 2**30:.3g} GiB of memory (more time where "
        "this text says so). A crash or an endless loop costs the test it happens in, and no other.",
        "Part of a homework earns part of the points; the report says which pieces you have not started.",
        "If the autograder itself fails, it says so and gives no score until we have fixed it; that costs no points.",
    ]
    if assignment.given:
        given = listed([f"`{path}`" for path in assignment.given])
        facts.insert(3, f"Grading uses our own copies of {given}: changes to yours have no effect.")
    if assignment.written:
        facts.append(f"The written questions, {many(assignment.written, 'point')}, are graded by people.")
    return [bullets(with_code(fact) for fact in facts), *_hidden_table(hidden)]


def _hidden_table(hidden: Sequence[HiddenCheck]) -> Nodes:
    """The hidden tests, as far as they may be named."""
    rows: list[list[Nodes]] = [
        [text(one.number), with_code(one.title or "further tests, not named here"), text(f"{one.points:g}")]
        for one in hidden
    ]
    return [table(["", "Hidden test", "Points"], rows, right=(2,), widths=(0.08, 0.8, 0.12))] if rows else []


def policy_part(assignment: Assignment) -> Nodes:
    """When it is due, what being late costs, and how students may work together."""
    course, line = assignment.course, assignment.course.scheduled(assignment.name)
    blocks: Nodes = []
    if line is not None:
        blocks.append(paragraph([*text("This homework is due on "), strong(text(moment(line.due))), *text(".")]))
    if line is not None and line.on_request:
        asked = (
            "You get an extension for this homework if you ask: write to the course staff, before or after "
            "the due date, and say how long you need. It costs no grace day."
        )
        blocks.append(paragraph(text(asked)))
    elif course.late is not None:
        blocks.append(bullets(text(rule) for rule in late_rules(course.late)))
    blocks += [paragraph(with_code(part)) for part in course.collaboration.split("\n") if part.strip()]
    return blocks


def late_rules(late: LatePolicy) -> list[str]:
    """The late policy in plain sentences; the site shows the same ones."""
    rules = []
    if late.grace_days:
        rules.append(
            f"You have {many(late.grace_days, 'grace day')} for all homeworks of the term together, and may use at "
            f"most {late.per_homework} of them for one homework."
        )
        counted = (
            "are counted in hours: each hour or part of an hour"
            if late.by_hour
            else "are whole days: each day or part of a day"
        )
        taken = f"They are taken without asking, {_ASSIGNED[late.assigned]}."
        rules.append(f"Grace days {counted} after the due date takes one. {taken}")
        if late.parts is Parts.SEPARATE:
            rules.append("The programming part and the written part each have that many days.")
    if late.tolerance:
        rules.append(f"Work submitted within {many(late.tolerance / 60, 'minute')} after the due date is on time.")
    if late.after is not None:
        rules.append(
            f"Beyond your grace days, {penalty_rule(late)}." if late.grace_days else f"When late, {penalty_rule(late)}."
        )
    if late.latest is not None:
        takes = (
            " If your grace days do not cover all of the delay, none is taken."
            if late.after is None and late.grace_days
            else ""
        )
        rules.append(f"Nothing is accepted more than {many(late.latest, 'day')} late without an extension.{takes}")
    if late.early is not None:
        most = f", {late.early.days} at most" if late.early.days > 1 else ""
        rules.append(f"Each whole day before the due date earns {late.early.percent:g} % of the points possible{most}.")
    if late.grace_days:
        rules.append(f"If a group submits together, {_GROUPS[late.groups]}.")
    rules.append("For illness and emergencies ask the course staff for an extension; it moves your own due date.")
    return rules


_ASSIGNED = {
    Assigned.BY_DUE_DATE: "by the time of the submission that counts",
    Assigned.MOST_FAVOURABLE: "and at the end of the term they go where they are worth most to you",
}
_GROUPS = {
    GroupDays.EACH: "every member spends the days",
    GroupDays.LEAST: "every member spends the days, as many as the member with the fewest has left",
    GroupDays.LARGEST: "it may use as many days as the member with the most has left; members spend what they have",
}


def errata_part(assignment: Assignment) -> Nodes:
    """What has changed since version 1, before everything else; nothing if nothing has."""
    if not assignment.errata:
        return []
    said = [f"Version {place}, {long_date(one.on)}: {one.what}" for place, one in enumerate(assignment.errata, start=2)]
    return [box("note", "Changes since this was handed out", [bullets(with_code(text) for text in said)])]


def _points(public: float, total: float) -> list[Nodes]:
    return [text(f"{value:g}") if value else text("–") for value in (public, total - public)] + [text(f"{total:g}")]


def box(kind: str, title: str, blocks: Nodes) -> Node:
    """A hint or a note, with its title run in before the first paragraph."""
    if blocks and blocks[0]["t"] == "Para":
        first = paragraph([strong(text(f"{title}.")), {"t": "Space"}, *blocks[0]["c"]])
        return division(kind, [first, *blocks[1:]])
    return division(kind, [paragraph([strong(text(f"{title}."))]), *blocks])
