"""`autograder hints`: rebuild each homework's hints.json."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.progress import Progress

from autograder.authoring.hints.build import build_catalogue, write_catalogue
from autograder.authoring.source.mistakes import read_mistakes
from autograder.cli.say import say
from autograder.config import chosen_names, load_assignment
from autograder.grading.hints import alike, are_stale
from autograder.model import Course
from autograder.text import many


def refresh(course: Course, names: Sequence[str]) -> None:
    """Rebuild hints.json of those homeworks where it is missing or older than the tests and mistakes."""
    for name in chosen_names(course, names):
        if are_stale(load_assignment(course, name)):
            hints(course, [name])


def hints(course: Course, names: Sequence[str]) -> int:
    """Run the known mistakes of these homeworks (all, if none is named) and say how many can be told apart."""
    for name in chosen_names(course, names):
        assignment = load_assignment(course, name)
        console = Console(stderr=True)
        with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
            task = progress.add_task(name, total=len(read_mistakes(assignment)))
            catalogue = build_catalogue(assignment, lambda: progress.advance(task))  # noqa: B023 - used at once
        write_catalogue(assignment, catalogue)
        shown = {mistake: known for mistake, known in catalogue.mistakes.items() if any(known.fails.values())}
        alone = sum(1 for mistake in shown if alike(mistake, catalogue) == {mistake})
        say(
            f"{name}: {many(len(catalogue.mistakes), 'known mistake')}, {len(shown)} of them caught by visible checks, "
            f"{alone} distinguishable from all others"
        )
    return 0
