from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.config import load_assignment, load_course
from autograder.model import Assignment

ROOT = Path(__file__).resolve().parents[2]

MakeHomework = Callable[..., Assignment]

SOLUTION = '''
    """Adding up."""


    def add(a, b):
        """The sum."""
        # BEGIN SOLUTION add
        total = a + b
        return total
        # END SOLUTION
'''


def dedent(text: str) -> str:
    return textwrap.dedent(text).lstrip("\n")


@pytest.fixture
def make_homework(tmp_path: Path) -> MakeHomework:
    """A course folder with one homework, hw.

    `solution` gives text or bytes by path; what is listed in `given` goes into given/, the rest into solution/.
    """

    def make(
        solution: dict[str, str | bytes] | None = None,
        submit: tuple[str, ...] = ("value.py",),
        given: tuple[str, ...] = (),
        shared: dict[str, str] | None = None,
    ) -> Assignment:
        public, secret = tmp_path / "assignments" / "hw", tmp_path / "reference_solutions" / "hw"
        public.mkdir(parents=True, exist_ok=True)
        (public / "assignment.yaml").write_text(
            f"title: Homework\nsubmit: [{', '.join(submit)}]\ngiven: [{', '.join(given)}]\n"
            'pieces:\n  - {number: "1", name: "add", points: 2}\n'
        )
        for path, content in ({"value.py": SOLUTION} if solution is None else solution).items():
            target = (public / "given" if path in given else secret / "solution") / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content if isinstance(content, bytes) else dedent(content).encode())
        for path, text in (shared or {}).items():
            target = tmp_path / "assignments" / "shared" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)
        return load_assignment(load_course(tmp_path), "hw")

    return make
