"""What every submission may hold: the starter, given files, and the staff's own right answers."""

from __future__ import annotations

from autograder.authoring.source.starter import read_text, shown, solution_texts
from autograder.authoring.source.variants import read_variants
from autograder.grading.staging import given_file
from autograder.model import Assignment

STARTER, REFERENCE = "the starter", "the reference solution"


def expected_texts(assignment: Assignment) -> dict[str, dict[str, str]]:
    """Programs whose code does not count, by their description; each is the texts of its files by path.

    In the public half of a course, these are only the starter and the given files.

    Raises:
        ConfigError: a file is no text, a given file is missing, or a variant cannot be read.
    """
    found = {"the given files": _given(assignment), STARTER: _starter(assignment)}
    if assignment.solution.is_dir():
        solution = solution_texts(assignment)
        found[REFERENCE] = solution
        found |= {f"the right variant {name}": files for name, files in read_variants(assignment, solution).items()}
    return {name: texts for name, texts in found.items() if texts}


def _given(assignment: Assignment) -> dict[str, str]:
    sources = {path: given_file(assignment, path) for path in assignment.given if path.endswith(".py")}
    return {path: read_text(source, shown(assignment, source)) for path, source in sources.items()}


def _starter(assignment: Assignment) -> dict[str, str]:
    sources = {path: assignment.starter / path for path in assignment.submit}
    return {path: read_text(source, shown(assignment, source)) for path, source in sources.items() if source.is_file()}
