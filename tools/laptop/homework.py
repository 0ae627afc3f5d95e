"""What is known of a homework: its folders, its solution's regions, its known mistakes and right variants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import yaml

from autograder.authoring.source.mistakes import Mistake, read_mistakes, splice_files
from autograder.authoring.source.regions import lines_of, read_regions
from autograder.authoring.source.starter import blank
from autograder.authoring.source.variants import read_variants
from autograder.config.load import assignment_names, load_assignment, load_course
from autograder.errors import ConfigError
from autograder.grading.staging import given_file
from autograder.model import Assignment

ROOT = Path(__file__).resolve().parents[2]

Files = Mapping[str, str]  # name of a submitted file -> its text


@dataclass(frozen=True)
class Homework:
    """One homework of this course, from its folders."""

    assignment: Assignment

    @property
    def name(self) -> str:
        return self.assignment.name

    @property
    def public(self) -> Path:
        return self.assignment.public

    @property
    def secret(self) -> Path:
        return self.assignment.secret

    @property
    def shared(self) -> Path:
        """Given files that several homeworks use."""
        return ROOT / "assignments" / "shared"

    @property
    def tests(self) -> tuple[Path, Path]:
        """The folders of the public and of the hidden tests."""
        return self.assignment.public_tests, self.assignment.hidden_tests

    @property
    def written(self) -> bool:
        """Whether there is enough of it to be tested: the solution's files, public and hidden tests."""
        solution = all((self.secret / "solution" / file).is_file() for file in self.assignment.submit)
        return solution and all(any(folder.glob("test_*.py")) for folder in self.tests)

    @cached_property
    def solution(self) -> Files:
        return {file: read(self.secret / "solution" / file) for file in self.assignment.submit}

    @cached_property
    def starter(self) -> Files:
        return {file: blank(text, file, file) for file, text in self.solution.items()}

    @cached_property
    def regions(self) -> dict[str, str]:
        """Region name -> its lines, over all files of the solution."""
        found: dict[str, str] = {}
        for text in self.solution.values():
            found |= regions(text)
        return found

    @cached_property
    def mistakes(self) -> dict[str, Mistake]:
        return {mistake.name: mistake for mistake in read_mistakes(self.assignment)}

    @cached_property
    def variants(self) -> dict[str, Files]:
        """Name -> files. A file that a variant's folder does not hold is the solution's."""
        return read_variants(self.assignment, self.solution)

    @cached_property
    def dependents(self) -> dict[str, set[str]]:
        """Piece -> pieces in which a mistake in it may cost points: itself, and those that dependents.yaml names."""
        path = self.secret / "dependents.yaml"
        named = (yaml.safe_load(read(path)) or {}) if path.exists() else {}
        pieces = [piece.number for piece in self.assignment.pieces]
        unknown = {str(n) for key, others in named.items() for n in (key, *others)} - set(pieces)
        assert not unknown, f"{path}: there is no piece {', '.join(sorted(unknown))}"
        more = {str(piece): {str(other) for other in others} for piece, others in named.items()}
        return {piece: {piece} | more.get(piece, set()) for piece in pieces}

    def given(self, file: str) -> Path:
        """Where the given file lies."""
        return given_file(self.assignment, file)

    @cached_property
    def wrong(self) -> dict[str, Files]:
        """Name of a mistake -> the solution with the mistake's region in place of its own."""
        return {name: splice_files(self.solution, mistake) for name, mistake in self.mistakes.items()}


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def regions(text: str) -> dict[str, str]:
    """Region name -> its lines, markers included."""
    lines = lines_of(text)
    return {r.name: "".join(f"{line}\n" for line in lines[r.begin - 1 : r.end]) for r in read_regions(text, "here")}


def homeworks() -> list[Homework]:
    """Every homework of the course that is far enough to be tested; one whose settings are wrong is none."""
    course = load_course(ROOT)
    found = []
    for name in assignment_names(course):
        try:
            found.append(Homework(load_assignment(course, name)))
        except ConfigError:
            continue
    return [homework for homework in found if homework.written]


HOMEWORKS = {homework.name: homework for homework in homeworks()}
