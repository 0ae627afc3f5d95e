"""A mistake file says what is wrong, where it belongs and who catches it; anything less is an error with a line."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.authoring.source.mistakes import read_mistake, read_mistakes, splice, splice_files
from autograder.authoring.source.starter import solution_texts
from autograder.config import assignment_names, load_assignment, load_course
from autograder.errors import ConfigError

from .conftest import ROOT, SOLUTION, dedent

COURSE = load_course(ROOT)

MISTAKE = '''
    """The difference is returned.

    To add is not to subtract: try it with two positive numbers.
    """

    REGION = "add"
    CAUGHT_BY = ["test_two_and_three"]


    def add(a, b):
        # BEGIN SOLUTION add
        return a - b  # wrong
        # END SOLUTION
'''


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "subtracts.py"
    path.write_text(dedent(text))
    return path


def refusal(tmp_path: Path, text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        read_mistake(written(tmp_path, text), "subtracts.py")
    return str(caught.value)


def test_a_mistake_is_title_hint_region_tests_and_code(tmp_path: Path) -> None:
    mistake = read_mistake(written(tmp_path, MISTAKE))
    assert mistake.name == "subtracts"
    assert mistake.title == "The difference is returned"
    assert mistake.hint == "To add is not to subtract: try it with two positive numbers."
    assert (mistake.region, mistake.caught_by) == ("add", ("test_two_and_three",))
    assert mistake.code == ("    return a - b  # wrong",)
    assert mistake.show_hint and not mistake.hint_when_hidden


def test_a_hint_that_is_wrapped_in_the_file_has_one_line_for_each_paragraph(tmp_path: Path) -> None:
    hint = "To add is not\n    to subtract:\n        a + b\n    - try it\n    - and see\n\n    Then look\n    again."
    text = MISTAKE.replace("To add is not to subtract: try it with two positive numbers.", hint)
    said = read_mistake(written(tmp_path, text)).hint
    assert said == "To add is not to subtract:\n    a + b\n- try it\n- and see\n\nThen look again."


def test_splicing_replaces_the_region_and_keeps_its_markers(tmp_path: Path) -> None:
    wrong = splice(dedent(SOLUTION), read_mistake(written(tmp_path, MISTAKE)))
    assert wrong == dedent(SOLUTION).replace("total = a + b\n    return total", "return a - b  # wrong")


def test_of_several_files_the_one_with_the_region_is_changed(tmp_path: Path) -> None:
    texts = {"a.py": dedent(SOLUTION).replace("add", "plus"), "b.py": dedent(SOLUTION)}
    wrong = splice_files(texts, read_mistake(written(tmp_path, MISTAKE)))
    assert wrong["a.py"] == texts["a.py"]
    assert "a - b" in wrong["b.py"]


def test_who_may_see_the_hint_is_said_in_the_file(tmp_path: Path) -> None:
    text = MISTAKE.replace("    REGION =", "    SHOW_HINT = False\n    HINT_WHEN_HIDDEN = True\n    REGION =")
    mistake = read_mistake(written(tmp_path, text))
    assert not mistake.show_hint and mistake.hint_when_hidden


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            'REGION = "add"',
            'REGION = "sum"',
            "subtracts.py: REGION is 'sum', but the marker says 'add'; make them equal",
        ),
        ('REGION = "add"', "REGION = 3", "subtracts.py:6: REGION must be text"),
        ("CAUGHT_BY", "CAUGTH_BY", "subtracts.py:7: unknown setting CAUGTH_BY; did you mean 'CAUGHT_BY'?"),
        ('CAUGHT_BY = ["test_two_and_three"]', "", "subtracts.py: has no CAUGHT_BY"),
        (
            "REGION =",
            "SHOW_HINT: bool = False\n    REGION =",
            "subtracts.py:6: SHOW_HINT would not be read; write SHOW_HINT",
        ),
        (
            "REGION =",
            "WHY = SHOW_HINT = False\n    REGION =",
            "subtracts.py:6: SHOW_HINT would not be read; write SHOW",
        ),
        (
            "REGION =",
            "if True:\n        SHOW_HINT = False\n    REGION =",
            "subtracts.py:6: SHOW_HINT would not be read",
        ),
        (
            "REGION =",
            "SHOW_HINT = False\n    SHOW_HINT = True\n    REGION =",
            "subtracts.py:7: SHOW_HINT appears a second time",
        ),
        ('["test_two_and_three"]', "[]", "subtracts.py:7: CAUGHT_BY must be a list of tests' names"),
        ('["test_two_and_three"]', '"test_two"', "subtracts.py:7: CAUGHT_BY must be a list of tests' names"),
        ("# BEGIN", "#BEGIN", "subtracts.py:11: expected '# BEGIN SOLUTION <name>'"),
        ("The difference is returned.\n", "The difference.", "subtracts.py: its docstring needs a title"),
    ],
)
def test_a_wrong_mistake_file_is_refused_with_its_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in MISTAKE
    assert refusal(tmp_path, MISTAKE.replace(old, new)).startswith(message)


def test_a_mistake_that_is_the_solution_is_no_mistake(tmp_path: Path) -> None:
    text = MISTAKE.replace("return a - b  # wrong", "total = a + b\n\n        # the same\n        return total")
    with pytest.raises(ConfigError, match=r"subtracts.py: its region is the solution's own add"):
        splice(dedent(SOLUTION), read_mistake(written(tmp_path, text), "subtracts.py"))


def test_a_mistake_for_a_region_that_does_not_exist_names_the_closest(tmp_path: Path) -> None:
    mistake = read_mistake(written(tmp_path, MISTAKE))
    with pytest.raises(ConfigError, match="there is no solution region add; did you mean 'add_all'"):
        splice_files({"a.py": dedent(SOLUTION).replace("add", "add_all")}, mistake)


def test_a_mistake_indented_otherwise_is_refused(tmp_path: Path) -> None:
    mistake = read_mistake(written(tmp_path, MISTAKE))
    solution = "def add(a, b):\n  # BEGIN SOLUTION add\n  return a + b\n  # END SOLUTION\n"
    with pytest.raises(ConfigError, match="indented unlike the solution's"):
        splice(solution, mistake)


@pytest.mark.slow
@pytest.mark.parametrize("name", assignment_names(COURSE))
def test_every_mistake_in_the_repository_can_be_spliced(name: str) -> None:
    assignment = load_assignment(COURSE, name)
    if not assignment.solution.is_dir():
        pytest.skip("a repository without reference_solutions/ has no mistakes")
    texts = solution_texts(assignment)
    mistakes = read_mistakes(assignment)
    assert mistakes
    for mistake in mistakes:
        assert splice_files(texts, mistake) != texts
