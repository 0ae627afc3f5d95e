"""Solution regions: what is marked is taken out, and what is nearly marked stops the author, not the student."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.authoring.source.regions import read_regions
from autograder.authoring.source.starter import blank, blank_one
from autograder.errors import ConfigError

from .conftest import SOLUTION, dedent

# What other tools' users write, what tired fingers write, and what editors insert.
LOOKALIKES = [
    "#BEGIN SOLUTION add",
    "## BEGIN SOLUTION add",
    "### BEGIN SOLUTION",
    "# BEGIN SOLUTION",
    "# BEGIN SOLUTION: add",
    "# BEGIN SOLUTION add helper",
    "# BEGIN SOLUTION add (Helper)",
    "# BEGIN SOLUTION add\u00a0",
    "# BEGIN\u00a0SOLUTION add",
    "# BEGIN  SOLUTION add",
    "#  BEGIN SOLUTION add",
    "# Begin Solution add",
    "# begin solution add",
    "# BEGIN SOLUTIONS add",
    "# BEGN SOLUTION add",
    "# BEING SOLUTION add",
    "# BEGIN SOLUTOIN add",
    "# BEGIN SOL add",
    "# BEGIN_SOLUTION add",
    "# BEGINSOLUTION add",
    "# BEGIN SOLUTION NO PROMPT",
    "# BEGIN SOLUTION 2nd",
    "# \u0412EGIN SOLUTION add",
    "# BEGIN HIDDEN TESTS",
    "# SOLUTION",
    "# SOLUTION NO PROMPT",
    "# START SOLUTION",
    "#<BEGIN SOLUTION add>",
]
LOOKALIKE_ENDS = [
    "#END SOLUTION",
    "# END SOLUTION add",
    "# End solution",
    "# END OF SOLUTION",
    "### END SOLUTION",
    "# END",
]
LOOKALIKE_STARTERS = ["#STARTER: total = 0", "# STARTER total = 0", "# Starter: total = 0", "# STARTER:total = 0"]
ORDINARY = [
    "# the solution of this equation begins at zero",
    "# begin with the loss, whose gradient is one",
    "# at the end, h is the state after the last token",
    "# starts from h0; see the lecture",
    "# a solute, an ending, a beginning",
    "# resolution of the grid",
    "# YOUR CODE HERE",
    "# TODO",
    "#!/usr/bin/env python3",
    "# noqa: E501",
    "#",
]


def function(comment: str) -> str:
    return f"def add(a, b):\n    {comment}\n    return a + b\n"


def refusal(text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        blank(text, "value.py", "value.py")
    return str(caught.value)


def test_a_region_becomes_a_stub_that_names_file_and_function() -> None:
    assert blank(dedent(SOLUTION), "value.py", "value.py") == dedent('''
        """Adding up."""


        def add(a, b):
            """The sum."""
            # YOUR CODE HERE
            raise NotImplementedError("value.py: add")
    ''')


def test_a_starting_point_replaces_the_stub_line_by_line() -> None:
    text = dedent("""
        def mean(a):
            # BEGIN SOLUTION mean
            # STARTER: total = 0
            # STARTER: for x in a:
            # STARTER:     ...  # add x
            # STARTER:
            # STARTER: return total
            return sum(a) / len(a)
            # END SOLUTION
    """)
    assert blank(text, "value.py", "value.py") == dedent("""
        def mean(a):
            total = 0
            for x in a:
                ...  # add x

            return total
    """)


def test_a_helper_vanishes_whole_with_its_markers() -> None:
    text = dedent("""
        # BEGIN SOLUTION imports (helper)
        import itertools
        # END SOLUTION
        import math
    """)
    assert blank(text, "value.py", "value.py") == "import math\n"


def test_one_region_alone_can_be_blanked() -> None:
    text = dedent(SOLUTION) + dedent(SOLUTION).replace("add", "plus")
    blanked = blank_one(text, "plus", "value.py")
    assert 'NotImplementedError("value.py: plus")' in blanked
    assert 'def add(a, b):\n    """The sum."""\n    # BEGIN SOLUTION add\n    total = a + b' in blanked


def test_a_region_that_does_not_exist_is_named_with_the_closest_one() -> None:
    with pytest.raises(ConfigError, match="no solution region ad; did you mean add"):
        blank_one(dedent(SOLUTION), "ad")


@pytest.mark.parametrize("comment", LOOKALIKES)
def test_what_resembles_begin_is_an_error_with_its_line(comment: str) -> None:
    message = refusal(function(comment))
    assert message.startswith(f"value.py:2: expected '# BEGIN SOLUTION <name>', found {comment.rstrip(' ')!r}; ")


def test_the_message_is_the_one_promised() -> None:
    message = refusal("\n" * 12 + function("#BEGIN SOLUTION add"))
    assert message.startswith("value.py:14: expected '# BEGIN SOLUTION <name>', found '#BEGIN SOLUTION add'")


@pytest.mark.parametrize("comment", LOOKALIKE_ENDS)
def test_what_resembles_end_is_an_error_with_its_line(comment: str) -> None:
    message = refusal(function(f"# BEGIN SOLUTION add\n    return a + b\n    {comment}"))
    assert message.startswith("value.py:4: expected '# END SOLUTION', found ")


@pytest.mark.parametrize("comment", LOOKALIKE_STARTERS)
def test_what_resembles_a_starting_point_is_an_error_with_its_line(comment: str) -> None:
    message = refusal(function(f"# BEGIN SOLUTION add\n    {comment}\n    return a + b\n    # END SOLUTION"))
    assert message.startswith("value.py:3: expected '# STARTER: <code>', found ")


@pytest.mark.parametrize("comment", ORDINARY)
def test_ordinary_comments_are_left_alone(comment: str) -> None:
    assert blank(function(comment), "value.py", "value.py") == function(comment)


@given(st.text(alphabet="BEGINSOLUTDabcdefg _#:()", min_size=0, max_size=30))
def test_no_comment_with_both_words_survives_unless_it_is_exact(rest: str) -> None:
    """Whatever is written around them, BEGIN SOLUTION in capitals is a marker or an error, never published."""
    text = f"def add(a, b):\n    #{rest}BEGIN SOLUTION{rest}\n    return a + b\n    # END SOLUTION\n"
    try:
        blanked = blank(text, "value.py", "value.py")
    except ConfigError:
        return
    assert "a + b" not in blanked


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("def f():\n    # BEGIN SOLUTION f\n    return 1\n", "value.py:2: the region f has no end"),
        ("def f():\n    return 1\n    # END SOLUTION\n", "value.py:3: END outside a region"),
        ("def f():\n    # STARTER: x\n    return 1\n", "value.py:2: STARTER outside a region"),
        (
            "def f():\n    # BEGIN SOLUTION f\n    x = 1\n    # BEGIN SOLUTION f.g\n    return x\n    # END SOLUTION\n",
            "value.py:4: BEGIN inside the region f (line 2)",
        ),
        (
            "def f():\n    # BEGIN SOLUTION f\n    return 1\n        # END SOLUTION\n",
            "value.py:4: is indented unlike the BEGIN of f (line 2)",
        ),
        (
            "def f():\n    x = 1  # BEGIN SOLUTION f\n    return x\n",
            "value.py:2: '# BEGIN SOLUTION f' comes after code on its line",
        ),
        (
            "def f():\n    # BEGIN SOLUTION f\n    x = 1\n    # STARTER: x = 0\n    return x\n    # END SOLUTION\n",
            "value.py:4: STARTER lines come directly after BEGIN",
        ),
        (
            "# BEGIN SOLUTION f (helper)\n# STARTER: x = 0\nx = 1\n# END SOLUTION\n",
            "value.py:2: f is a helper, which is left out entirely",
        ),
        (
            "def f():\n    # BEGIN SOLUTION f\n    # nothing\n    # END SOLUTION\n    return 1\n",
            "value.py:2: the region f holds",
        ),
        ("# BEGIN SOLUTION x\nx = 1\n# END SOLUTION\n", "value.py:1: a stub for x outside any function"),
        (
            "def f():\n    # BEGIN SOLUTION g\n    return 1\n    # END SOLUTION\n",
            "value.py:2: the region in f is called g",
        ),
        (
            "def f():\n    # BEGIN SOLUTION f\n    x = 1\n    # END SOLUTION\n"
            "    # BEGIN SOLUTION f\n    return x\n    # END SOLUTION\n",
            "value.py:5: the name f is taken (line 2)",
        ),
        (
            "def f():\n    # BEGIN SOLUTION f\n    return 1\nx = 2\n    # END SOLUTION\n",
            "value.py:4: is indented less than the region f",
        ),
        ('x = """\n# BEGIN SOLUTION x\n"""\n', "value.py:2: '# BEGIN SOLUTION x' is text inside a string"),
        ('def f(x):\n    """\n    #BEGIN SOLUTION f\n    """\n', "value.py:3: '#BEGIN SOLUTION f' is text inside"),
        ("def f(:\n    return 1\n", "value.py:1: is not valid Python"),
        ("x = (1,\n", "value.py:1: is not valid Python"),
    ],
    ids=lambda value: value.partition(": ")[2] if value.startswith("value.py") else "",
)
def test_a_wrong_marker_is_refused_at_its_line(text: str, message: str) -> None:
    assert refusal(text).startswith(message)


def test_a_block_left_empty_is_reported_at_the_solutions_own_line() -> None:
    text = dedent("""
        # BEGIN SOLUTION constants (helper)
        ONE = 1
        TWO = 2
        # END SOLUTION

        class Helper:
            # BEGIN SOLUTION Helper (helper)
            size = 3
            # END SOLUTION

        x = 1
    """)
    assert refusal(text).startswith("value.py:11: without its regions this is not valid Python: expected an indented")


def test_a_marker_word_in_code_or_text_does_not_count() -> None:
    """Only comment tokens are markers: a string that mentions one in passing is left alone."""
    text = 'x = "BEGIN SOLUTION"\ny = "say # BEGIN SOLUTION x"\n'
    assert read_regions(text, "value.py") == ()


def test_regions_in_methods_nested_functions_and_parts_have_qualified_names() -> None:
    text = dedent("""
        class A:
            def f(self):
                def g():
                    # BEGIN SOLUTION A.f.g
                    return 1
                    # END SOLUTION
                # BEGIN SOLUTION A.f.last
                return g()
                # END SOLUTION
    """)
    assert [(region.name, region.begin, region.end) for region in read_regions(text, "a.py")] == [
        ("A.f.g", 4, 6),
        ("A.f.last", 7, 9),
    ]


def test_windows_line_ends_and_strings_with_newlines_do_not_shift_lines() -> None:
    text = 'x = """a\nb\x0cc\u2028d\n"""\n' + dedent(SOLUTION)
    assert blank(text.replace("\n", "\r\n"), "value.py", "value.py") == blank(text, "value.py", "value.py")


def test_tabs_are_taken_as_they_are() -> None:
    text = "def f():\n\t# BEGIN SOLUTION f\n\treturn 1\n\t# END SOLUTION\n"
    assert blank(text, "f.py", "f.py") == 'def f():\n\t# YOUR CODE HERE\n\traise NotImplementedError("f.py: f")\n'
