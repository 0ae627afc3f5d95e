"""The written questions of hw0: the numbers that staff grade by, and those of the write-up, are computed here again."""

from __future__ import annotations

import itertools
import math
import re

import pytest
import torch
from torch.nn import functional as F

from tools.laptop.homework import HOMEWORKS, ROOT, read


@pytest.fixture(scope="module")
def hw0():
    return HOMEWORKS["hw0_pytorch"]


@pytest.fixture(scope="module")
def answers(hw0):
    return read(hw0.secret / "answers.md")


@pytest.fixture(scope="module")
def write_up():
    return read(ROOT / "handouts" / "hw0_pytorch.md")


def test_the_points_of_the_questions_are_those_of_the_settings(hw0, answers, write_up):
    asked = [int(points) for points in re.findall(r"^::: \{\.question points=(\d+)", write_up, re.MULTILINE)]
    assert sum(asked) == hw0.assignment.written == 6
    assert asked == [
        int(points) for points in re.findall(r"^## Question \d: .*\((\d+) points\)", answers, re.MULTILINE)
    ]
    assert hw0.assignment.points + hw0.assignment.written == 40


def test_the_points_of_the_parts_add_up_to_each_question(answers, write_up):
    for text, pattern in ((write_up, r"\((\d+) point\)$"), (answers, r"^\*\*\([ab]\) (\d+) point")):
        section = text[text.index("# Written questions") :] if "# Written questions" in text else text
        questions = re.split(r"^(?:::: \{\.question|## Question)", section, flags=re.MULTILINE)[1:]
        assert [sum(map(int, re.findall(pattern, q, re.MULTILINE))) for q in questions] == [2, 2, 2]


def test_the_points_of_each_rubric_add_up_to_its_part(answers):
    rubrics = re.findall(r"\| points \| for \|\n\|--:\|:--\|\n((?:\|.*\|\n)+)", answers)
    assert [sum(map(float, re.findall(r"^\| ([\d.]+) \|", rubric, re.MULTILINE))) for rubric in rubrics] == [1] * 5


def test_the_smallest_loss_of_a_doubled_softmax_is_that_of_the_answer(answers):
    sure = torch.tensor([[1.0, 0.0, 0.0]])
    floor = F.cross_entropy(sure, torch.tensor([0])).item()
    assert floor == pytest.approx(math.log(1 + 2 / math.e), abs=1e-6)
    assert f"= {floor:.4f} ." in answers
    assert f"\\log 3 = {math.log(3):.4f}" in answers


def test_gradient_descent_on_a_parabola_turns_where_the_answer_says():
    for step, wanted in ((0.5, "falls"), (1.5, "oscillates"), (2.5, "grows")):  # times 1 / c
        w = [1.0]
        for _ in range(20):
            w.append(w[-1] - step * w[-1])
        assert w[-1] == pytest.approx((1 - step) ** 20)
        signs = {a * b < 0 for a, b in itertools.pairwise(w)}
        assert (signs == {True}) == (wanted != "falls")
        assert (abs(w[-1]) > 1) == (wanted == "grows")


def test_the_examples_of_the_write_up_are_computed_right(write_up):
    x, y = torch.tensor([3.0, 4.0]), torch.tensor([3.0, 0.0])
    assert f"${x @ x:.0f} - 2 \\cdot {x @ y:.0f} + {y @ y:.0f} = {(x - y) @ (x - y):.0f}$" in write_up
    assert f"$(2 \\cdot 1 + 2 \\cdot 2 + 1 \\cdot 6)/5 = {(2 + 4 + 6) / 5}$" in write_up
    h, m = torch.tensor([2.0, 4.0, 6.0, 8.0]), torch.tensor([1.0, 0.0, 0.0, 1.0])
    assert f"$({', '.join(f'{v:.0f}' for v in h * m / 0.5)})$" in write_up
    column = torch.full((7, 1), 0.1)
    assert 1e-9 < column.std(dim=0, correction=0).item() < 1e-7, "a constant column whose deviation is not 0"


def test_the_piece_of_code_in_the_write_up_does_what_its_comments_say(write_up):
    (code,) = re.findall(r"```python\n(.*?)```", write_up, re.DOTALL)
    names = {"torch": torch}
    for lines, shown in re.findall(r"(.*?)^x\.grad +# (tensor\(\[.*?\]\))", code, re.DOTALL | re.MULTILINE):
        exec(lines, names)
        assert repr(names["x"].grad) == shown
