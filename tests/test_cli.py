"""The command line: errors in one sentence, exit codes that say whose fault, the course named in either place."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from autograder import cli
from autograder.cli.main import main
from autograder.cli.say import say, say_lines, sentence
from autograder.errors import InputError

ROOT = Path(__file__).resolve().parents[1]
ORDINARY = ROOT / "tests" / "ordinary" / "textbook"


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


@pytest.mark.slow
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


#: Names of submissions, and how each of them is told.
NAMES = {
    "b\x1b[31mred.zip": r"b\x1b[31mred.zip",
    "r\u202egpj.zip": r"r\u202egpj.zip",
    "g[bold red]h.zip": "g[bold red]h.zip",
    "e\nScore: 99.zip": r"e\nScore: 99.zip",
    "c\udcff.zip": r"c\udcff.zip",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_name_of_a_submission_is_told_as_it_is_and_obeyed_by_no_terminal(name: str, tmp_path: Path) -> None:
    source = tmp_path / name
    with zipfile.ZipFile(source, "w") as archive:
        archive.write(ORDINARY / "submission" / "bank.py", "bank.py")
    ran = run("grade", "bank", name, "--out", f"out {name}", "--allow-degraded", folder=tmp_path)
    assert ran.returncode == 0, ran.stderr
    told = ran.stdout.decode("utf-8")
    assert told.splitlines()[1] == NAMES[name]
    assert told.splitlines()[-1] == f"out {NAMES[name]}/results.json"
    assert all(line.isprintable() for line in told.splitlines())


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_an_error_is_told_so_too(name: str, tmp_path: Path) -> None:
    ran = run("grade", "bank", str(tmp_path / name), "--out", str(tmp_path / "out"))
    assert (ran.returncode, NAMES[name] in ran.stderr.decode("utf-8")) == (1, True)
    ran = run("grade", "bank", str(ORDINARY / "submission"), "--out", f"/dev/null/{name}")
    said = ran.stderr.decode("utf-8")
    assert (ran.returncode, NAMES[name] in said, len(said.splitlines())) == (2, True, 1)
    assert said.rstrip("\n").isprintable()


def test_what_the_encoding_of_a_terminal_lacks_is_shown_otherwise(tmp_path: Path) -> None:
    source = str(ORDINARY / "submission")
    ran = run("grade", "bank", source, "--out", str(tmp_path / "é"), "--allow-degraded", encoding="ascii:strict")
    assert ran.returncode == 0, ran.stderr
    assert rb"\xe9/results.json" in ran.stdout


def run(*arguments: str, encoding: str = "utf-8:strict", folder: Path = ROOT) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "autograder", *arguments, "--course", str(ORDINARY)]
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)


def test_an_error_is_said_as_it_reads_but_for_what_no_terminal_shows(capsys: pytest.CaptureFixture[str]) -> None:
    error = InputError("a\n\x1b.py", "is no file\nof ours", "write\x1b one")
    assert sentence(error) == r"a\n\x1b.py: is no file" + "\n" + r"of ours; write\x1b one"
    assert sentence(InputError("a", "b", "c")) == str(InputError("a", "b", "c"))
    say("a\nb")
    say_lines("a\nb\x1b")
    assert capsys.readouterr().out == "a\\nb\na\nb\\x1b\n"


@pytest.mark.parametrize("path", sorted(Path(cli.__file__).parent.glob("*.py")), ids=lambda path: path.name)
def test_nothing_is_printed_raw_or_as_markup(path: Path) -> None:
    """Only say.py calls `print`, and no console gets markup."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        is_print = isinstance(node.func, ast.Name) and node.func.id == "print"
        assert not is_print or path.name == "say.py", node.lineno
        if isinstance(node.func, ast.Attribute) and node.func.attr == "print":
            raw = (ast.JoinedStr, ast.Constant, ast.BinOp)
            assert not any(isinstance(argument, raw) for argument in node.args), node.lineno
