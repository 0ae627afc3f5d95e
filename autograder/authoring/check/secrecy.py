"""Is anything secret where students look? Leaks in public trees, and public tests that need what students lack."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from autograder.authoring.check.findings import Finding
from autograder.authoring.leaks import find_leaks, leaks_in_text, secrets_of
from autograder.authoring.source.mistakes import read_mistakes
from autograder.authoring.source.starter import shown
from autograder.authoring.source.test_functions import TestModule
from autograder.model import Assignment


def leak_findings(assignment: Assignment) -> Iterator[Finding]:
    """Leaks in the homework's public folder, in the shared files, in its write-up and in figures.

    Raises:
        InputError: the solution is not there.
        ConfigError: a marker in it is wrong.
    """
    secrets = secrets_of([assignment])
    root = assignment.course.root
    handouts = root / "handouts"
    places = (
        assignment.public,
        root / "assignments" / "shared",
        handouts / f"{assignment.name}.md",
        handouts / "figures",
    )
    for place in places:
        if place.exists():
            for leak in find_leaks(place, secrets, shown(assignment, place), caches=False):
                yield Finding(leak.where, leak.what, "take it out, or list the line in not_secret.txt with its reason")


def hint_findings(assignment: Assignment) -> Iterator[Finding]:
    """Findings about hints that give the answer away, since students read them.

    Raises:
        InputError: the solution is not there.
        ConfigError: a marker or a mistake file is wrong.
    """
    secrets = secrets_of([assignment])
    for mistake in read_mistakes(assignment):
        if mistake.show_hint:
            for leak in leaks_in_text(f"{mistake.title}\n{mistake.hint}", secrets, "hint"):
                yield Finding(mistake.where, f"its hint {leak.what}", "say what to look at, not what to write")


def import_findings(assignment: Assignment, modules: Sequence[TestModule]) -> Iterator[Finding]:
    """Findings about imports that only work on the author's machine."""
    hidden = {module.path.stem for module in modules if module.hidden} - {
        module.path.stem for module in modules if not module.hidden
    }
    for module in modules:
        for name, line in module.imports:
            if not module.hidden and (name == "reference" or name in hidden):
                what = f"a public test imports {name}, which students do not have"
                yield Finding(f"{module.where}:{line}", what, "move the test to the hidden ones")
        for name, line in module.at_top:
            if name == "torch" and not module.path.stem.endswith("drivers"):
                what = "imports torch, which the process that runs the tests does not have"
                yield Finding(f"{module.where}:{line}", what, "use it in drivers.py, or in an oracle")
