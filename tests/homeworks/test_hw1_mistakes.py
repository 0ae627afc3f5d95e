"""Every known mistake of hw1 is caught by the checks it names, and costs no points elsewhere."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

import pytest

from .conftest import ROOT, regions

MISTAKES = sorted((ROOT / "reference_solutions" / "hw1_autodiff" / "mistakes").glob("*.py"))

# Piece -> pieces that build on it. A mistake in the first may cost points in these and nowhere else.
DEPENDENTS = {
    "1": {"1", "2", "9", "10"},
    "2": {"2", "9", "10"},
    "3": {"3", "10"},
    "4": {"4", "10"},
    "5": {"5", "10"},
    "6": {"6"},
    "7": {"7"},
    "8": {"8", "10"},
    "9": {"9"},
    "10": {"10"},
}


@dataclass(frozen=True)
class Mistake:
    """One file of the catalogue."""

    text: str
    hint: str
    region: str
    caught_by: tuple[str, ...]


def read(path: Path) -> Mistake:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    named = {
        node.targets[0].id: ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    return Mistake(text, ast.get_docstring(tree) or "", named["REGION"], tuple(named["CAUGHT_BY"]))


@pytest.fixture(scope="module")
def runs(hw1, run_hw1):
    return run_hw1({path.stem: hw1.splice(read(path).text) for path in MISTAKES})


@pytest.mark.parametrize("path", MISTAKES, ids=lambda path: path.stem)
def test_a_mistake_is_caught_by_the_checks_it_names(runs, path):
    mistake, run = read(path), runs[path.stem]
    assert mistake.caught_by, "name the checks"
    for name in mistake.caught_by:
        assert not run[name].passed, f"{name} lets it pass"


@pytest.mark.parametrize("path", MISTAKES, ids=lambda path: path.stem)
def test_a_mistake_costs_points_only_where_its_piece_is_used(runs, path):
    mistake, run = read(path), runs[path.stem]
    piece = run[mistake.caught_by[0]].number.split(".")[0]
    hit = {check.number.split(".")[0] for check in run.values() if not check.passed}
    assert hit <= DEPENDENTS[piece]


@pytest.mark.parametrize("path", MISTAKES, ids=lambda path: path.stem)
def test_a_mistake_says_which_region_it_replaces_and_gives_a_hint(hw1, path):
    mistake = read(path)
    assert set(regions(mistake.text)) == {mistake.region}
    assert mistake.region in regions(hw1.solution)
    title, gap, *hint = mistake.hint.split("\n")
    assert title.endswith(".")
    assert gap == ""
    assert len(" ".join(hint)) > 40


def test_every_region_has_known_mistakes_or_is_too_short_for_them(hw1):
    covered = {read(path).region for path in MISTAKES}
    assert set(regions(hw1.solution)) - covered <= {"Add.forward", "Mul.forward", "Sum.forward"}


def test_no_two_mistakes_are_the_same(hw1):
    texts = [hw1.splice(read(path).text) for path in MISTAKES]
    assert len(set(texts)) == len(texts)


def test_a_wrong_answer_is_described_in_words(runs):
    """What a student reads after a few typical mistakes, from public checks."""
    expected = {
        ("linear_bias_gradient_not_summed", "test_linear_backward_on_two_rows"): (
            "Linear.backward: g_beta has shape (2, 2), expected (2,); its sum over axis 0 is right"
        ),
        ("linear_bias_gradient_averaged", "test_linear_backward_on_two_rows"): (
            "Linear.backward: g_beta[0] is 2, expected 4 (2 of 2 entries differ; "
            "2 times too small for a batch of 2: a mean where a sum is asked?)"
        ),
        ("softmax_cross_entropy_gradient_negated", "test_softmax_cross_entropy_backward_on_two_rows"): (
            "SoftmaxCrossEntropy.backward: g_a[0, 1] is 3, expected -3 (6 of 6 entries differ; "
            "every wrong entry has the wrong sign)"
        ),
        ("sigmoid_returns_no_tuple", "test_sigmoid_forward_and_backward_on_three_numbers"): (
            "Sigmoid.backward returned an array of shape (1, 3), "
            "expected a tuple of length 1: one gradient for each input"
        ),
        ("apply_bwd_assigns", "test_apply_bwd_increments_the_gradients_of_the_inputs"): (
            "apply_bwd, called a second time: a.out_gradient[1] is 30, expected 60 (2 of 2 entries differ; "
            "every wrong entry is 2 times too small)"
        ),
        ("tape_is_not_emptied", "test_tape_bwd_carries_gradients_through_a_chain_and_empties_the_tape"): (
            "tape_bwd left 2 nodes on the tape; pop until it is empty"
        ),
        ("zero_grad_sets_none", "test_zero_grad_sets_every_gradient_to_zeros"): (
            "zero_grad([a, b]): a.out_gradient is None (never returned, or never set?), "
            "expected a NumPy array or a number"
        ),
    }
    for (mistake, check), message in expected.items():
        assert runs[mistake][check].message == message
