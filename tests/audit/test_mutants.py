"""Mutants: what kinds there are, that they stay inside their region, and that no two are the same."""

from __future__ import annotations

import ast
import textwrap

import pytest

from autograder.audit.mutants import Mutant, mutants_of
from autograder.authoring.source.regions import read_regions


def mutants(body: str, head: str = "import numpy as np", arguments: str = "a, b, c") -> list[Mutant]:
    region = textwrap.indent(textwrap.dedent(body).strip(), "    ")
    text = f"{head}\n\n\ndef f({arguments}):\n    # BEGIN SOLUTION f\n{region}\n    # END SOLUTION\n\nafter = 1 + 1\n"
    return mutants_of({"file.py": text})


def changes(*arguments: str, **options: str) -> dict[str, set[str]]:
    """Operator -> what the changed lines become."""
    found: dict[str, set[str]] = {}
    for mutant in mutants(*arguments, **options):
        found.setdefault(mutant.operator, set()).add(mutant.now)
    return found


@pytest.mark.parametrize(
    ("code", "operator", "mutant"),
    [
        ("return a @ b.T", "transpose", "return a @ b"),
        ("return a @ b", "transpose", "return a @ b.T"),
        ("return a.sum(axis=0)", "axis", "return a.sum(axis=1)"),
        ("return a.sum(axis=-1, keepdims=True)", "argument dropped", "return a.sum(axis=-1)"),
        ("return a.sum()", "function", "return a.mean()"),
        ("return a.mean()", "function", "return a.sum()"),
        ("return a / len(b)", "operand dropped", "return a"),
        ("a.g += b", "accumulation", "a.g = b"),
        ("a.g = b", "accumulation", "a.g += b"),
        ("return a - b", "sign", "return -(a - b)"),
        ("return np.exp(a - a.max())", "operand dropped", "return np.exp(a)"),
        ("return c * b * (1 - b)", "operand dropped", "return b * (1 - b)"),
        ("return a[b : b + c]", "off by one", "return a[b : b + c + 1]"),
        ("return a[b:]", "bound dropped", "return a[:]"),
        ("return [a for _ in range(b)]", "off by one", "return [a for _ in range(b - 1)]"),
        ("return np.log(a)", "function", "return np.log2(a)"),
        ("return a * b", "in place", "return a.__imul__(b)"),
        ("return np.exp(a)", "in place", "return np.exp(a, out=a)"),
        ("return a.astype(np.float64)", "precision", "return a.astype(np.float32)"),
        ("return a - b", "operands swapped", "return b - a"),
        ("return f(a, b)", "arguments swapped", "return f(b, a)"),
        ("a.step()\nreturn b", "statement removed", "pass"),
        ("return [*a, b]", "element dropped", "return [*a]"),
        ("if a < b:\n    return c", "comparison", "if a <= b:"),
        ("return a[1]", "constant", "return a[0]"),
        ("return a + b", "another variable", "return a + c"),
        ("return a if b else c", "condition", "return a"),
    ],
)
def test_each_kind_of_mistake_is_made(code, operator, mutant):
    assert mutant in changes(code).get(operator, set()), changes(code)


@pytest.mark.parametrize(
    ("code", "operator", "mutant"),
    [
        ("return a.tanh()", "detach", "return a.tanh().detach()"),
        ("return f(a, b.detach())", "call dropped", "return f(a, b)"),
        ("logits, state = f(a, b)\nreturn state", "state", "logits, state = f(a, None)"),
        ("with torch.no_grad():\n    return a()", "function", "with torch.enable_grad():"),
    ],
)
def test_torch_homeworks_have_gradients_cut_and_states_dropped(code, operator, mutant):
    assert mutant in changes(code, head="import torch").get(operator, set())


def test_constants_of_the_module_are_taken_for_one_another():
    assert changes("return [BOS, *a]", head="BOS, EOS = 0, 1")["another constant"] == {"return [EOS, *a]"}


def test_mutants_differ_from_the_solution_and_from_each_other_in_more_than_layout():
    found = mutants("total = a - b\nreturn total * c")
    trees = {ast.dump(ast.parse(mutant.text)) for mutant in found}
    assert len(trees) == len(found)
    assert len({mutant.key for mutant in found}) == len(found)


def test_nothing_outside_the_region_changes():
    for mutant in mutants("return a - b"):
        (region,) = read_regions(mutant.text, "file.py")
        lines = mutant.text.split("\n")
        assert lines[: region.begin] == ["import numpy as np", "", "", "def f(a, b, c):", "    # BEGIN SOLUTION f"]
        assert lines[-3:] == ["", "after = 1 + 1", ""]


def test_every_mutant_compiles_and_says_where_it_is():
    for mutant in mutants("if a:\n    b = [x for x in b if x]\nreturn {'k': b, 'c': c[a:, None]}"):
        compile(mutant.text, "file.py", "exec")
        assert mutant.line >= 6
        assert mutant.was != mutant.now


def test_messages_annotations_and_checks_of_our_own_are_left_alone():
    found = changes('total: int = f(zip(a, b, strict=True))\nif c is None:\n    raise ValueError(f"{a[1]} of {b}")')
    texts = "\n".join(sorted(text for group in found.values() for text in group))
    assert "strict=False" not in texts
    assert "a[0]" not in texts
    assert "zip(a, b)" not in texts


def test_brackets_stand_where_precedence_asks_for_them():
    assert "return (a if b else c) * c" not in changes("return (a + b) * c").get("condition", set())
    assert "return (b) * c" in changes("return (a + b) * c")["operand dropped"]
    assert "return np.exp(a.T - b).T" in {m.now for m in mutants("return np.exp(a.T - b.T).T")}
