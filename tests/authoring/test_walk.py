"""docs/new_assignment.md is followed to the letter: its files are written, its commands run, its output compared."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from autograder.authoring.source.starter import blank
from autograder.config import load_course
from autograder.config.document import read_document
from autograder.config.suites import read_inside
from autograder.errors import ConfigError

from .conftest import ROOT

PAGE = ROOT / "docs" / "new_assignment.md"
FENCE = re.compile(r"^( *)```(\w+)(?: +([^\n]+))?\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """One fenced block: its language, what stands behind it, its text, and its line in the page."""

    language: str
    info: str
    text: str
    line: int


def blocks() -> list[Block]:
    page = PAGE.read_text()
    return [
        Block(
            match[2],
            match[3] or "",
            re.sub(f"^{match[1]}", "", match[4], flags=re.MULTILINE),
            page[: match.start()].count("\n") + 1,
        )
        for match in FENCE.finditer(page)
    ]


def one(info: str) -> str:
    (block,) = [block for block in blocks() if block.info == info]
    return block.text


def write(course: Path, block: Block) -> None:
    match = re.fullmatch(r'file=(\S+)(?: (append)| before="(.*)")?', block.info)
    assert match, f"line {block.line}: {block.info!r} is not understood"
    path = course / match[1]
    if match[2]:
        path.write_text(path.read_text() + block.text)
    elif match[3]:
        before, mark, after = path.read_text().partition(f"\n{match[3]}\n")
        assert mark, f"{match[1]} has no line {match[3]!r}"
        path.write_text(f"{before}\n{block.text}{mark.lstrip()}{after}")
    else:
        assert not path.exists(), f"{match[1]} is there already"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.text)


def run(course: Path, line: str) -> tuple[str, int]:
    command = shlex.split(line, comments=True)
    assert command[0] == "autograder", line
    arguments = [course / part if (course / part).exists() and "/" in part else part for part in command[1:]]
    result = subprocess.run(
        [sys.executable, "-m", "autograder", *map(str, arguments), "--course", str(course)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    return result.stdout + result.stderr, result.returncode


def console(course: Path, block: Block) -> None:
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        line, _, shown = part.partition("\n")
        said, code = run(course, line)
        expected = re.search(r"# exit code (\d)", line)
        assert code == int(expected[1] if expected else 0), f"line {block.line}: {line}\n{said}"
        assert_shown(shown, said, f"line {block.line}: {line}")


def assert_shown(shown: str, said: str, where: str) -> None:
    """Lines appear in their order; "…" stands for any text, alone on a line for any lines, which may be missing."""
    lines = [".*" if line == "…" else re.escape(line).replace("…", ".*?") for line in shown.strip("\n").split("\n")]
    assert re.search("(?s)" + r"\s*".join(lines), said), f"{where}\nthe page shows\n{shown}\nbut it said\n{said}"


@pytest.mark.slow
def test_following_the_page_gives_a_homework_that_is_graded_and_packaged(tmp_path: Path) -> None:
    steps = 0
    for block in blocks():
        if block.language == "console":
            console(tmp_path, block)
        elif block.info.startswith("file="):
            write(tmp_path, block)
        else:
            continue
        steps += 1
    assert steps >= 10
    for built in ("handouts/hw4_attention.zip", "handouts/hw4_attention.pdf", "autograders/hw4_attention.zip"):
        assert (tmp_path / "build" / built).stat().st_size > 1000


def test_every_block_of_the_page_is_used_by_a_test() -> None:
    for block in blocks():
        known = block.language == "console" or block.info.startswith("file=")
        assert known or block.info in ("solution", "starter", "error", "course", "rules", "inside"), (
            f"line {block.line} is checked by nobody"
        )


def test_the_examples_of_markers_are_what_happens() -> None:
    assert blank(one("solution"), "pairs.py", "pairs.py") == one("starter")


def test_the_error_on_the_page_is_the_one_that_is_said() -> None:
    with pytest.raises(ConfigError) as caught:
        blank("def count(n):\n    #BEGIN SOLUTION count\n    return n\n", "pairs.py", "pairs.py")
    assert str(caught.value) == one("error").strip()


def test_the_line_of_the_schedule_on_the_page_is_valid(tmp_path: Path) -> None:
    (tmp_path / "assignments").mkdir()
    (tmp_path / "assignments" / "course.yaml").write_text(one("course"))
    scheduled = load_course(tmp_path).scheduled("hw4_attention")
    assert scheduled is not None and scheduled.released < scheduled.due


def test_the_page_tells_of_every_key_of_assignment_yaml_and_its_rules_are_read(tmp_path: Path) -> None:
    from autograder.config.fields import read_rules
    from autograder.config.load import ASSIGNMENT_KEYS

    told = set(re.findall(r"^\| `(\w+)` \|", PAGE.read_text(), re.MULTILINE))
    assert told == {key for keys in ASSIGNMENT_KEYS for key in keys}
    (tmp_path / "rules.yaml").write_text(one("rules"))
    (value,) = read_document(tmp_path / "rules.yaml", "rules.yaml").section(required=("rules",)).values()
    assert [rule.forbid for rule in read_rules(value)] == ["torch.nn.RNN", ".data"]


def test_the_tests_that_the_page_runs_inside_are_read(tmp_path: Path) -> None:
    (tmp_path / "inside.yaml").write_text(one("inside"))
    (value,) = read_document(tmp_path / "inside.yaml", "inside.yaml").section(required=("inside",)).values()
    assert read_inside(value) == ("test_old.py", "test_new.py::TestStack::test_equal")
