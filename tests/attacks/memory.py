"""Search the whole memory of children, from outside, for everything that they must not know.

    python -m tests.attacks.memory

Student code can read each byte of its process: the stack, the heap with what was freed, what the zygote left there. So its
worker looks at the same bytes through /proc while a check runs; a search from inside would find itself. Two submissions are
graded by the same processes, so that what is left of the first would be found in the second one's children. As an ordinary
user, the layer `death` is left out, because it keeps the worker, too, from looking.

Prints one line of JSON: check -> names of what its child holds. "its own text" must be among them: it shows that the
search finds what is there.
"""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

from autograder.config import load_assignment, load_course
from autograder.grading.engine import Grader
from autograder.intake import receive
from autograder.model import Assignment
from autograder.sandbox.inside.jail.layers import LAYERS

SEED = 0x1D3B5C71E246  # both of the digits of 30 bits, of which Python makes integers, are rare in memory
OWN = "its own text"
_MARKERS = {
    name: f"planted-{number * 7919:07x}"
    for number, name in enumerate(
        ("public tests", "hidden tests", "hidden data", "solution", "hidden drivers", "environment", "another submission",
         "input of another check", "course", OWN), 1)
}  # fmt: skip

SEARCH = """\
import json
import os
from autograder.grading.remote import session

FOLDER = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))

def look(check):
    pid = session.active().submission._process.pid
    with open(f"{FOLDER}/plan.json") as file:
        plan = {name: bytes.fromhex(text) for name, text in json.load(file).items()}
    found = sorted({name for data in memory(pid) for name, needle in plan.items() if needle in data})
    with open(f"{FOLDER}/found.jsonl", "a") as file:
        file.write(json.dumps([check, found]) + "\\n")

def memory(pid):
    with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", buffering=0) as file:
        for line in maps:
            start, end = (int(part, 16) for part in line.split()[0].split("-"))
            if line.split()[1][0] == "r" and "[v" not in line:
                file.seek(start)
                yield b"".join(pieces(file, end - start))

def pieces(file, size):
    while size > 0:
        try:
            piece = file.read(size)
        except OSError:  # a page beyond the end of a mapped file
            return
        if not piece:
            return
        size -= len(piece)
        yield piece
"""
PUBLIC = f'''\
import search
from drivers import told
from student import hold

MARKER = "{_MARKERS["public tests"]}"

def test_public():
    """a visible check"""
    assert told() == "told"
    assert hold(lambda: search.look("public")) == "held"
'''
HIDDEN = f'''\
import os
import search
from hidden_drivers import secret
from reference.student import answer
from student import hold

MARKER = "{_MARKERS["hidden tests"]}"
with open(os.path.join(os.path.dirname(__file__), "data.txt")) as file:
    DATA = file.read()

def test_a():
    """a hidden check: its child is given an input"""
    assert hold(lambda: None, "{_MARKERS["input of another check"]}") == "held"
    assert secret() and answer()

def test_b():
    """a hidden check with a child of the reference"""
    assert answer()
    assert hold(lambda: search.look("hidden")) == "held"
'''
STUDENT = """
def hold(look, *given):
    look()
    return "held"
"""


def _write_course(root: Path) -> Assignment:
    files = {
        "assignments/course.yaml": f"name: {_MARKERS['course']}\n",
        "assignments/hw/assignment.yaml": "title: Searched\nsubmit: [student.py]\npreload: [numpy]\n"
        "limits: {wall: 60 s, scratch: 1 MiB}\npieces:\n  - {number: '1', name: all, points: 3}\n",
        "assignments/hw/tests/search.py": SEARCH,
        "assignments/hw/tests/drivers.py": "def told(): return 'told'\n",
        "assignments/hw/tests/test_public.py": PUBLIC,
        "reference_solutions/hw/tests/hidden_drivers.py": f"def secret(): return '{_MARKERS['hidden drivers']}'\n",
        "reference_solutions/hw/tests/test_hidden.py": HIDDEN,
        "reference_solutions/hw/tests/data.txt": _MARKERS["hidden data"],
        "reference_solutions/hw/solution/student.py": f"def answer(): return '{_MARKERS['solution']}'\n",
    }
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return load_assignment(load_course(root), "hw")


def _needles(root: Path) -> dict[str, bytes]:
    """Everything to look for: the seed in each form in which programs keep a number, what is planted, paths."""
    forms = {
        "decimal": str(SEED).encode(),
        "hexadecimal": f"{SEED:x}".encode(),
        "little-endian": SEED.to_bytes(6, "little"),
        "big-endian": SEED.to_bytes(6, "big"),
        "an integer of Python": b"".join((SEED >> k & (1 << 30) - 1).to_bytes(4, "little") for k in (0, 30)),
    }
    paths = {
        "path of the hidden tests": str(root / "reference_solutions/hw/tests"),
        "path of the solution": str(root / "reference_solutions/hw/solution"),
        "path of the results": str(root / "results"),
        "path of the course": str(root),
        "path of the reference's copy": "/reference-0-",
        "path of another submission": "/submission-0-",
        "log of the runner": "/runner.log",
    }
    found = {f"seed, {name}": data for name, data in forms.items()}
    return found | {name: text.encode() for name, text in (_MARKERS | paths).items()}


def main() -> None:
    os.environ["GRADER_MARKER"] = _MARKERS["environment"]
    layers = LAYERS if os.geteuid() == 0 else tuple(layer for layer in LAYERS if layer != "death")
    with tempfile.TemporaryDirectory(prefix="searched-") as name:
        folder = Path(name)
        root = folder / "course"
        assignment = _write_course(root)
        (root / "plan.json").write_text(json.dumps({k: v.hex() for k, v in _needles(root).items()}))
        with Grader(assignment, allow_degraded=True, layers=layers) as grader:
            for marker in ("another submission", OWN):
                (root / "found.jsonl").unlink(missing_ok=True)
                into, sent = folder / f"into {marker}", folder / f"submission {marker}"
                into.mkdir(), sent.mkdir()
                (sent / "student.py").write_text(f"{STUDENT}MARKER = '{_MARKERS[marker]}'\n")
                grading = grader.grade(receive(sent, assignment, into), seed=SEED)
                assert all(outcome.verdict.value == "passed" for outcome in grading.outcomes), grading.outcomes
        lines = (root / "found.jsonl").read_text().splitlines()
    print(json.dumps(dict(json.loads(line) for line in lines)))


if __name__ == "__main__":
    main()
