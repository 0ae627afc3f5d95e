"""Full disks, folders that cannot be written, no /proc, clocks that jump: a sentence, or no difference."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from autograder.cli.grade import grade
from autograder.config import load_assignment, load_course
from autograder.errors import GraderError, InputError
from autograder.grading.engine import Grader
from autograder.grading.workdir import Workdir, sweep
from autograder.intake import receive
from autograder.reporting import decode_results

from .course import EXPECTED, write_course

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
SENTENCE = re.compile(r"autograder: [^\n]+: [^\n]+; [^\n]+\n")


@pytest.fixture
def submission(tmp_path: Path) -> Path:
    for folder in ("out", "temporary"):
        (tmp_path / folder).mkdir()
    return write_course(tmp_path / "course")


def run(submission: Path, mounts: str = "true", temporary: str = "") -> subprocess.CompletedProcess[str]:
    """`autograder grade` after `mounts` in a mount namespace of its own."""
    folder = submission.parents[1]
    command = (
        f"{sys.executable} -m autograder grade --course {submission.parent} faults {submission} --out {folder}/out"
    )
    return subprocess.run(
        ["unshare", "--mount", "sh", "-c", f"{mounts} && exec {command}"],
        cwd=ROOT, capture_output=True, text=True, env={**os.environ, **({"TMPDIR": temporary} if temporary else {})},
    )  # fmt: skip


def can_mount() -> bool:
    tried = subprocess.run(["unshare", "--mount", "true"], capture_output=True)
    return tried.returncode == 0


needs_mount = pytest.mark.skipif(not can_mount(), reason="only root in a namespace of its own can make a small disk")


@needs_mount
@pytest.mark.parametrize("size", [4, 8, 12])
def test_a_full_disk_for_results_is_said_in_a_sentence(submission: Path, size: int) -> None:
    out = submission.parents[1] / "out"
    done = run(submission, f"mount -t tmpfs -o size={size}k none {out}")
    assert done.returncode == 3
    assert SENTENCE.fullmatch(done.stderr)
    assert "No space left" in done.stderr


@needs_mount
@pytest.mark.parametrize(
    "option", ["size=4k", "nr_inodes=2", "nr_inodes=3", "nr_inodes=4", "nr_inodes=6", "nr_inodes=7"]
)
def test_a_full_disk_for_temporary_files_is_said_in_a_sentence(submission: Path, option: str) -> None:
    temporary = submission.parents[1] / "temporary"
    done = run(submission, f"mount -t tmpfs -o {option} none {temporary}", str(temporary))
    assert done.returncode == 3
    assert SENTENCE.fullmatch(done.stderr)
    assert "No space left" in done.stderr


@needs_mount
def test_without_proc_the_sandbox_says_that_it_is_degraded(submission: Path) -> None:
    done = run(submission, "mount -t tmpfs none /proc")
    assert done.returncode == 2
    assert SENTENCE.fullmatch(done.stderr)
    assert "take unlimited memory" in done.stderr


@needs_mount
def test_a_results_folder_on_a_read_only_disk_is_said_in_a_sentence(submission: Path) -> None:
    out = submission.parents[1] / "out"
    done = run(submission, f"mount -t tmpfs -o ro none {out}")
    assert done.returncode == 2
    assert SENTENCE.fullmatch(done.stderr)


def test_a_file_in_place_of_the_results_folder_is_said_in_a_sentence(submission: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    course = load_course(submission.parent)
    with pytest.raises(InputError, match="--out"):
        grade(course, "faults", submission, tmp_path / "file", allow_degraded=True)


def test_a_folder_in_place_of_results_json_is_said_in_a_sentence(submission: Path, tmp_path: Path) -> None:
    (tmp_path / "out/results.json/x").mkdir(parents=True)
    with pytest.raises((InputError, GraderError), match=r"cannot be written|could not be written"):
        grade(load_course(submission.parent), "faults", submission, tmp_path / "out", allow_degraded=True)


def test_what_a_killed_run_left_is_gone_after_the_next(submission: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / ".results.json.new").write_text("{")
    (out / "results.json").write_text("{")
    grade(load_course(submission.parent), "faults", submission, out, allow_degraded=True)
    assert decode_results((out / "results.json").read_bytes()).tests
    assert {path.name for path in out.iterdir()} == {"results.json", "outcomes.jsonl"}


@pytest.mark.parametrize("jump", [-1e9, -86_400.0, 86_400.0, 1e9])
def test_a_clock_that_jumps_makes_no_difference(
    submission: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jump: float
) -> None:
    true, jumped = time.time, []

    def jumping() -> float:
        jumped.append(jump)
        return true() + jump * (len(jumped) % 2)

    assignment = load_assignment(load_course(submission.parent), "faults")
    monkeypatch.setattr(time, "time", jumping)
    (tmp_path / "into").mkdir()
    with Grader(assignment, allow_degraded=True) as grader:
        grading = grader.grade(receive(submission, assignment, tmp_path / "into"))
    told = {outcome.check.id.rpartition("::")[2]: outcome.verdict.value for outcome in grading.outcomes}
    assert told == EXPECTED
    assert not grading.interrupted


def test_nothing_that_grades_looks_at_the_clock_of_the_wall() -> None:
    """So that no deadline can move when it is set: only clocks that never go back."""
    clock = re.compile(r"\btime\.time\(|\bdatetime\.now\(|\.today\(|\btime_ns\(|\butcnow\(")
    for room in ("sandbox", "grading", "scoring", "reporting", "intake"):
        for path in (ROOT / "autograder" / room).rglob("*.py"):
            assert not clock.search(path.read_text(encoding="utf-8")), path


def test_a_sweep_takes_what_nobody_holds_and_leaves_what_somebody_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    left = tmp_path / "autograder-work-left"
    left.mkdir()
    (left / "file").write_text("")
    with Workdir() as mine:
        assert not left.exists()
        sweep()
        assert mine.is_dir()
        with Workdir() as other:
            assert mine.is_dir()
            assert other != mine
    assert list(tmp_path.iterdir()) == []
