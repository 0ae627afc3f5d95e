"""What others do silently is an error here, and what others write twice is written once.

The column `otter` is what otter-grader 7.0.0's `replace_solutions` made of each source when it was measured: "published"
means that the solution stood in the student's version and nobody was told. nbgrader 0.9.6 leaves the lines of a cell in
place, without a word, when the cell has lost its "solution" metadata; it and otter read notebooks, one at a time.
"""

from __future__ import annotations

import pytest

from autograder.authoring.source.markers import intended, read_marker
from autograder.authoring.source.starter import blank, differences, expected_starter, write_starter
from autograder.errors import ConfigError

from .conftest import MakeHomework

PAIRS = [
    ("#BEGIN SOLUTION add", "#END SOLUTION", "published"),
    ("# Begin Solution add", "# End Solution", "published"),
    ("# BEGIN  SOLUTION add", "# END  SOLUTION", "published"),
    ("# BEGIN_SOLUTION add", "# END_SOLUTION", "published"),
    ("# BEGN SOLUTION add", "# END SOLUTIO", "published"),
    ("## BEGIN SOLUTION add", "## END SOLUTION", "refused"),
    ("# BEGIN SOLUTION add", "#END SOLUTION", "refused"),
    ("#BEGIN SOLUTION add", "# END SOLUTION", "refused"),
]
AT_LINE_ENDS = [
    ("    return a + b  # Solution", "published"),
    ("    return a + b  #  SOLUTION", "published"),
    ("    return a + b  # SOLUTON", "published"),
    ("    return a + b  # SOLUTION", "replaced"),
]


@pytest.mark.parametrize(("begin", "end", "otter"), PAIRS)
def test_a_misspelt_pair_of_markers_is_refused_with_its_line(begin: str, end: str, otter: str) -> None:
    with pytest.raises(
        ConfigError, match=r"^value\.py:\d: expected '# (BEGIN SOLUTION <name>|END SOLUTION)', found '#"
    ):
        blank(f"def add(a, b):\n    {begin}\n    return a + b\n    {end}\n", "value.py", "value.py")


@pytest.mark.parametrize(("line", "otter"), AT_LINE_ENDS)
def test_a_word_at_the_end_of_a_line_that_looks_like_a_marker_is_refused(line: str, otter: str) -> None:
    with pytest.raises(ConfigError, match=r"^value\.py:2: expected '# BEGIN SOLUTION <name>', found '#"):
        blank(f"def add(a, b):\n{line}\n", "value.py", "value.py")


def test_a_marker_inside_a_string_takes_nothing_out() -> None:
    """Otter and nbgrader search lines, so a marker in a string takes out code; here it is an error, as it is no comment."""
    source = 'x = """\n# BEGIN SOLUTION add\n"""\ny = 1\nz = """\n# END SOLUTION\n"""\n'
    with pytest.raises(ConfigError, match=r"^value\.py:2: '# BEGIN SOLUTION add' is text inside a string"):
        blank(source, "value.py", "value.py")


def test_whole_packages_are_derived_in_one_go(make_homework: MakeHomework) -> None:
    """Not one notebook at a time: folders come along, and each stub names its file; data and given files lie beside them."""
    region = "def {0}():\n    # BEGIN SOLUTION {0}\n    return 1\n    # END SOLUTION\n"
    files = {
        "net/a.py": region.format("a"),
        "net/deep/b.py": region.format("b"),
        "net/__init__.py": "",
        "words.txt": "x",
    }
    assignment = make_homework(dict(files), ("net/a.py", "net/deep/b.py"), ("net/__init__.py", "words.txt"))
    starter = expected_starter(assignment)
    assert set(starter) == {"net/a.py", "net/deep/b.py"}
    assert b'NotImplementedError("net/deep/b.py: b")' in starter["net/deep/b.py"]


def test_every_line_of_a_starter_is_written_once(make_homework: MakeHomework) -> None:
    """In rustlings both sides are written by hand and drift apart; here one change shows up in the other at once."""
    assignment = make_homework()
    write_starter(assignment)
    solution = (assignment.solution / "value.py").read_text().split("\n")
    stub = ["    # YOUR CODE HERE", '    raise NotImplementedError("value.py: add")']
    assert all(line in solution or line in stub for line in (assignment.starter / "value.py").read_text().split("\n"))
    text = "\n".join(solution)
    (assignment.solution / "value.py").write_text(text.replace("The sum.", "The sum of two numbers."))
    assert [difference.what for difference in differences(assignment)] == ["differs in line 5"]


def test_no_comment_is_both_a_marker_and_a_lookalike_left_alone() -> None:
    """Every comment is a marker, an error, or has nothing to do with markers: there is no fourth kind."""
    for comment in ("# BEGIN SOLUTION add", "# END SOLUTION", "# STARTER: x = 1"):
        assert read_marker(comment) is not None
        for changed in (comment.lower(), comment.replace("# ", "#"), comment.replace(" ", "  "), f"#{comment}"):
            assert read_marker(changed) is None and intended(changed) is not None, changed
