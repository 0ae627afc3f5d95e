"""The checks of hw1: points, titles, and that right answers pass and unstarted ones fail."""

from __future__ import annotations

import ast
import inspect
import re
import types
from operator import attrgetter

import numpy as np
import pytest
import yaml

from .conftest import regions

SEEDS = (0, 1, 2, 3, 4)

# Names, arguments and defaults that students and other courses' code rely on.
SIGNATURES = {
    "Tape.push": "self m",
    "Tape.pop": "self",
    "Tape.clear": "self",
    "Module.forward": "self in_tensors",
    "Module.backward": "self in_tensors out_tensor out_gradient",
    "Module.apply_fwd": "self in_modules",
    "Module.apply_bwd": "self",
    "Leaf.__init__": "self value",
    "zero_grad": "leaves",
    "tape_bwd": "loss",
    "Sigmoid.forward": "self a",
    "Sigmoid.backward": "self in_tensors b g_b",
    "Tanh.forward": "self a",
    "Tanh.backward": "self in_tensors b g_b",
    "Linear.forward": "self a omega beta",
    "Linear.backward": "self in_tensors b g_b",
    "Softmax.forward": "self a",
    "Softmax.backward": "self in_tensors b g_b",
    "CrossEntropy.forward": "self y y_hat",
    "CrossEntropy.backward": "self in_tensors b g_b",
    "SoftmaxCrossEntropy.forward": "self y a",
    "SoftmaxCrossEntropy.backward": "self in_tensors b g_b",
    "Add.forward": "self a b",
    "Add.backward": "self in_tensors out g",
    "Mul.forward": "self a b",
    "Mul.backward": "self in_tensors out g",
    "Sum.forward": "self a",
    "Sum.backward": "self in_tensors out g",
    "unbroadcast": "g shape",
    "SGD.__init__": "self params lr",
    "SGD.step": "self",
    "SGD.zero_grad": "self",
    "MLP.__init__": "self d_in d_hidden n_classes rng",
    "MLP.parameters": "self",
    "MLP.loss": "self x y",
    "train": "model x y lr steps",
}


def load(text):
    """The module that the text defines."""
    module = types.ModuleType("autodiff")
    exec(compile(text, "autodiff.py", "exec"), module.__dict__)
    return module


def functions(text):
    """Qualified name -> source, for every function of a module."""
    found = {}
    for node in ast.parse(text).body:
        members = node.body if isinstance(node, ast.ClassDef) else [node]
        prefix = f"{node.name}." if isinstance(node, ast.ClassDef) else ""
        for member in members:
            if isinstance(member, ast.FunctionDef):
                found[prefix + member.name] = ast.get_source_segment(text, member)
    return found


@pytest.fixture(scope="module")
def reference_runs(hw1, run_hw1):
    """Results of the reference for each seed, with every warning an error."""
    texts = {f"seed {seed}": hw1.solution for seed in SEEDS}
    return run_hw1(texts, {f"seed {seed}": seed for seed in SEEDS}, strict=True)


@pytest.fixture(scope="module")
def checks(reference_runs):
    return reference_runs["seed 0"]


@pytest.fixture(scope="module")
def settings(hw1):
    return yaml.safe_load((hw1.public / "assignment.yaml").read_text(encoding="utf-8"))


def is_public(hw1, check):
    return (hw1.public / "tests" / check.file).exists()


def piece_of(check):
    return check.number.split(".")[0]


def number_of(check):
    return tuple(int(part) for part in check.number.split("."))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_reference_passes_every_check_for_any_seed(reference_runs, seed):
    failed = {name: check.message for name, check in reference_runs[f"seed {seed}"].items() if not check.passed}
    assert not failed


@pytest.mark.parametrize("seed", [0, 5])
def test_differently_written_right_answers_pass_every_check(hw1, run_hw1, seed):
    variants = {path.parent.name: path.read_text() for path in sorted(hw1.secret.glob("variants/*/autodiff.py"))}
    assert len(variants) >= 3
    runs = run_hw1(variants, dict.fromkeys(variants, seed))
    failed = {(name, test): c.message for name, run in runs.items() for test, c in run.items() if not c.passed}
    assert not failed


def test_the_starter_fails_every_check_by_saying_what_is_not_started(hw1, hw1_starter, run_hw1, checks):
    run = run_hw1({"starter": hw1_starter})["starter"]
    assert run.keys() == checks.keys()
    for name, check in run.items():
        assert check.error == "NotImplementedError", name
        assert re.fullmatch(r"autodiff\.py: [\w.]+", check.message), name


def test_each_region_lies_in_the_function_it_is_named_after_and_its_docstring_stays(hw1, hw1_starter):
    assert set(regions(hw1.solution)) == set(re.findall(r'NotImplementedError\("autodiff\.py: (.+)"\)', hw1_starter))
    module = load(hw1_starter)
    starter = functions(hw1_starter)
    for name in regions(hw1.solution):
        assert f'"autodiff.py: {name}"' in starter[name]
        assert attrgetter(name)(module).__doc__, f"{name}: the docstring is the contract"


def test_names_and_arguments_are_those_that_students_code_against(hw1, hw1_starter):
    for text in (hw1.solution, hw1_starter):
        module = load(text)
        for name, arguments in SIGNATURES.items():
            assert list(inspect.signature(attrgetter(name)(module)).parameters) == arguments.split(), name


def test_the_starter_keeps_what_is_given(hw1_starter):
    """The tape, leaves and the plumbing of SGD work before anything has been written."""
    starter = load(hw1_starter)
    starter.tape.push("a node")
    assert (len(starter.tape), starter.tape.pop(), len(starter.tape)) == (1, "a node", 0)
    value = np.array([1, 2])
    leaf = starter.Leaf(value)
    value[0] = 9
    assert leaf.out_tensor.tolist() == [1.0, 2.0]
    assert leaf.out_gradient.tolist() == [0.0, 0.0]
    assert starter.SGD(iter([leaf]), 0.5).params == [leaf]


def test_points_of_each_piece_add_up_to_the_settings(checks, settings):
    totals = {}
    for check in checks.values():
        totals[piece_of(check)] = totals.get(piece_of(check), 0) + check.points
    assert totals == {piece["number"]: piece["points"] for piece in settings["pieces"]}
    assert sum(totals.values()) == 72
    assert sum(totals.values()) + settings["written"] == 100


def test_about_a_third_of_the_points_is_public(hw1, checks):
    public = sum(check.points for check in checks.values() if is_public(hw1, check))
    assert 0.3 * 72 <= public <= 0.4 * 72


def test_each_piece_has_public_and_hidden_checks_with_public_ones_first(hw1, checks):
    pieces = {}
    for check in sorted(checks.values(), key=number_of):
        pieces.setdefault(piece_of(check), []).append(check)
    assert list(pieces) == [str(number) for number in range(1, 11)]
    for piece, members in pieces.items():
        assert [check.number for check in members] == [f"{piece}.{i}" for i in range(1, len(members) + 1)]
        shown = [is_public(hw1, check) for check in members]
        assert shown == sorted(shown, reverse=True)
        assert set(shown) == {True, False}


def test_titles_are_different_sentences_about_a_named_function(checks):
    titles = [check.title for check in checks.values()]
    assert len(set(titles)) == len(titles)
    for title in titles:
        assert re.fullmatch(r"[A-Z]?\w[\w.]*( and \w+|(, \w+)+( and \w+)?)?( on the tape)?: .{10,110}", title), title


def test_every_check_carries_points(checks):
    assert all(check.points > 0 for check in checks.values())


def test_settings_say_what_is_handed_in_and_given(hw1, settings):
    assert settings["submit"] == ["autodiff.py"]
    assert settings["given"] == ["gradcheck.py", "draw.py"]
    for name in (*settings["submit"], *settings["given"]):
        assert (hw1.secret / "solution" / name).is_file()
