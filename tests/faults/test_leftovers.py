"""What student code, or a killed grader, leaves in the temporary folder: gone with the run, and no start fails of it."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.config import load_assignment, load_course
from autograder.grading import workdir
from autograder.grading.engine import Grader
from autograder.grading.workdir import Workdir, sweep
from autograder.intake import receive
from autograder.model import Verdict
from autograder.sandbox.inside.file_trees import remove
from autograder.sandbox.inside.jail.layers import LAYERS
from tests.attacks.watch import is_alive

from .course import write_course

_DEEP = """
import os
import tempfile


def dig():
    os.chdir(tempfile.gettempdir())
    for _ in range(1100):
        os.mkdir("d")
        os.chdir("d")
    time.sleep(0.3)
"""


@pytest.fixture
def temporary(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A temporary folder that goes with the test even if it fails: pytest itself cannot remove such trees."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    monkeypatch.setattr(workdir, "_SWEEP_SECONDS", 120.0)  # however busy this machine is
    yield folder
    remove(str(folder), 1_000_000, 60)


def dig(top: Path, levels: int = 1100) -> None:
    here = os.open(".", os.O_RDONLY)
    top.mkdir()
    os.chdir(top)
    for _ in range(levels):
        os.mkdir("d")
        os.chdir("d")
    os.fchdir(here)
    os.close(here)


@pytest.mark.slow
@pytest.mark.parametrize("layers", [LAYERS, [layer for layer in LAYERS if layer != "scratch"]], ids=["own", "plain"])
def test_a_deep_tree_costs_at_most_the_check_that_made_it(
    tmp_path: Path, temporary: Path, layers: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    submission = write_course(tmp_path / "course")
    settings = tmp_path / "course/assignments/faults/assignment.yaml"
    settings.write_text(settings.read_text().replace("limits: {", "limits: {scratch: 4 MiB, "))
    assert "scratch" in settings.read_text()
    before = graded(submission, tmp_path / "first", layers)
    answer = (submission / "answer.py").read_text()
    digs = answer.replace("def slow(n):\n", "def slow(n):\n    if n == 6: dig()\n")
    assert digs != answer
    (submission / "answer.py").write_text(digs + _DEEP)
    after = graded(submission, tmp_path / "second", layers)
    hit = next(check for check in before if check.endswith("test_7[6]"))
    assert after.pop(hit) in (Verdict.FAILED, Verdict.CRASHED)
    assert before.pop(hit) is Verdict.PASSED
    assert after == before
    assert list(temporary.iterdir()) == []
    assert capfd.readouterr().err == ""


def graded(submission: Path, into: Path, layers: Any) -> dict[str, Verdict]:
    into.mkdir()
    assignment = load_assignment(load_course(submission.parent), "faults")
    with Grader(assignment, allow_degraded=True, layers=layers) as grader:
        outcomes = grader.grade(receive(submission, assignment, into), seed=5).outcomes
    return {outcome.check.id: outcome.verdict for outcome in outcomes}


def test_a_start_removes_what_a_killed_grader_left_however_deep(temporary: Path) -> None:
    dig(temporary / "autograder-work-left")
    with Workdir():
        assert not (temporary / "autograder-work-left").exists()
    assert list(temporary.iterdir()) == []


def test_a_start_takes_a_bounded_time_says_what_it_left_and_the_next_one_takes_it_up(
    temporary: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    dig(temporary / "autograder-work-left")
    with monkeypatch.context() as patch:
        patch.setattr(workdir, "_SWEEP_SECONDS", 0.01)
        start = time.monotonic()
        sweep()
        assert time.monotonic() - start < 5
    told = caplog.text
    caplog.clear()
    assert "autograder-work-left' is still there" in told
    assert "the next start tries again" in told
    sweep()
    assert list(temporary.iterdir()) == []
    assert caplog.text == ""


def test_a_run_that_cannot_remove_its_folder_says_so_and_ends_well(
    temporary: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(workdir, "_EXIT_SECONDS", 0.0)
    with Workdir() as folder:
        dig(folder / "top", 10)
    assert "is still there" in caplog.text
    sweep()
    assert list(temporary.iterdir()) == []


def test_a_sweep_leaves_alone_what_is_not_a_dead_graders_folder(
    temporary: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "file").write_text("")
    (temporary / "autograder-work-link").symlink_to(kept)
    (temporary / "autograder-work-ring").symlink_to("autograder-work-ring")
    (temporary / "autograder-work-file").write_text("")
    os.mkfifo(temporary / "autograder-work-pipe")
    held = temporary / "autograder-work-held"
    (held / "in").mkdir(parents=True)
    lock = os.open(held, os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)
    if os.geteuid() == 0:
        (temporary / "autograder-work-theirs\n\x1b[31m" / "in").mkdir(parents=True)
        os.chown(temporary / "autograder-work-theirs\n\x1b[31m", 54_321, 54_321)
    (temporary / os.fsdecode(b"autograder-work-\xff\xfe")).mkdir()  # ours, and nobody holds it
    before = {path.name for path in temporary.iterdir()}
    sweep()
    assert {path.name for path in temporary.iterdir()} == before - {os.fsdecode(b"autograder-work-\xff\xfe")}
    assert (kept / "file").exists()
    assert (held / "in").exists()
    assert capsys.readouterr().err == ""
    os.close(lock)


def test_no_module_that_grades_removes_a_tree_by_recursion() -> None:
    """`shutil.rmtree` recurses before Python 3.13, and `TemporaryDirectory` calls it.

    homework_files.py walks through what staff have written.
    """
    package = Path(workdir.__file__).parents[1]
    for room in ("grading", "sandbox"):
        for path in (package / room).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            found = [name for name in ("rmtree", "TemporaryDirectory(", "os.walk(") if f"{name}" in text]
            assert not found or path.name in ("warmup.py", "file_trees.py", "homework_files.py"), (path, found)
    assert hasattr(shutil, "rmtree")


ROOT = Path(__file__).resolve().parents[2]
LOOPS = """
title: Loops
submit: [student.py]
pieces: [{number: "1", name: All, points: 8}]
"""
LOOPING = """
from gradescope_utils.autograder_utils.decorators import number, weight
import os
import pytest

@pytest.mark.parametrize("which", range(8))
@weight(1)
@number("1.1")
def test_loops(which):
    open(f"MARKS/{os.getpid()}", "w").close()
    while True:
        pass
"""


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL, signal.SIGINT])
def test_a_test_that_loops_ends_with_the_engine(tmp_path: Path, how: signal.Signals, jobs: int) -> None:
    """The runner ends with the engine, and its workers with the runner, whatever they are at."""
    marks = tmp_path / "marks"
    marks.mkdir()
    homework = tmp_path / "course/assignments/loops"
    (homework / "tests").mkdir(parents=True)
    (homework / "assignment.yaml").write_text(LOOPS)
    (homework / "tests/test_loops.py").write_text(LOOPING.replace("MARKS", str(marks)))
    (tmp_path / "student.py").write_text("")
    command = [sys.executable, "-m", "autograder", "grade", f"--course={tmp_path / 'course'}", "loops"]
    command += [str(tmp_path / "student.py"), f"--jobs={jobs}", f"--out={tmp_path / 'out'}", "--allow-degraded"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as engine:
        until(lambda: any(marks.iterdir()))
        looping = [int(path.name) for path in marks.iterdir()]
        engine.send_signal(how)
    until(lambda: not any(is_alive(pid) for pid in looping))


def until(holds: Callable[[], bool], seconds: float = 120.0) -> None:
    """Wait; a busy machine takes long."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)
