"""`autograder adopt`: turn a test suite from elsewhere into a homework, and report what is protected."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.text import Text

from autograder.authoring.adopt import (
    Placement,
    Suite,
    place,
    read_suite,
    solution_of,
    write_homework,
    write_settings,
)
from autograder.authoring.check.inside import student_modules
from autograder.authoring.source.needs import described, needs_of
from autograder.cli.say import say
from autograder.config import load_assignment
from autograder.errors import InputError
from autograder.files import replace_file
from autograder.grading.inside.packages import top_level
from autograder.grading.inside.selection import inside_tests
from autograder.model import Assignment, Course
from autograder.packaging.homework_lock import write_lock
from autograder.text import many, one_line

_REPORT = "adopted.md"
_UNTRIED = "there is no solution to try it with; name one with --solution"


def adopt(course: Course, folder: Path, name: str, submit: Sequence[str], solution: Path | None) -> int:
    """Write the homework, decide where each test runs, and report it; 1 if a test fails with the solution itself.

    Raises:
        InputError: the folder cannot be used, or the name is taken.
    """
    suite = read_suite(folder, submit, solution)
    name = name or _name_of(folder)
    write_homework(course, name, suite)
    assignment = load_assignment(course, name)
    console = Console()
    with console.status(Text(name)) as status:
        placement = place(assignment, solution_of(suite), lambda step: status.update(Text(f"{name}: {step}")))
    write_settings(course, name, suite, placement.inside)
    assignment = load_assignment(course, name)
    lines = [*_lines(assignment, suite, placement), *_locked(assignment)]
    replace_file(assignment.secret / _REPORT, "".join(f"{line}\n" for line in [f"# {name}", "", *lines]).encode())
    for line in lines:
        say(line)
    say("")
    say(f"Grade with 'autograder grade {name} SUBMISSION'; look for problems with 'autograder check {name}'.")
    return 1 if placement.failing else 0


def _name_of(folder: Path) -> str:
    name = re.sub(r"[^a-z0-9]+", "_", folder.resolve().name.lower()).strip("_")
    return name if name[:1].isalpha() else f"hw_{name}"


def _locked(assignment: Assignment) -> Iterator[str]:
    missing = [package for package in assignment.packages if not top_level(package)]
    if missing:
        yield f"Not installed here: {', '.join(missing)}. Tests that import these packages fail until you install them."
    if assignment.packages:
        try:
            write_lock(assignment)
            yield f"Packages: {', '.join(assignment.packages)}; their versions are in requirements.lock."
        except InputError as error:
            yield f"Packages: {error.what}; run 'autograder lock {assignment.name}' before you package it."


def _lines(assignment: Assignment, suite: Suite, placement: Placement) -> Iterator[str]:
    tests = {(file, test.node): test.line for file, test in inside_tests(assignment.public_tests, ["all"])}
    protected = set(placement.outside)
    rest = len(tests) - len(protected)
    yield f"{many(len(tests), 'test')}: {len(protected)} protected, {rest} inside, on the child's word."
    yield f"Students submit {', '.join(suite.submit)}."
    yield "All tests are in tests/, so students get them. Move those that should be hidden to reference_solutions/."
    if suite.given:
        yield f"Also handed out, because tests use it: {', '.join(suite.given)}."
    if not placement.reasons and not protected:
        yield f"Nothing is protected yet: {_UNTRIED}."
    yield from (f"Not adopted: {one_line(note)}." for note in suite.notes)
    reasons: Mapping[tuple[str, str], str] = placement.reasons or {}
    told = {file: needs_of(_text(assignment, file), student_modules(assignment)) for file, _ in tests}
    for (file, node), line in tests.items():
        if (file, node) in protected:
            continue
        why = [described(told[file](node)), reasons.get((file, node), "")]
        yield f"tests/{file}:{line}: {node} runs inside; {one_line('; '.join(filter(None, why)) or _UNTRIED)}"
    for (file, node), text in (placement.failing or {}).items():
        yield f"tests/{file}: {node} FAILS WITH THE SOLUTION: {one_line(text)}"


def _text(assignment: Assignment, file: str) -> str:
    return (assignment.public_tests / file).read_text(encoding="utf-8-sig")
