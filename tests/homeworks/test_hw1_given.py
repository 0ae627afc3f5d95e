"""The given files of hw1: stages agree, gradcheck finds wrong gradients, draw shows the tape."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from xml.etree import ElementTree

import numpy as np
import pytest

from tests import HANGS


@pytest.fixture
def student(hw1, tmp_path):
    """A call that puts an `autodiff.py` beside the given files and runs one of these: (exit code, output)."""

    def run(text, script, *arguments):
        (tmp_path / "autodiff.py").write_text(text, encoding="utf-8")
        for given in ("gradcheck.py", "draw.py"):
            (tmp_path / given).write_text(hw1.given(given).read_text(encoding="utf-8"), encoding="utf-8")
        command = [sys.executable, "-W", "error", script, *arguments]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=HANGS)
        return done.returncode, done.stdout + done.stderr

    run.folder = tmp_path
    return run


@pytest.fixture
def given(hw1, monkeypatch):
    """A call that imports the reference or a given file under its own name."""

    def load(name):
        path = hw1.secret / "solution" / "autodiff.py" if name == "autodiff" else hw1.given(f"{name}.py")
        spec = importlib.util.spec_from_file_location(name, path)
        module = importlib.util.module_from_spec(spec)
        monkeypatch.setitem(sys.modules, name, module)
        spec.loader.exec_module(module)
        return module

    autodiff = load("autodiff")
    return autodiff, load


@pytest.mark.parametrize("stage", ["stage_1", "stage_2"])
def test_the_gradients_of_a_stage_are_those_of_its_loss(given, stage):
    _, load = given
    stage = getattr(load("stages"), stage)
    rng = np.random.default_rng(0)
    x, y = rng.standard_normal(3), np.eye(4)[2]
    weights = [rng.standard_normal(shape) for shape in ((5, 3), (5,), (4, 5), (4,))]
    _, gradients = stage(x, y, *weights)
    for index, gradient in enumerate(gradients):
        step = 1e-5 * rng.standard_normal(weights[index].shape)

        def loss_at(sign, index=index, step=step):
            return stage(x, y, *weights[:index], weights[index] + sign * step, *weights[index + 1 :])[0]

        assert gradient.shape == weights[index].shape
        assert np.sum(gradient * step) == pytest.approx((loss_at(1) - loss_at(-1)) / 2, rel=1e-7)


def mistake(hw1, name):
    return hw1.wrong[name]["autodiff.py"]


@pytest.mark.parametrize("seed", range(3))
def test_gradcheck_finds_the_reference_right(hw1, student, seed):
    code, output = student(hw1.solution["autodiff.py"], "gradcheck.py", str(seed))
    assert code == 0
    assert len(re.findall(r" ok$", output, re.MULTILINE)) == 17
    assert "WRONG" not in output


def test_gradcheck_says_what_is_not_started(hw1, student):
    code, output = student(hw1.starter["autodiff.py"], "gradcheck.py")
    assert code == 0
    assert "Softmax              not started: autodiff.py: Softmax.forward" in output
    assert "Traceback" not in output


WRONG_GRADIENTS = {
    "sigmoid_backward_from_the_input": r"^Sigmoid +a .*WRONG$",
    "sigmoid_ignores_the_cotangent": r"^Sigmoid +a .*WRONG$",
    "linear_bias_gradient_averaged": r"^Linear +beta .*WRONG$",
    "linear_bias_gradient_not_summed": r"^Linear +raised ValueError: the gradient of beta has shape \(4, 5\)",
    "softmax_diagonal_only": r"^Softmax +a .*WRONG$",
    "softmax_sums_over_the_batch": r"^Softmax +a .*WRONG$",
    "cross_entropy_gradient_not_averaged": r"^CrossEntropy +y_hat .*WRONG$",
    "softmax_cross_entropy_ignores_the_cotangent": r"^SoftmaxCrossEntropy +a .*WRONG$",
    "mul_factors_swapped": r"^Mul +a .*WRONG$",
    "sum_ignores_the_cotangent": r"^Sum +a .*WRONG$",
    "apply_bwd_ignores_the_cotangent": r"^MLP +alpha .*WRONG$",
    "mlp_copies_its_parameters": r"^MLP +alpha .*WRONG$",
}


@pytest.mark.parametrize("name", WRONG_GRADIENTS)
def test_gradcheck_finds_a_wrong_gradient(hw1, student, name):
    code, output = student(mistake(hw1, name), "gradcheck.py")
    assert code == 1
    assert re.search(WRONG_GRADIENTS[name], output, re.MULTILINE), output


def test_gradcheck_evaluates_forward_twice_per_input_however_large(given):
    autodiff, load = given
    gradcheck = load("gradcheck")
    calls = []

    class Counting(autodiff.Mul):
        def forward(self, a, b):
            calls.append(1)
            return super().forward(a, b)

    rng = np.random.default_rng(0)
    a, b = rng.standard_normal((2, 50, 40))
    checks = gradcheck.check_module(Counting, a, b, rng=rng)
    assert [check.name for check in checks] == ["a", "b"]
    assert all(check.agrees for check in checks)
    assert len(calls) == 1 + 2 * 2


def test_gradcheck_error_falls_and_rises_again_with_epsilon(given):
    """Truncation falls with epsilon squared until rounding takes over: the curve of the written question."""
    autodiff, load = given
    gradcheck = load("gradcheck")
    a = np.random.default_rng(1).standard_normal((3, 4))

    def error(epsilon):
        (check,) = gradcheck.check_module(autodiff.Tanh, a, rng=np.random.default_rng(2), epsilon=epsilon)
        return check.error

    assert error(1e-1) > 50 * error(1e-2) > 50 * error(1e-4)
    assert error(1e-12) > 50 * error(1e-5)


def test_check_loss_leaves_values_and_tape_as_they_were(given):
    autodiff, load = given
    gradcheck = load("gradcheck")
    leaf = autodiff.Leaf([1.0, -2.0])
    leaf.out_gradient += 7.0

    def loss():
        square = autodiff.Mul().apply_fwd([leaf, leaf])
        return autodiff.Sum().apply_fwd([square])

    (check,) = gradcheck.check_loss(loss, {"x": leaf}, rng=np.random.default_rng(0))
    assert check.agrees
    assert leaf.out_tensor.tolist() == [1.0, -2.0]
    assert leaf.out_gradient.tolist() == [2.0, -4.0]
    assert len(autodiff.tape) == 0


def test_a_check_with_nan_does_not_agree(given):
    _, load = given
    assert not load("gradcheck").GradientCheck("a", float("nan"), 1.0).agrees


def test_draw_writes_every_node_once_with_shapes_on_the_edges(hw1, student):
    code, output = student(hw1.solution["autodiff.py"], "draw.py", "mlp", "net.dot")
    assert code == 0
    assert "dot -Tsvg -O net.dot" in output
    dot = (student.folder / "net.dot").read_text(encoding="utf-8")
    assert dot.startswith("digraph tape {\n")
    assert dot.endswith("}\n")
    labels = re.findall(r"^  n\d+ \[shape=(\w+), label=\"(.+)\"\];$", dot, re.MULTILINE)
    assert [label for shape, label in labels if shape == "box"] == [
        "Linear 1",
        "Sigmoid",
        "Linear 2",
        "SoftmaxCrossEntropy",
    ]
    leaves = [label for shape, label in labels if shape == "ellipse"]
    assert sorted(leaves) == ["Leaf 1", "Leaf 2", "alpha", "alpha0", "beta", "beta0"]
    edges = re.findall(r"^  n\d+ -> n\d+ \[label=\"(\(.*\))\"\];$", dot, re.MULTILINE)
    assert edges == ["(4, 2)", "(3, 2)", "(3,)", "(4, 3)", "(4, 3)", "(2, 3)", "(2,)", "(4, 2)", "(4, 2)"]


EXAMPLE = """\
   node       value  gradient  inputs
3  J = uv     48     1         u = xy, v = u + x
2  v = u + x  8      6         u = xy, x
1  u = xy     6      14        x, y
   x          2      48        a leaf
   y          3      28        a leaf
"""


def test_draw_shows_the_example_of_the_handout(hw1, student):
    code, output = student(hw1.solution["autodiff.py"], "draw.py")
    assert code == 0
    assert EXAMPLE in output
    picture = ElementTree.parse(student.folder / "tape.svg")
    texts = [text.text for text in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert texts[-3:] == ["J = uv", "value 48", "gradient 1"]
    assert len(texts) == 3 * 5
    paths = [path for path in picture.iter("{http://www.w3.org/2000/svg}path") if path.get("marker-end")]
    assert len(paths) == 6, "an arrow for each use of a node"


def test_draw_needs_only_the_first_function_of_piece_1(hw1, student):
    solution, starter = hw1.solution["autodiff.py"], hw1.starter["autodiff.py"]
    apply_fwd = re.search(r"        # BEGIN SOLUTION Module.apply_fwd\n(.*?)        # END", solution, re.DOTALL)[1]
    blank = re.search(r"^        raise NotImplementedError\(.autodiff.py: Module.apply_fwd.\)\n", starter, re.MULTILINE)
    code, output = student(starter.replace(blank[0], apply_fwd), "draw.py")
    assert code == 0
    assert "1  u = xy     6      0         x, y" in output
    assert "This is how far it came: not started: autodiff.py: tape_bwd" in output
    assert (student.folder / "tape.svg").exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("line", "wrong", "shown"),
    [
        ("self.in_modules = list(in_modules)", "pass", "1  u = xy     6      0         none remembered"),
        ("self.out_gradient = np.zeros(self.out_tensor.shape)", "pass", "1  u = xy     6      none      x, y"),
        ("self.out_tensor = np.asarray(", "value = np.asarray(", "your code raised AttributeError"),
        ("tape.push(self)", "pass", "the tape is empty: apply_fwd has to push each node on it"),
        (
            "tape.push(self)",
            "tape.push(self) if type(self).__name__ != 'Plus' else None",
            "not on the tape: was it pushed?",
        ),
    ],
)
def test_draw_shows_what_apply_fwd_forgot(hw1, student, line, wrong, shown):
    text = hw1.solution["autodiff.py"]
    assert line in text
    _, output = student(text.replace(line, wrong, 1), "draw.py")
    assert shown in output
    assert "Traceback" not in output


def test_draw_leaves_the_tape_as_it_was(given):
    autodiff, load = given
    draw = load("draw")
    leaf = autodiff.Leaf([1.0, 2.0])
    loss = autodiff.Sum().apply_fwd([autodiff.Mul().apply_fwd([leaf, leaf])])
    names = {'the "x" < 1': leaf}
    dot = draw.to_dot(draw.on_tape(), names)
    assert draw.to_dot(draw.on_tape(), names) == dot
    assert r'label="the \"x\" < 1"' in dot
    assert dot.count("n0 -> n1") == 2, "a node used twice has two edges"
    ElementTree.fromstring(draw.to_svg(draw.on_tape(), names))
    assert len(autodiff.tape) == 2
    autodiff.tape_bwd(loss)
    assert leaf.out_gradient.tolist() == [2.0, 4.0]


def test_draw_on_an_unstarted_homework_says_so(hw1, student):
    code, output = student(hw1.starter["autodiff.py"], "draw.py")
    assert code == 1
    assert output == "not started: autodiff.py: Module.apply_fwd\nThere is nothing to draw yet.\n"
