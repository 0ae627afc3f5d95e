"""The package in a real container under the platform's smallest limits, with submissions that behave and that do not."""

from __future__ import annotations

import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest

from autograder.config import load_assignment, load_course
from autograder.model import Assignment, Grading, Mode, Outcome, Verdict
from autograder.packaging.dry_run import dry_run
from autograder.reporting import Results, decode_results, read_outcomes
from autograder.reporting.results_model import totals
from tests.packaging.small_course import FILES, write_course

pytestmark = pytest.mark.container

ROOT = Path(__file__).parents[2]
TAG = "autograder-dry-run/tiny"

YAML = """\
title: "Tiny homework"
submit: [tiny.py]
given: [given.py]
preload: [numpy]
limits: {wall: WALL}
pieces:
  - {number: "1", name: "double", points: 3}
  - {number: "2", name: "triple", points: 1}
"""

TRIPLE_TEST = '''\
from gradescope_utils.autograder_utils.decorators import number, weight

from tiny import triple


@weight(1)
@number("2.1")
def test_triple_of_three():
    """triple: three times three is nine"""
    assert triple(3) == 9, f"triple(3) is {triple(3)}, expected 9"
'''

RIGHT = "def double(x):\n    return x + x\n\n\ndef triple(x):\n    return 3 * x\n"

# What `double` does in submissions that misbehave, and what its two checks must then say.
HOSTILE = {
    "hangs": ("    while True:\n        pass", Verdict.TIMED_OUT),
    "sleeps": ("    import time\n    time.sleep(1000)", Verdict.TIMED_OUT),
    "segfaults": ("    import ctypes\n    ctypes.string_at(0)", Verdict.CRASHED),
    "leaves": ("    import os\n    os._exit(0)", Verdict.CRASHED),
    "eats memory": ("    return len(bytearray(1 << 40))", Verdict.OUT_OF_MEMORY),
    "eats memory slowly": (
        "    kept = []\n    while True:\n        kept.append(bytearray(1 << 24))",
        Verdict.OUT_OF_MEMORY,
    ),
    "fills its memory and answers with a large array": (
        "    import numpy\n"
        "    answer, kept = numpy.ones(60 << 20, numpy.uint8), []\n"
        "    try:\n"
        "        while True:\n"
        "            kept.append(numpy.ones(1 << 22, numpy.uint8))\n"
        "    except MemoryError:\n"
        "        del kept[-20:]  # room for a copy of the answer\n"
        "    double.kept = kept\n"
        "    return answer",
        Verdict.FAILED,
    ),
    "maps memory in crumbs, for their page tables": (
        "    import ctypes\n"
        "    libc = ctypes.CDLL(None)\n"
        "    libc.mmap.restype, libc.mmap.argtypes = ctypes.c_void_p, [ctypes.c_void_p, *[ctypes.c_size_t] * 5]\n"
        "    for number in range(1, 60000):\n"
        "        there = libc.mmap((1 << 40) + (number << 30) - 4096, 8192, 3, 0x22, -1 & 0xFFFFFFFF, 0)\n"
        "        ctypes.memset(there, 1, 8192)\n"
        "    return 0",
        None,
    ),
    "reads the tests": (
        "    from pathlib import Path\n"
        "    return Path('/autograder/source/course/reference_solutions/tiny/tests/test_double_hidden.py').read_text()",
        Verdict.FAILED,
    ),
    "reads the reference": (
        "    text = open('/autograder/source/course/reference_solutions/tiny/solution/tiny.py').read()\n"
        "    scope = {}\n    exec(text, scope)\n    return scope['double'](x)",
        Verdict.FAILED,
    ),
    "writes results.json": (
        "    with open('/autograder/results/results.json', 'w') as file:\n"
        "        file.write('{\"score\": 100}')\n    return x + x",
        Verdict.FAILED,
    ),
    "opens a connection": ("    import socket\n    socket.socket()\n    return x + x", Verdict.FAILED),
    "starts a program": ("    import subprocess\n    subprocess.run(['true'])\n    return x + x", Verdict.FAILED),
    "claims equality": (
        "    class Equal:\n        def __eq__(self, other):\n            return True\n    return Equal()",
        Verdict.FAILED,
    ),
    "prints without end": ("    while True:\n        print('x' * 1_000_000)", None),
}


@dataclass(frozen=True)
class Graded:
    """What one dry run left."""

    code: int
    results: Results
    grading: Grading
    told: str

    def outcome(self, number: str) -> Outcome:
        return next(outcome for outcome in self.grading.outcomes if outcome.check.number == number)


Grade = Callable[[str], Graded]


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    """The tiny homework, with more time for a check than any that ends by itself takes on half a busy processor."""
    return tiny_homework(tmp_path_factory, wall="30 s")


@pytest.fixture(scope="session")
def hasty(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    """The same homework with little time for a check, for submissions that never end."""
    return tiny_homework(tmp_path_factory, wall="3 s")


def tiny_homework(tmp_path_factory: pytest.TempPathFactory, wall: str) -> Assignment:
    solution = "\n\n".join([FILES["reference_solutions/tiny/solution/tiny.py"], "def triple(x):\n    return 3 * x\n"])
    return write_course(
        tmp_path_factory.mktemp("course"),
        {
            "assignments/tiny/assignment.yaml": YAML.replace("WALL", wall),
            "assignments/tiny/tests/test_triple.py": TRIPLE_TEST,
            "reference_solutions/tiny/solution/tiny.py": solution,
        },
    )


@pytest.fixture
def grade(tiny: Assignment, base_image: str, tmp_path: Path) -> Grade:
    """Grades a submission of this text for the tiny homework in a container."""
    return grader_of(tiny, base_image, tmp_path)


@pytest.fixture
def grade_hastily(hasty: Assignment, base_image: str, tmp_path: Path) -> Grade:
    return grader_of(hasty, base_image, tmp_path)


def grader_of(assignment: Assignment, base_image: str, tmp_path: Path) -> Grade:
    def run(text: str) -> Graded:
        with zipfile.ZipFile(tmp_path / "ada.zip", "w") as archive:
            archive.writestr("tiny.py", text)
        return graded(assignment, tmp_path / "ada.zip", base_image, tmp_path / "out")

    return run


def graded(assignment: Assignment, submission: Path, base: str, out: Path) -> Graded:
    code = dry_run(assignment, submission, base, out)
    results = decode_results((out / "results.json").read_bytes())
    told = (out / "stdout.txt").read_text(encoding="utf-8")
    return Graded(code, results, read_outcomes(out / "outcomes.jsonl"), told)


def in_container(command: str, *options: str) -> subprocess.CompletedProcess[str]:
    """Run a command in the tiny homework's image."""
    arguments = ["docker", "run", "--rm", "--network=none", *options, TAG, "bash", "-c", command]
    return subprocess.run(arguments, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", ["hw1_autodiff"])
def test_the_reference_gets_every_point_in_mode_full(name: str, base_image: str, tmp_path: Path) -> None:
    assignment = load_assignment(load_course(ROOT), name)
    ran = graded(assignment, assignment.solution, base_image, tmp_path)
    assert (ran.code, ran.grading.run.mode) == (0, Mode.FULL)
    assert totals(ran.results) == (assignment.points, assignment.points)


def test_a_right_submission_gets_every_point_and_hears_about_lateness(grade: Grade) -> None:
    ran = grade(RIGHT)
    assert (ran.code, totals(ran.results)) == (0, (4.0, 4.0))
    assert str(ran.results.output).startswith("2 of 2 visible points; 2 more points are decided by hidden checks")
    assert "Score: 4 of 4 points" in ran.told


@pytest.mark.parametrize("behaviour", HOSTILE)
def test_only_the_checks_that_touch_a_fault_lose_points(grade: Grade, grade_hastily: Grade, behaviour: str) -> None:
    body, verdict = HOSTILE[behaviour]
    ends_by_itself = verdict not in (None, Verdict.TIMED_OUT)
    ran = (grade if ends_by_itself else grade_hastily)(RIGHT.replace("    return x + x", body, 1))
    assert (ran.code, totals(ran.results)) == (0, (1.0, 4.0))
    assert ran.outcome("2.1").verdict is Verdict.PASSED
    for number in ("1.1", "1.2"):
        outcome = ran.outcome(number)
        assert outcome.verdict is verdict or (
            verdict is None and outcome.verdict in (Verdict.CRASHED, Verdict.TIMED_OUT, Verdict.OUT_OF_MEMORY)
        )
        assert outcome.message


def test_a_syntax_error_is_explained_and_costs_every_check(grade: Grade) -> None:
    ran = grade("def double(x)\n    return 2 * x\n")
    assert (ran.code, totals(ran.results)) == (0, (0.0, 4.0))
    assert "tiny.py" in ran.outcome("1.1").message and "SyntaxError" in ran.outcome("1.1").message


def test_a_submission_without_the_file_is_refused_with_a_sentence(
    tiny: Assignment, base_image: str, tmp_path: Path
) -> None:
    (tmp_path / "sent").mkdir()
    (tmp_path / "sent" / "other.py").write_text(RIGHT)
    assert dry_run(tiny, tmp_path / "sent", base_image, tmp_path / "out") == 1
    document = decode_results((tmp_path / "out" / "results.json").read_bytes())
    assert totals(document) == (0.0, 0.0)
    assert "tiny.py" in str(document.output)


def test_a_second_build_installs_nothing_when_only_a_test_has_changed(
    tiny: Assignment, base_image: str, tmp_path: Path
) -> None:
    (tmp_path / "tiny.py").write_text(RIGHT)
    dry_run(tiny, tmp_path / "tiny.py", base_image, tmp_path / "out")
    # Never the same change twice: a build that the engine knows as a whole prints nothing.
    (tiny.public_tests / "notes.md").write_text(f"change {uuid4()}")
    assert dry_run(tiny, tmp_path / "tiny.py", base_image, tmp_path / "out") == 0
    log = (tmp_path / "out" / "build.log").read_text(encoding="utf-8")
    assert "install: /autograder/venv is up to date" in log
    assert "install: making" not in log


def test_whoever_is_not_root_reads_neither_tests_nor_reference(grade: Grade) -> None:
    grade(RIGHT)
    secret = "/autograder/source/course/reference_solutions/tiny"
    for path in (
        f"{secret}/tests/test_double_hidden.py",
        f"{secret}/solution/tiny.py",
        f"{secret}/oracles/oracle.py",
        "/autograder/source/course/assignments/tiny/tests/test_double.py",
    ):
        assert in_container(f"cat {path}").returncode == 0
        assert in_container(f"cat {path}", "--user=61100:61100").returncode != 0
        assert in_container(f"cat {path}", "--user=12345:12345").returncode != 0
    assert in_container("ls -R /autograder/source/course", "--user=61100:61100").returncode != 0


def test_a_kernel_without_landlock_is_no_gap_in_the_container(grade: Grade) -> None:
    grade(RIGHT)
    program = (
        "from pathlib import Path\n"
        "from autograder.config import load_assignment, load_course\n"
        "from autograder.grading.engine import Grader\n"
        "from autograder.sandbox.inside.jail.layers import LAYERS\n"
        "layers = [layer for layer in LAYERS if layer != 'landlock']\n"
        "assignment = load_assignment(load_course(Path()), 'tiny')\n"
        "with Grader(assignment, allow_degraded=True, layers=layers) as grader:\n"
        "    print(grader.mode.value, *grader.gaps)\n"
    )
    ran = in_container(
        "/autograder/run_autograder >/dev/null; cd /autograder/source/course; "
        f'/autograder/venv/bin/python -I -c "{program}"'
    )
    assert ran.stdout.splitlines() == ["full"]


def test_the_systems_python_stays_as_it_is(grade: Grade) -> None:
    grade(RIGHT)
    assert in_container("cd /usr && /autograder/venv/bin/python -c 'import autograder, msgspec'").returncode == 0
    for name in ("autograder", "msgspec", "gradescope_utils"):
        assert in_container(f"cd /usr && python3 -c 'import {name}'").returncode != 0


def test_a_broken_installation_still_leaves_results_without_a_score(grade: Grade) -> None:
    grade(RIGHT)
    ran = in_container("rm -r /autograder/venv; /autograder/run_autograder >&2; cat /autograder/results/results.json")
    assert ran.returncode == 0
    assert totals(decode_results(ran.stdout.encode())) is None


def test_a_kill_in_the_middle_leaves_valid_results_without_a_score(grade_hastily: Grade) -> None:
    grade_hastily(RIGHT)
    hang = "def double(x):\n    while True:\n        pass\n"
    ran = in_container(
        f"printf {hang!r} >/autograder/submission/tiny.py; /autograder/run_autograder >/dev/null & "
        'until [ "$(wc -l </autograder/results/outcomes.jsonl)" -gt 2 ]; do sleep 0.1; done 2>/dev/null; '
        "for process in /proc/[0-9]*; do case $(readlink $process/exe) in "
        "*python*) kill -KILL ${process#/proc/};; esac; done; "
        "wait; cat /autograder/results/results.json"
    )
    document = decode_results(ran.stdout.encode())
    assert totals(document) is None
    assert len(document.tests or ()) == 3
    assert "grading did not finish: 1 of 3 checks have no result" in str(document.output)
