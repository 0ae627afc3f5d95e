"""`autograder report`: from a batch's folder to pages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from autograder.batch.result_file import StoredResult
from autograder.batch.store import Store, write_batch
from autograder.cli.main import main
from autograder.model import Batch
from tools.sample_class import sample_class

ORDINARY = Path(__file__).resolve().parents[1] / "ordinary" / "textbook"
CLASS = replace(sample_class(6, per_piece=1), assignment="bank")


def write_class(folder: Path, batch: Batch = CLASS) -> Path:
    """The folder of a batch, as `autograder batch` leaves it."""
    store = Store(folder)
    store.make()
    for entry in batch.entries:
        if entry.grading:
            store.put(entry.key, StoredResult(entry.grading, entry.seconds))
    write_batch(folder, batch)
    return folder


def run(*arguments: str) -> int:
    return main(["report", "bank", "--course", str(ORDINARY), *arguments])


def test_the_command_writes_the_pages_and_says_what_is_on_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "pages"
    assert run("--batch", str(write_class(tmp_path / "batch")), "--out", str(out)) == 0
    told = capsys.readouterr().out
    assert told.startswith("6 submissions, 6 with a score: median ")
    assert told.endswith(f"report: {out.as_posix()}/index.html\n")
    assert {path.name for path in out.iterdir()} == {"index.html", "style.css", "checks", "submissions"}
    assert len(list((out / "submissions").iterdir())) == 1 + len(CLASS.entries)
    assert len(list((out / "checks").iterdir())) == len(CLASS.checks)


def test_without_a_batch_the_command_says_what_to_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--batch", str(tmp_path), "--out", str(tmp_path / "out")) == 2
    assert (
        "grade the class first, with `autograder batch`, or name the folder that it has written"
        in capsys.readouterr().err
    )


def test_the_batch_of_another_homework_is_not_taken(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_class(tmp_path / "batch", replace(CLASS, assignment="hw7"))
    assert run("--batch", str(folder), "--out", str(tmp_path / "out")) == 2
    assert "holds a batch of hw7, not of bank" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
