"""A handout's generated files: README, command file, pytest settings, stand-in decorators."""

from __future__ import annotations

import hashlib
import pprint
from pathlib import Path

from autograder.authoring.handout.requirements import Needs, needs
from autograder.authoring.source.handout_files import TESTS, Entry
from autograder.authoring.writeup.public_checks import public_points
from autograder.authoring.writeup.wording import moment
from autograder.errors import GraderError
from autograder.model import Assignment
from autograder.text import listed, many

_STUDENT = Path(__file__).parent / "student"
_BLANK = "HOMEWORK: dict[str, Any] = {}  # filled in when the handout is made\n"
_STAND_IN = f"{TESTS}/stand_in/gradescope_utils"

_PYTEST_INI = f"""\
[pytest]
testpaths = {TESTS}
"""

_CONFTEST = '''\
"""For pytest: where the tests find your files and the decorators they use."""

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
if str(HERE) not in sys.path:
    sys.path.insert(0, str(HERE))
sys.path.append(str(HERE / "tests" / "stand_in"))  # last: gradescope-utils itself is used where it is installed


@pytest.fixture
def set_score():
    """What a test calls to give part of its points."""
    return lambda points: None


@pytest.fixture
def set_leaderboard_value():
    """What a test calls to enter a value into the leaderboard."""
    return lambda value: None
'''


def student_files(assignment: Assignment, entries: tuple[Entry, ...]) -> dict[str, bytes]:
    """Their paths in the handout and what is in them."""
    wanted = needs(entries, assignment.submit)
    texts = {
        "README.md": _readme(assignment, wanted),
        "homework.py": command_file(assignment, wanted),
        "pytest.ini": _PYTEST_INI,
        "conftest.py": _CONFTEST,
        f"{_STAND_IN}/__init__.py": "",
        f"{_STAND_IN}/autograder_utils/__init__.py": "",
        f"{_STAND_IN}/autograder_utils/decorators.py": (_STUDENT / "decorators.py").read_text(encoding="utf-8"),
    }
    return {path: text.encode() for path, text in texts.items()}


def command_file(assignment: Assignment, wanted: Needs) -> str:
    """homework.py, with what it must know of this homework filled in."""
    template = (_STUDENT / "homework.py").read_text(encoding="utf-8")
    if template.count(_BLANK) != 1:
        raise GraderError("handout/student/homework.py", "has no line for the homework's data", "put it back")
    public, line = public_points(assignment), assignment.course.scheduled(assignment.name)
    starter = {path: (assignment.starter / path).read_bytes().replace(b"\r\n", b"\n") for path in assignment.submit}
    data = {
        "name": assignment.name,
        "title": assignment.title,
        "submit": list(assignment.submit),
        "needs": [name for name in wanted.packages if name != "pytest"],
        "pieces": [
            {"number": piece.number, "name": piece.name, "points": piece.points, "public": public[piece.number]}
            for piece in assignment.pieces
        ],
        "written": assignment.written,
        "due": moment(line.due) if line else "",
        "starter": {path: hashlib.sha256(content).hexdigest() for path, content in starter.items()},
    }
    filled = f"HOMEWORK: dict[str, Any] = {pprint.pformat(data, width=110, sort_dicts=False)}\n"
    return template.replace(_BLANK, filled)


def _readme(assignment: Assignment, wanted: Needs) -> str:
    line = assignment.course.scheduled(assignment.name)
    due = f"Due: {moment(line.due)}.\n\n" if line else ""
    optional = "".join(
        f"`{path}` also needs {listed([f'`{name}`' for name in names])}; nothing else does.\n\n"
        for path, names in wanted.optional.items()
    )
    files = listed([f"`{path}`" for path in assignment.submit])
    points = many(assignment.points + assignment.written, "point")
    return f"""\
# {assignment.title}

{due}{points}. What to do, and why, is in `{assignment.name}.pdf`; `{assignment.name}.html` says the same.

## Start

You need Python 3.10 or newer. In this folder:

    python -m pip install {" ".join(wanted.packages)}
    python homework.py test

(`python3` instead of `python` on some computers, `py` on Windows.)
Every test says `not started` until you write the function it is about. Your work goes into {files}.

{optional}## Commands

    python homework.py test        run the public tests and show the points they give
    python homework.py test 6      only those of piece 6; 6.2 is one test
    python homework.py points      what each piece is worth
    python homework.py submit      write {assignment.name}_submission.zip, which is what you submit

`python -m pytest` runs the same tests with pytest's own, longer report.
"""
