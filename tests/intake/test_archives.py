"""Every odd or hostile archive is accepted or refused with the right sentence, and writes nothing elsewhere."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from autograder.errors import SubmissionRefused
from autograder.intake import receive
from autograder.model import Submission

from .cases import CASES, GOOD, Case
from .conftest import MakeAssignment
from .zipmaker import Member, zip_bytes


def snapshot(folder: Path) -> dict[str, bytes | None]:
    """Every path below a folder, with the contents of files."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None for path in folder.rglob("*")
    }


def plant_sentinels(into: Path) -> None:
    """Files beside and above `into`, with the names that hostile archives try to write."""
    for folder in (into.parent, into.parent.parent):
        for name in ("evil.py", "autodiff.py", "b.py"):
            (folder / name).write_text("untouched")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_archive_is_accepted_or_refused_with_the_right_sentence(
    case: Case, tmp_path: Path, into: Path, make_assignment: MakeAssignment
) -> None:
    source = tmp_path / case.file_name
    source.write_bytes(case.build())
    plant_sentinels(into)
    before = snapshot(tmp_path)
    if case.refused:
        with pytest.raises(SubmissionRefused) as refusal:
            receive(source, make_assignment(), into)
        assert case.refused in refusal.value.sentence
        assert_readable(refusal.value.sentence)
        assert snapshot(tmp_path) == before
    else:
        assert_accepted(case, receive(source, make_assignment(), into))
        submitted = {"around/deeper/into/autodiff.py": case.content}
        assert snapshot(tmp_path) == before | submitted


def assert_accepted(case: Case, submission: Submission) -> None:
    assert [(file.path, file.size) for file in submission.files] == [("autodiff.py", len(case.content))]
    assert submission.missing == ()
    assert case.note in " ".join(submission.notes)
    assert any(case.ignored in name for name in submission.ignored) or not case.ignored
    assert_readable(" ".join((*submission.notes, *submission.ignored)))


def assert_readable(sentence: str) -> None:
    """One line that can be printed anywhere and says what to do."""
    assert sentence.isprintable()
    if sentence and ";" in sentence:
        what, _, remedy = sentence.partition("; ")
        assert len(what) < 300
        assert remedy
        assert not remedy.endswith(".")


def test_there_are_at_least_a_hundred_archives_with_names_of_their_own() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 100


@pytest.mark.slow
def test_every_refusal_says_what_to_do(tmp_path: Path, into: Path, make_assignment: MakeAssignment) -> None:
    for case in CASES:
        if case.refused:
            source = tmp_path / case.file_name
            source.write_bytes(case.build())
            with pytest.raises(SubmissionRefused) as refusal:
                receive(source, make_assignment(), into)
            assert refusal.value.remedy, case.name


@pytest.mark.parametrize("seed", range(8))
def test_no_damage_to_an_archive_causes_anything_but_a_refusal(
    seed: int, tmp_path: Path, into: Path, make_assignment: MakeAssignment
) -> None:
    """A damaged archive is refused, or the damage lies where nothing that is submitted is described."""
    rng = random.Random(seed)
    whole = zip_bytes([Member("hw1/autodiff.py", GOOD), Member("hw1/notes.txt", b"notes"), Member("hw1/.DS_Store")])
    assignment, source = make_assignment(), tmp_path / "hw1.zip"
    for _ in range(100):
        damaged = bytearray(whole)
        for _ in range(rng.choice((1, 2, 8))):
            damaged[rng.randrange(len(damaged))] = rng.choice((0, 1, 0x7F, 0x80, 0xFF, rng.randrange(256)))
        source.write_bytes(damaged[: rng.choice((len(damaged), rng.randrange(1, len(damaged))))])
        try:
            receive(source, assignment, into)
        except SubmissionRefused:
            assert not any(into.iterdir())
        else:
            assert (into / "autodiff.py").read_bytes() == GOOD
            (into / "autodiff.py").unlink()
