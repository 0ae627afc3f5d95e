"""A handout's generated files: README, command file, pytest settings, stand-in decorators."""

from __future__ import annotations

import hashlib
import pprint
import re
from collections.abc import Iterable
from pathlib import Path

from autograder import packaging
from autograder.authoring.handout.requirements import Needs, needs
from autograder.authoring.source.handout_files import TESTS, Entry
from autograder.authoring.writeup.public_checks import public_points
from autograder.authoring.writeup.wording import moment
from autograder.errors import GraderError
from autograder.grading.inside.packages import distribution_name, preloaded
from autograder.model import Assignment
from autograder.packaging.torch_build import CPU_INDEX, VERSION
from autograder.sandbox.packages import told
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
    """The generated files, by their paths in the handout."""
    wanted = needs(entries, assignment.submit)
    texts = {
        "README.md": _readme(assignment, wanted),
        "homework.py": command_file(assignment, wanted, entries),
        "requirements.txt": _requirements(wanted),
        "pytest.ini": _PYTEST_INI,
        "conftest.py": _CONFTEST,
        f"{_STAND_IN}/__init__.py": "",
        f"{_STAND_IN}/autograder_utils/__init__.py": "",
        f"{_STAND_IN}/autograder_utils/decorators.py": (_STUDENT / "decorators.py").read_text(encoding="utf-8"),
    }
    texts |= {
        f"{TESTS}/homework_loop/{path.name}": path.read_text("utf-8") for path in (_STUDENT / "loop").glob("*.py")
    }
    return {path: text.encode() for path, text in texts.items()}


def command_file(assignment: Assignment, wanted: Needs, entries: tuple[Entry, ...]) -> str:
    """homework.py, with this homework's data filled in."""
    template = (_STUDENT / "homework.py").read_text(encoding="utf-8")
    if template.count(_BLANK) != 1:
        raise GraderError("handout/student/homework.py", "has no line for the homework's data", "put it back")
    public, line = public_points(assignment), assignment.course.scheduled(assignment.name)
    data = {
        "name": assignment.name,
        "title": assignment.title,
        "submit": list(assignment.submit),
        "needs": [name for name in wanted.packages if name != "pytest"],
        "has": _importable(assignment, wanted),
        "pieces": [
            {"number": piece.number, "name": piece.name, "points": piece.points, "public": public[piece.number]}
            for piece in assignment.pieces
        ],
        "written": assignment.written,
        "due": moment(line.due) if line else "",
        "wall": assignment.limits.wall,
        "starter": _digests(entry for entry in entries if entry.path in assignment.submit),
        "given": _digests(entry for entry in entries if entry.path in assignment.given),
        "tests": _digests(entry for entry in entries if entry.path.startswith(f"{TESTS}/")),
    }
    filled = f"HOMEWORK: dict[str, Any] = {pprint.pformat(data, width=110, sort_dicts=False)}\n"
    return template.replace(_BLANK, filled)


def _importable(assignment: Assignment, wanted: Needs) -> list[str]:
    """What a submission can import beside the standard library, as far as that is the same on every computer.

    Names of packages to install are among them; what these and others bring along is found out where they are.
    """
    names = {*told(preloaded(assignment)), *map(distribution_name, assignment.packages)}
    return sorted(names | set(wanted.packages) - {"pytest"})


def _digests(entries: Iterable[Entry]) -> dict[str, str]:
    """What identifies files, whatever their line ends."""
    contents = {entry.path: entry.source.read_bytes().replace(b"\r\n", b"\n") for entry in entries}
    return {path: hashlib.sha256(content).hexdigest() for path, content in contents.items()}


def _requirements(wanted: Needs) -> str:
    """The versions that Gradescope has, for pip and uv; of torch the CPU build, which is small."""
    names = [*wanted.packages, *sorted({name for names in wanted.optional.values() for name in names} - {"wandb"})]
    lines = [line for name in names for line in _locked(name)]
    index = [f"--extra-index-url {CPU_INDEX}"] if "torch" in names else []
    head = "# The versions that Gradescope has: python -m pip install -r requirements.txt"
    return "\n".join([head, *index, *lines]) + "\n"


def _locked(name: str) -> list[str]:
    """A package as the lock names it, for each version of Python; as it is where the lock does not know it."""
    if name == "torch":
        return [f"torch=={VERSION}"]
    lock = (Path(packaging.__file__).parent / "requirements.lock").read_text(encoding="utf-8")
    return re.findall(rf"^({re.escape(name)}==[^\\\n]*?) \\$", lock, re.MULTILINE) or [name]


def _readme(assignment: Assignment, wanted: Needs) -> str:
    line = assignment.course.scheduled(assignment.name)
    due = f"Due: {moment(line.due)}.\n\n" if line else ""
    optional = "".join(
        f"`{path}` also needs {listed([f'`{name}`' for name in names])}; nothing else does.\n\n"
        for path, names in wanted.optional.items()
    )
    files = listed([f"`{path}`" for path in assignment.submit])
    public = public_points(assignment)
    example = next((piece.number for piece in assignment.pieces if public[piece.number]), "1")
    points = many(assignment.points + assignment.written, "point")
    return f"""\
# {assignment.title}

{due}{points}. What to do, and why, is in `{assignment.name}.pdf`; `{assignment.name}.html` says the same.

## Start

You need Python 3.10 or newer. In this folder, make an environment with the packages that Gradescope has:

| | Linux, macOS | Windows |
|---|---|---|
| with uv | `uv venv && source .venv/bin/activate` | `uv venv; .venv\\Scripts\\activate` |
| | `uv pip install -r requirements.txt` | `uv pip install -r requirements.txt` |
| without | `python3 -m venv .venv && source .venv/bin/activate` | `py -m venv .venv; .venv\\Scripts\\activate` |
| | `python -m pip install -r requirements.txt` | `python -m pip install -r requirements.txt` |

(Any other Python with {listed([f"`{name}`" for name in wanted.packages])} will do.) Then see where you stand:

    python homework.py

Every test says `not started` until you write the function it is about. Your work goes into {files}.

{optional}## Commands

    python homework.py             where you stand, and what is next
    python homework.py test        run the public tests and show the points they give
    python homework.py test {example:7}only those of piece {example}; a test's number chooses that one alone
    python homework.py watch       run the tests of a piece whenever you save it
    python homework.py hint        the next step: which function, which test, what it is to do
    python homework.py points      what each piece is worth
    python homework.py submit      run the tests, and write {assignment.name}_submission.zip, which is what you submit

`python -m pytest` runs the same tests with pytest's own, longer report.
"""
