"""`autograder batch`: what it prints, its exit codes, and docs/batch.md, whose commands are run here."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from autograder.batch.store import read_batch
from autograder.cli.main import main
from autograder.config import load_assignment, load_course
from autograder.model import Assignment
from tests import HANGS
from tests.packaging.small_course import write_course
from tools.generated_class import generate

from .small_class import FILES, METADATA, zipped_class

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "batch.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    return write_course(tmp_path_factory.mktemp("course"))


def run(course: Assignment, *arguments: str, folder: Path, **options: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "autograder", "batch", "tiny", *arguments, "--allow-degraded"]
    return subprocess.Popen(
        [*command, "--course", str(course.course.root)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "80"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


def finished(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=HANGS)
    return process.returncode, out, err


@pytest.mark.slow
def test_who_has_no_score_is_named_with_the_command_that_grades_them_again(course, tmp_path):
    (tmp_path / "my export.zip").write_bytes(zipped_class())
    code, out, err = finished(run(course, "my export.zip", "--out", "out", folder=tmp_path))
    assert code == 3, err
    assert re.search(r"^graded +6$", out, re.M) and re.search(r"^refused +1$", out, re.M)
    assert re.search(r"^score, quartiles +0, 0.5, 2.5 of 3$", out, re.M)
    assert "Student 18 (18) withheld: the export holds no files of it" in out
    assert "autograder batch tiny 'my export.zip' --out out --again failed" in out
    assert out.splitlines()[-1] == "out/batch.csv"
    assert "7 of 8: " in err and "Student 15 (15) refused: tiny.py is missing" in err
    assert all(len(line) <= 80 for line in out.splitlines() if ":" not in line)


@pytest.mark.slow
def test_what_a_batch_leaves_out_is_told_with_its_place(tmp_path, capsys):
    """A check that is broken by itself, once with its line; a file that nobody asked for; what was refused."""
    course = write_course(tmp_path / "course")
    test = tmp_path / "course" / "assignments" / "tiny" / "tests" / "test_double.py"
    broken = (
        '\n\n@weight(1)\n@number("1.9")\ndef test_of_ours():\n    """double: of a thousand"""\n    assert undefined\n'
    )
    test.write_text(test.read_text() + broken)
    line = len(test.read_text().splitlines())
    files = {name: dict(FILES[name]) for name in ("11", "15", "17")}
    files["11"]["notes.txt"] = "mine"
    files["15"] = {"tiny2.py": "def double(x):\n    return 'renamed'\n"}
    (tmp_path / "export.zip").write_bytes(zipped_class(files))
    code, out, err = finished(run(course, "export.zip", "--out", "out", folder=tmp_path))
    assert code == 3, err
    assert out.count(f"test_double.py:{line}: NameError: name 'undefined' is not defined") == 1
    assert "2 scores withheld by 1.9 double: of a thousand, public/test_double.py::test_of_ours:\n" in out
    assert (
        "correct the test" in out and "once that is corrected, run: autograder batch tiny export.zip --out out\n" in out
    )
    assert "Student 11 (11) withheld" in err and "slowest             Student 1" in out
    assert "not looked at: notes.txt" in (tmp_path / "out" / "batch.csv").read_text()

    command = ["report", "tiny", "--batch", str(tmp_path / "out"), "--out", str(tmp_path / "pages")]
    assert main([*command, "--course", str(course.course.root)]) == 0
    told = capsys.readouterr().out
    assert told.count(f"test_double.py:{line}: NameError") == 1 and "2 scores withheld by 1.9" in told
    page = (tmp_path / "pages" / "index.html").read_text()
    assert "Failures of the autograder" in page and f"test_double.py:{line}: NameError" in page
    refused = (tmp_path / "pages" / "submissions" / "15.html").read_text()
    assert "<h3>tiny2.py</h3>" in refused and "return &#39;renamed&#39;" in refused
    assert "notes.txt" in (tmp_path / "pages" / "submissions" / "11.html").read_text()


def test_when_everybody_has_a_score_it_ends_with_0(course, tmp_path):
    files = {number: FILES[number] for number in ("11", "12", "15")}
    metadata = (
        METADATA[: METADATA.index("submission_13")]
        + METADATA[METADATA.index("submission_15") : METADATA.index("submission_17")]
    )
    (tmp_path / "e.zip").write_bytes(zipped_class(files, metadata))
    code, out, err = finished(run(course, "e.zip", "--out", "out", folder=tmp_path))
    assert code == 0, err
    assert "again" not in out
    code, out, err = finished(run(course, "e.zip", "--out", "out", folder=tmp_path))
    assert code == 0 and (re.search(r"^from the cache +2$", out, re.M) or "degraded" in err)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nothing.zip"], "cannot be read"),
        (["e.zip", "--on", "cluster9"], "there is no engine 'cluster9'"),
        (["e.zip", "--workers", "0"], "0 is too few"),
        (["e.zip", "--seeds", "0"], "0 is too few"),
        (["e.zip", "--out", "/dev/null/x"], "choose another folder with --out"),
    ],
)
def test_bad_input_is_a_sentence(arguments, words, course, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("e.zip").write_bytes(zipped_class())
    assert main(["batch", "tiny", *arguments, "--course", str(course.course.root)]) == 2
    told = capsys.readouterr().err
    assert words in told and "Traceback" not in told


def test_grade_says_that_a_class_is_for_batch(course, tmp_path, capsys):
    source = tmp_path / "e.zip"
    source.write_bytes(zipped_class())
    arguments = ["grade", "tiny", str(source), "--course", str(course.course.root), "--out", str(tmp_path / "out")]
    assert main(arguments) == 1
    assert f"to grade many submissions, run: autograder batch tiny {source}" in capsys.readouterr().err


SLOW = "import time\ntime.sleep(0.1)\ndef double(x):\n    return {} * x\n"


def slow_class(tmp_path: Path, size: int = 5) -> Path:
    """A class of submissions that differ and take a while."""
    for number in range(size):
        folder = tmp_path / "class" / f"student{number}"
        folder.mkdir(parents=True)
        (folder / "tiny.py").write_text(SLOW.format(number), encoding="utf-8")
    return tmp_path / "class"


def results(folder: Path) -> int:
    return len(list((folder / "results").glob("*.gz"))) if (folder / "results").is_dir() else 0


def when_some_are_done(process: subprocess.Popen[str], folder: Path, count: int) -> None:
    while results(folder) < count and process.poll() is None:
        time.sleep(0.02)


@pytest.mark.slow
@pytest.mark.parametrize(("number", "code"), [(signal.SIGKILL, -9), (signal.SIGINT, 130)])
def test_a_batch_that_is_ended_goes_on_where_it_stopped(number, code, course, tmp_path):
    source, out = slow_class(tmp_path), tmp_path / "out"
    process = run(course, str(source), "--out", "out", "--workers", "1", folder=tmp_path)
    when_some_are_done(process, out, 2)
    process.send_signal(number)
    ended, _, err = finished(process)
    assert ended == code, err
    before = results(out)
    assert 2 <= before < 5
    ended, told, err = finished(run(course, str(source), "--out", "out", "--workers", "1", folder=tmp_path))
    assert ended == 0, err
    assert results(out) == 5
    if "degraded" not in err:
        assert re.search(rf"^from the cache +{before}$", told, re.M)
    scores = [entry.score.earned for entry in read_batch(out).entries if entry.score]
    assert scores == [3.0 if number == 2 else 0.0 for number in range(5)]


@pytest.mark.slow
def test_the_page_says_what_happens(tmp_path):
    """Its commands run in a course with one homework of this one, on a small class."""
    commands = re.findall(r"^\$ autograder (.+)$", PAGE, re.M)
    blocks = re.findall(r"```console\n\$ autograder (.+?)\n(.*?)```", PAGE, re.S)
    assert len(blocks) == len(commands) == 2
    for path in (
        "assignments/course.yaml",
        "assignments/shared",
        "assignments/hw1_autodiff",
        "reference_solutions/hw1_autodiff",
    ):
        copy = shutil.copytree if (ROOT / path).is_dir() else shutil.copyfile
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        copy(ROOT / path, tmp_path / path)
    course = load_course(tmp_path)
    made = generate(
        load_assignment(course, "hw1_autodiff"), tmp_path / "class", 3, seed=3, kinds={"one mistake": 1, "right": 1}
    )
    shutil.copyfile(made.zip, tmp_path / "export.zip")
    for command, expected in blocks:
        ran = subprocess.run(
            [sys.executable, "-m", "autograder", *command.split(), "--allow-degraded"],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
            timeout=HANGS,
        )
        assert ran.returncode == 0, ran.stderr
        patterns = [re.escape(line).replace("…", r".*") for line in expected.splitlines() if line != "…"]
        position = 0
        for pattern in patterns:
            match = re.compile(rf"^{pattern}$", re.M).search(ran.stdout, position)
            assert match, (pattern, ran.stdout)
            position = match.end()
    batch = read_batch(tmp_path / "build" / "batches" / "hw1_autodiff")
    assert {entry.status.value for entry in batch.entries} == {"graded"}
    assert all(path.stat().st_size < 10_240 for path in (tmp_path / "build/batches/hw1_autodiff/results").iterdir())
