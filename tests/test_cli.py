"""The command line: errors in one sentence, exit codes that say whose fault, the course named in either place."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.cli.main import main

ORDINARY = Path(__file__).parent / "ordinary" / "textbook"


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["grade", "hw9", "x.zip"], 2, "there is no assignment of this name; there are bank"),
        (["grade", "bank", "there-is-no-such.zip"], 1, "refused: there is no file or folder"),
        (["doctor", "bnak"], 1, "did you mean 'bank'?"),
        (["starter", "bank"], 2, "reference_solutions"),
        (["hints", "hw9"], 2, "there is no assignment of this name"),
    ],
)
def test_bad_input_is_said_in_one_sentence(arguments, code, words, tmp_path, capsys):
    extra = ["--out", str(tmp_path)] if arguments[0] == "grade" else []
    assert main([*arguments, *extra, "--course", str(ORDINARY)]) == code
    told = capsys.readouterr()
    assert words in told.err + told.out
    assert "Traceback" not in told.err


def test_a_folder_without_a_course_says_so(tmp_path, capsys):
    assert main(["grade", "hw1", "x", "--course", str(tmp_path)]) == 2
    assert "there are no assignments here" in capsys.readouterr().err


@pytest.mark.parametrize("before", [True, False])
def test_the_course_can_be_named_before_or_after_the_command(before, tmp_path, capsys):
    course, command = (
        ["--course", str(ORDINARY)],
        ["grade", "bank", str(ORDINARY / "submission"), "--out", str(tmp_path)],
    )
    arguments = [*course, *command] if before else [*command, *course]
    assert main([*arguments, "--allow-degraded"]) == 0
    assert "7 of 9" in capsys.readouterr().out
    assert (tmp_path / "results.json").exists()


def test_an_output_folder_that_cannot_be_made_is_a_sentence(capsys, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    arguments = ["grade", "bank", str(ORDINARY / "submission"), "--course", str(ORDINARY)]
    assert main([*arguments, "--out", str(tmp_path / "file" / "out")]) == 2
    assert "choose another folder with --out" in capsys.readouterr().err
