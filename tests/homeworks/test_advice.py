"""The homeworks' advisory rules: silent on right answers, and they see what they are there for."""

from __future__ import annotations

import pytest

from autograder.config import assignment_names, load_assignment, load_course
from autograder.sandbox.rules_probe import uses
from tools.laptop.homework import HOMEWORKS, ROOT

COURSE = load_course(ROOT)
WITH_RULES = [name for name in assignment_names(COURSE) if load_assignment(COURSE, name).rules]


def forbidden(name: str) -> list[str]:
    return [rule.forbid for rule in load_assignment(COURSE, name).rules]


def test_homeworks_that_replace_a_library_have_rules() -> None:
    assert WITH_RULES == ["hw1_autodiff", "hw3_rnn_lm"]


@pytest.mark.parametrize("name", WITH_RULES)
def test_no_rule_speaks_up_on_a_right_answer(name: str) -> None:
    homework = HOMEWORKS[name]
    texts = [path.read_text(encoding="utf-8") for path in sorted((homework.secret / "solution").glob("*.py"))]
    texts += [text for files in homework.variants.values() for text in files.values()]
    assert len(texts) > 8
    assert [found for text in texts for found in uses(text, forbidden(name))] == []


@pytest.mark.parametrize(
    ("name", "text", "rule"),
    [
        ("hw1_autodiff", "import autograd.numpy as np\n", "autograd"),
        ("hw1_autodiff", "from jax import grad\n", "jax"),
        ("hw3_rnn_lm", "import torch\ncell = torch.nn.RNNCell(3, 4)\n", "torch.nn.RNNCell"),
        ("hw3_rnn_lm", "from torch import nn\nrnn = nn.LSTM(3, 4)\n", "torch.nn.LSTM"),
        ("hw3_rnn_lm", "import torch.nn as n\nn.utils.clip_grad_norm_([], 1.0)\n", "torch.nn.utils.clip_grad_norm_"),
    ],
)
def test_rules_see_what_they_are_for(name: str, text: str, rule: str) -> None:
    assert [found for found, _, _ in uses(text, forbidden(name))] == [rule]
