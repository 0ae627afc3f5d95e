"""The starter is derived: it mirrors the solution, says when it is stale, and never holds an undecided file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from autograder.authoring.source.starter import Difference, differences, expected_starter, write_starter
from autograder.cli import authoring
from autograder.config import assignment_names, load_assignment, load_course
from autograder.errors import ConfigError, InputError
from autograder.model import Assignment

from .conftest import ROOT, SOLUTION, MakeHomework, dedent

PACKAGE = {
    "model/__init__.py": "from .layers import double\n",
    "model/layers.py": SOLUTION.replace("add", "double"),
    "model/deep/loss.py": SOLUTION.replace("add", "loss"),
    "run.py": "from model import double\n",
    "data/words.bin": b"\x00\xff",
}
SUBMIT, GIVEN = ("model/layers.py", "model/deep/loss.py"), ("model/__init__.py", "run.py", "data/words.bin")


def refusal(assignment: Assignment) -> str:
    with pytest.raises(InputError) as caught:
        expected_starter(assignment)
    return str(caught.value)


def test_a_package_of_several_files_is_mirrored(make_homework: MakeHomework) -> None:
    files = expected_starter(make_homework(PACKAGE, SUBMIT, GIVEN))
    assert sorted(files) == sorted(SUBMIT)
    assert b'NotImplementedError("model/deep/loss.py: loss")' in files["model/deep/loss.py"]
    assert b"total" not in b"".join(files.values())


def test_writing_twice_changes_nothing_and_comparing_agrees(make_homework: MakeHomework) -> None:
    assignment = make_homework(PACKAGE, SUBMIT, GIVEN)
    assert write_starter(assignment) == sorted(SUBMIT)
    assert write_starter(assignment) == []
    assert differences(assignment) == []


def test_stale_missing_and_extra_files_are_told_apart(make_homework: MakeHomework) -> None:
    assignment = make_homework(PACKAGE, SUBMIT, GIVEN)
    write_starter(assignment)
    (assignment.starter / "model" / "deep" / "loss.py").unlink()
    layers = assignment.starter / "model" / "layers.py"
    layers.write_text(layers.read_text().replace("The sum", "A sum"))
    (assignment.starter / "notes.txt").write_text("x")
    assert differences(assignment) == [
        Difference("model/deep/loss.py", "is missing"),
        Difference("notes.txt", "is not derived from the solution"),
        Difference("model/layers.py", "differs in line 5"),
    ]
    write_starter(assignment)
    assert differences(assignment) == []


@pytest.mark.parametrize("path", ["answers.md", "value.py~", ".value.py.swp", "old/value.py", "value.pyc"])
def test_a_file_that_is_neither_submitted_nor_given_is_an_error(make_homework: MakeHomework, path: str) -> None:
    message = refusal(make_homework({"value.py": SOLUTION, path: "x = 1\n"}))
    assert message.startswith(f"reference_solutions/hw/solution/{path}: is neither submitted nor given")


def test_a_submitted_file_without_a_region_would_be_published_whole(make_homework: MakeHomework) -> None:
    message = refusal(make_homework({"value.py": "def add(a, b):\n    return a + b\n"}))
    assert message.startswith("reference_solutions/hw/solution/value.py: has no solution region")


def test_a_given_file_with_a_region_would_publish_it(make_homework: MakeHomework) -> None:
    message = refusal(make_homework({"value.py": SOLUTION, "more.py": SOLUTION}, given=("more.py",)))
    assert message.startswith("assignments/hw/given/more.py:6: a given file has a solution region")


def test_a_given_file_with_a_misspelt_marker_would_publish_it_too(make_homework: MakeHomework) -> None:
    text = SOLUTION.replace("# BEGIN", "#BEGIN")
    message = refusal(make_homework({"value.py": SOLUTION, "more.py": text}, given=("more.py",)))
    assert message.startswith("assignments/hw/given/more.py:6: expected '# BEGIN SOLUTION <name>'")


def test_a_shared_given_file_with_a_region_would_publish_it_too(make_homework: MakeHomework) -> None:
    message = refusal(make_homework(given=("more.py",), shared={"more.py": dedent(SOLUTION)}))
    assert message.startswith("assignments/shared/more.py:6: a given file has a solution region")


@pytest.mark.parametrize("folder", ["reference_solutions/hw/solution", "assignments/hw/starter"])
@pytest.mark.parametrize("there", [True, False])
def test_a_given_file_lies_in_given_and_in_no_second_place(
    make_homework: MakeHomework, tmp_path: Path, folder: str, there: bool
) -> None:
    assignment = make_homework({"value.py": SOLUTION} | ({"more.py": "x = 1\n"} if there else {}), given=("more.py",))
    (tmp_path / folder).mkdir(exist_ok=True)
    (tmp_path / folder / "more.py").write_text("x = 2\n")
    remedy = "delete it" if there else f"move it: git mv {folder}/more.py assignments/hw/given/more.py"
    where = "assignments/hw/given or assignments/shared"
    assert refusal(assignment) == f"{folder}/more.py: is a given file, and these lie in {where} only; {remedy}"


def test_a_given_file_cannot_be_shared_as_well(make_homework: MakeHomework) -> None:
    files = {"value.py": SOLUTION, "more.py": "x = 1\n"}
    message = refusal(make_homework(files, given=("more.py",), shared={"more.py": "x = 2\n"}))
    assert message == "assignments/hw/given/more.py: is in assignments/shared, too; delete one of the two"


def test_a_file_in_given_that_is_not_listed_is_an_error(make_homework: MakeHomework) -> None:
    assignment = make_homework({"value.py": SOLUTION, "more.py": "x = 1\n"}, given=("more.py",))
    (assignment.given_folder / "notes.md").write_text("x")
    assert refusal(assignment).startswith("assignments/hw/given/notes.md: is not listed under given:, so nothing says")


def test_a_given_file_that_is_a_link_is_none(make_homework: MakeHomework) -> None:
    assignment = make_homework(given=("more.py",))
    assignment.given_folder.mkdir()
    (assignment.given_folder / "more.py").symlink_to(assignment.solution / "value.py")
    assert "given: more.py is neither in assignments/hw/given nor in assignments/shared" in refusal(assignment)


def test_names_are_unique_over_all_files_of_a_homework(make_homework: MakeHomework) -> None:
    message = refusal(make_homework({"a.py": SOLUTION, "b.py": SOLUTION}, submit=("a.py", "b.py")))
    assert message.startswith("reference_solutions/hw/solution/b.py:6: the name add is taken by a region of a.py")


def test_a_given_file_may_lie_in_shared_and_nowhere_is_an_error(make_homework: MakeHomework) -> None:
    assert sorted(expected_starter(make_homework(given=("text.py",), shared={"text.py": "x = 1\n"}))) == ["value.py"]
    message = refusal(make_homework(given=("text.py", "more.py")))
    assert message.startswith(
        "assignments/hw/assignment.yaml:3: given: more.py is neither in assignments/hw/given nor in "
    )


def test_without_reference_solutions_it_says_what_cannot_be_done(make_homework: MakeHomework) -> None:
    assignment = make_homework({})
    assert refusal(assignment) == (
        "reference_solutions/hw/solution: is not here, so the starter can be neither derived nor compared; "
        "get the staff's reference_solutions/; the starter in the repository is unchanged"
    )


def test_the_command_writes_then_agrees_and_names_its_own_remedy(
    make_homework: MakeHomework, capsys: pytest.CaptureFixture[str]
) -> None:
    course = make_homework().course
    assert authoring.starter(course, ["hw"], check=True) == 1
    assert capsys.readouterr().out == "assignments/hw/starter/value.py: is missing; run 'autograder starter hw'\n"
    assert authoring.starter(course, []) == 0
    assert authoring.starter(course, [], check=True) == 0


COURSE = load_course(ROOT)


@pytest.mark.parametrize("name", assignment_names(COURSE))
def test_the_starters_in_the_repository_are_up_to_date(name: str) -> None:
    assignment = load_assignment(COURSE, name)
    if not assignment.secret.is_dir():
        pytest.skip("a repository without reference_solutions/ cannot derive a starter")
    assert differences(assignment) == []


def test_every_stub_of_hw1_says_its_file_and_function_when_called() -> None:
    """The committed starter imports, and its stubs raise what the grader reads as "not started"."""
    code = "import autodiff\ntry: autodiff.Softmax().forward(0)\nexcept NotImplementedError as e: print(e)"
    folder = ROOT / "assignments" / "hw1_autodiff" / "starter"
    run = subprocess.run([sys.executable, "-B", "-c", code], cwd=folder, capture_output=True, text=True, check=True)
    assert run.stdout == "autodiff.py: Softmax.forward\n"


def test_a_solution_that_is_not_utf8_is_a_sentence(make_homework: MakeHomework) -> None:
    with pytest.raises(ConfigError, match=r"solution/value\.py: is not UTF-8 text; save it as UTF-8"):
        expected_starter(make_homework({"value.py": b"# \xe9\n"}))
