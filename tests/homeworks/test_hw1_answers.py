"""The written questions of hw1: the numbers that staff grade by are those that the reference computes."""

from __future__ import annotations

import re
import types

import pytest

from tools.laptop.homework import ROOT, read


@pytest.fixture(scope="module")
def answers(hw1):
    return read(hw1.secret / "answers.md")


@pytest.fixture(scope="module")
def write_up():
    return read(ROOT / "handouts" / "hw1_autodiff.md")


@pytest.fixture
def autodiff(hw1):
    """The reference with `apply_bwd` as it stands, as a module of this test's own."""
    module = types.ModuleType("autodiff")
    exec(compile(hw1.solution["autodiff.py"], "autodiff.py", "exec"), module.__dict__)
    return module


def gradients(autodiff):
    """Those of the question's graph: c = a b, d = a + c, e = c d, J = e + d at a = 3, b = 2."""
    a, b = autodiff.Leaf(3.0), autodiff.Leaf(2.0)
    c = autodiff.Mul().apply_fwd([a, b])
    d = autodiff.Add().apply_fwd([a, c])
    e = autodiff.Mul().apply_fwd([c, d])
    autodiff.tape_bwd(autodiff.Add().apply_fwd([e, d]))
    return [float(node.out_gradient) for node in (e, d, c, b, a)]


def test_the_points_of_the_questions_are_those_of_the_settings(hw1, answers, write_up):
    asked = [int(points) for points in re.findall(r"^::: \{\.question points=(\d+)", write_up, re.MULTILINE)]
    assert sum(asked) == hw1.assignment.written == 28
    assert asked == [
        int(points) for points in re.findall(r"^## Question \d: .*\((\d+) points\)", answers, re.MULTILINE)
    ]


def test_the_points_of_the_parts_add_up_to_each_question(answers, write_up):
    for text, pattern in ((write_up, r"\((\d+) points?\)$"), (answers, r"^\*\*\([a-e]\) (\d+) points?")):
        section = text[text.index("# Written questions") :] if "# Written questions" in text else text
        questions = re.split(r"^(?:::: \{\.question|## Question)", section, flags=re.MULTILINE)[1:]
        parts = [sum(map(int, re.findall(pattern, question, re.MULTILINE))) for question in questions]
        assert parts == [8, 10, 10]


def test_version_b_gives_the_numbers_of_the_answer(autodiff, answers):
    assert gradients(autodiff) == [1, 7, 16, 48, 39]
    assert "| $c = a\\,b$ | 1 | 1 | 7 | 16 | 48 | 39 |" in answers


def test_assigning_gives_the_wrong_numbers_of_the_answer(hw1, autodiff, answers):
    wrong = hw1.wrong["apply_bwd_assigns"]["autodiff.py"]
    exec(compile(wrong, "autodiff.py", "exec"), autodiff.__dict__)
    assert gradients(autodiff)[2:] == [6, 18, 12]
    assert "$g_c = 6$, $g_b = 18$, $g_a = 12$ instead of 16, 48, 39" in answers


def test_the_example_of_the_write_up_is_computed_right(autodiff, write_up):
    x, y = autodiff.Leaf(2.0), autodiff.Leaf(3.0)
    u = autodiff.Mul().apply_fwd([x, y])
    v = autodiff.Add().apply_fwd([u, x])
    J = autodiff.Mul().apply_fwd([u, v])
    autodiff.tape_bwd(J)
    row = [int(node.out_gradient) for node in (J, v, u, x, y)]
    assert f"| $u = x\\,y$ | {' | '.join(map(str, row))} |" in write_up
    assert f"gives $u = {u.out_tensor:.0f}$, $v = {v.out_tensor:.0f}$, $J = {J.out_tensor:.0f}$" in write_up
