"""A small course with one complete homework, hw1_scale, for tests of write-ups, handouts and the site."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import venv
from collections.abc import Sequence
from pathlib import Path

import numpy
import pytest

from autograder.authoring import publish
from autograder.config import load_assignment, load_course
from autograder.model import Assignment
from tests import HANGS

NAME = "hw1_scale"

FILES = {
    "assignments/course.yaml": """
        name: Small Course
        term: Spring 2027
        time_zone: America/New_York
        late: {grace_days: 6, per_homework: 3, latest: 3}
        grading: [{name: Homework, percent: 90}, {name: Quizzes, percent: 10, drop_lowest: 1}]
        collaboration: Work alone.
        schedule:
          - {assignment: hw1_scale, released: 2027-02-01 12:00, due: 2027-02-12 23:59}
          - {assignment: hw2_secret_topic, released: 2027-03-01 12:00, due: 2027-03-20 23:59}
    """,
    "assignments/hw1_scale/assignment.yaml": """
        title: "Homework 1: Scales & <units>"
        submit: [scale.py]
        given: [units.py]
        written: 5
        pieces:
          - {number: "1", name: "double", points: 3}
          - {number: "2", name: "Scale", points: 4}
    """,
    "assignments/hw1_scale/starter/scale.py": '''
        """What students write."""

        import numpy as np


        def double(a: np.ndarray) -> np.ndarray:
            """Twice `a`, *elementwise*.

            Args:
                a: any shape (B, C).

            Returns:
                an array of a's shape

            >>> double(np.ones(2))
            array([2., 2.])
            """
            # YOUR CODE HERE
            raise NotImplementedError("scale.py: double")


        class Scale:
            """A factor that is
            applied later."""

            @property
            def factor(self) -> float:
                """The factor; 1 < 2 & so on."""
                raise NotImplementedError("scale.py: Scale.factor")

            def apply(
                self,
                a: np.ndarray,
                times: int = 1,  # how often
            ) -> np.ndarray:
                """Multiply."""
                raise NotImplementedError("scale.py: Scale.apply")

            def nothing(self) -> None: ...
    ''',
    "assignments/hw1_scale/given/units.py": '''
        """Lengths in metres."""

        from lengths import METRE
    ''',
    "assignments/shared/lengths.py": '''
        """What a metre is."""

        import lengths_table

        METRE = 1.0
    ''',
    "assignments/shared/lengths_table.py": '"""A table."""\n',
    "assignments/shared/comparing.py": '"""Comparisons of tests."""\n\nTOLERANCE = 1e-9\n',
    "assignments/shared/never_needed.py": '"""Nobody imports this."""\n',
    "assignments/hw1_scale/tests/drivers.py": '"""Instruments."""\n\nfrom comparing import TOLERANCE\n',
    "assignments/hw1_scale/tests/test_01_double.py": '''
        """Piece 1: double."""

        import numpy as np
        from gradescope_utils.autograder_utils.decorators import number, partial_credit, weight

        from drivers import TOLERANCE
        from scale import double


        @weight(1)
        @number("1.1")
        def test_double_of_two_numbers() -> None:
            """double: of two numbers"""
            assert np.abs(double(np.array([1.0, 3.0])) - [2.0, 6.0]).max() < TOLERANCE


        @partial_credit(0.5)
        @number("1.2")
        def test_part_of_the_points(set_score) -> None:
            """double: a part of the points"""
            double(np.ones(1))
            set_score(0.25)
    ''',
    "assignments/hw1_scale/tests/test_02_scale.py": '''
        """Piece 2: Scale."""

        from gradescope_utils.autograder_utils.decorators import leaderboard, number, weight

        from scale import Scale


        @weight(2)
        @number("2.1")
        @leaderboard("factor")
        def test_factor(set_leaderboard_value) -> None:
            """Scale.factor: is 1 at first"""
            set_leaderboard_value(Scale().factor)
    ''',
    "assignments/hw1_scale/data/words.txt": "one\ntwo\n",
    "handouts/hw1_scale.md": """
        # Motivation

        Scaling is $y = \\alpha x$. See [NumPy](https://numpy.org/) and [the task](#what-to-implement).

        # What to implement

        ## double

        ::: {.signature name="double"}
        :::

        ::: {.signature name="Scale.apply"}
        :::

        ::: hint
        Multiply.
        :::

        # Written questions

        ::: {.question points=5 space="6cm"}
        Why is $\\operatorname{scale}(0) = 0$?
        :::

        # How it is graded

        ::: points
        :::

        ::: grading
        :::

        ::: files
        :::

        ::: submit
        :::

        ::: policy
        :::

        ::: note
        The end.
        :::
    """,
}

SOLVED = '''
"""All of it."""

import numpy as np


def double(a):
    print("doubling")
    return 2 * a


class Scale:
    factor = 1.0
'''


def write_course(root: Path, changes: dict[str, str | None] | None = None) -> Path:
    """The course's files below `root`; `changes` replaces some of them, None leaves one out."""
    for path, text in (FILES | (changes or {})).items():
        if text is not None:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8")
    return root


def sample(root: Path, changes: dict[str, str | None] | None = None) -> Assignment:
    """The homework of the course that `write_course` writes."""
    return load_assignment(load_course(write_course(root, changes)), NAME)


def refresh(assignment: Assignment) -> bool:
    """Build the handout if it must be; whether it was."""
    return publish.refresh(assignment, publish.secrets_when_needed(assignment.course))


def clean_python(folder: Path, packages: Sequence[str]) -> Path:
    """The interpreter of a new environment that has only the named packages, linked from this one: no download."""
    venv.create(folder, with_pip=False)
    site = Path(numpy.__file__).parents[1]
    target = next((folder / "lib").glob("python*")) / "site-packages"
    for package in packages:
        for path in (site / package, site / f"{package}.py", site / f"{package}.libs"):
            if path.exists():
                (target / path.name).symlink_to(path)
    return folder / "bin" / "python"


PYTEST = ("pytest", "py", "_pytest", "pluggy", "iniconfig", "packaging", "pygments")


def run(python: Path, folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """`python homework.py …` in a folder, with nothing of our environment."""
    return subprocess.run(
        [str(python), "homework.py", *arguments],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"} | environment,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=HANGS,
        check=False,
    )


needs_links = pytest.mark.skipif(sys.platform == "win32", reason="links to packages need another way on Windows")
