"""Notes of `autograder check` on checks whose verdict is the child's word, and why they do not run outside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from autograder.authoring.source.needs import described, needs_of
from autograder.authoring.source.starter import read_text, shown
from autograder.grading.inside.selection import inside_tests
from autograder.grading.remote.import_hook import module_name
from autograder.model import Assignment, Check
from autograder.reporting.summary import inside_line

_UNSEEN = "nothing in its text keeps it from running outside: remove it from inside: and see"


def inside_notes(assignment: Assignment, checks: Sequence[Check]) -> Iterator[str]:
    """A line about all points that depend on the child's word, and one for each such check."""
    if line := inside_line(checks):
        yield line.removesuffix(".")
        yield from reasons(assignment)


def reasons(assignment: Assignment) -> Iterator[str]:
    """For each test that runs inside: its file and line, and what keeps it there.

    Raises:
        ConfigError: a test file cannot be read.
    """
    told: set[tuple[str, str]] = set()
    for file, test in inside_tests(assignment.public_tests, assignment.inside):
        if (file, test.node) not in told:
            told.add((file, test.node))
            path = assignment.public_tests / file
            where = shown(assignment, path)
            needs = needs_of(read_text(path, where), student_modules(assignment))(test.node)
            yield f"{where}:{test.line}: {test.node} runs inside; {described(needs) or _UNSEEN}"


def student_modules(assignment: Assignment) -> frozenset[str]:
    """The names of the modules that students write or are given."""
    return frozenset(module_name(path) for path in (*assignment.submit, *assignment.given) if path.endswith(".py"))
