"""The instruments of hw1's checks: comparisons that teach, meters that count, oracles that are right."""

from __future__ import annotations

import importlib.util
import random
import sys

import numpy as np
import pytest


@pytest.fixture(scope="module")
def imported(hw1):
    """A call that imports a module of the homework by its path, beside the reference's `autodiff`."""
    paths = {
        "autodiff": hw1.secret / "solution" / "autodiff.py",
        "checking": hw1.public / "tests" / "checking.py",
        "drivers": hw1.public / "tests" / "drivers.py",
        "oracles": hw1.secret / "tests" / "oracles.py",
    }

    def load(name):
        spec = importlib.util.spec_from_file_location(name, paths[name])
        module = importlib.util.module_from_spec(spec)
        patch.setitem(sys.modules, name, module)
        spec.loader.exec_module(module)
        return module

    with pytest.MonkeyPatch.context() as patch:
        load("autodiff")
        yield load


@pytest.fixture(scope="module")
def checking(imported):
    return imported("checking")


@pytest.fixture(scope="module")
def drivers(imported):
    return imported("drivers")


@pytest.fixture(scope="module")
def oracles(imported):
    return imported("oracles")


def complaint(call, *arguments, **options):
    """The message that a comparison fails with."""
    with pytest.raises(AssertionError) as caught:
        call(*arguments, **options)
    return str(caught.value)


WANT = np.array([[1.0, 2.0], [3.0, 4.0]])


@pytest.mark.parametrize("got", [WANT, WANT.copy(order="F"), WANT * (1 + 1e-9), WANT + 1e-10])
def test_close_accepts_the_right_answer_up_to_rounding(checking, got):
    checking.close(got, WANT, "f")


@pytest.mark.parametrize("got", [2.5, np.float64(2.5), np.array(2.5)])
def test_close_accepts_a_scalar_in_any_form(checking, got):
    checking.close(got, 2.5, "f")


@pytest.mark.parametrize(
    ("got", "message"),
    [
        (WANT.T, "f[0, 1] is 3, expected 2 (2 of 4 entries differ; it is the transpose of the right answer)"),
        (-WANT, "f[1, 1] is -4, expected 4 (4 of 4 entries differ; every wrong entry has the wrong sign)"),
        (2 * WANT, "f[1, 1] is 8, expected 4 (4 of 4 entries differ; every wrong entry is 2 times too large)"),
        (WANT / 3, "f[1, 1] is 1.33333, expected 4 (4 of 4 entries differ; every wrong entry is 3 times too small)"),
        (
            -3 * WANT,
            "f[1, 1] is -12, expected 4 (4 of 4 entries differ; "
            "every wrong entry is 3 times too large and has the wrong sign)",
        ),
        (0 * WANT, "f[1, 1] is 0, expected 4 (4 of 4 entries differ; every wrong entry is 0)"),
        (WANT + 1, "f[0, 0] is 2, expected 1 (4 of 4 entries differ; every wrong entry is too large by 1)"),
        (WANT - 0.5, "f[0, 0] is 0.5, expected 1 (4 of 4 entries differ; every wrong entry is too small by 0.5)"),
        (
            WANT * [[1, 1], [1, 5]],
            "f[1, 1] is 20, expected 4 (1 of 4 entries differ; it is 5 times too large)",
        ),
        (WANT + 4.5e-9, "f[1, 1] is 4.0000000045, expected 4 (4 of 4 entries differ)"),
        (WANT + np.array([[0, 0.1], [0, 0.7]]), "f[1, 1] is 4.7, expected 4 (2 of 4 entries differ)"),
        (
            np.where(WANT > 3, np.nan, WANT),
            "f[1, 1] is nan, expected 4 (1 of 4 entries differ; 1 of 4 entries are not finite)",
        ),
    ],
)
def test_close_names_the_largest_error_and_what_it_looks_like(checking, got, message):
    assert complaint(checking.close, got, WANT, "f") == message


@pytest.mark.parametrize(
    ("factor", "message"),
    [
        (4, "f is 20, expected 5 (4 times too large for a batch of 4: perhaps a sum where a mean is asked)"),
        (
            0.25,
            "f is 1.25, expected 5 (4 times too small for a batch of 4: perhaps a mean (or one example) where a sum is asked)",
        ),
        (2, "f is 10, expected 5 (it is 2 times too large)"),
        (1.237, "f is 6.185, expected 5"),
        (-1, "f is -5, expected 5 (it has the wrong sign)"),
        (0, "f is 0, expected 5"),
    ],
)
def test_close_tells_a_sum_from_a_mean_when_it_knows_the_batch(checking, factor, message):
    assert complaint(checking.close, 5.0 * factor, 5.0, "f", batch=4) == message


@pytest.mark.parametrize(
    ("got", "want", "message"),
    [
        (np.ones((2, 3)), np.ones(3) * 2, "f has shape (2, 3), expected (3,); its sum over axis 0 is right"),
        (
            np.arange(6.0).reshape(2, 3),
            np.arange(6.0).reshape(2, 3).T,
            "f has shape (2, 3), expected (3, 2); its transpose is right",
        ),
        (np.zeros((2, 3)), np.ones((3, 2)), "f has shape (2, 3), expected (3, 2); is it transposed?"),
        (np.array([1.0, 3.0]), 4.0, "f has shape (2,), expected (); its sum over axis 0 is right"),
        (np.array([1.0, 3.0]), 2.0, "f has shape (2,), expected (); the mean of all its entries is right"),
        (np.ones((2, 1)), np.ones(2), "f has shape (2, 1), expected (2,); its entries are right"),
        (np.zeros(0), np.zeros(3), "f has shape (0,), expected (3,)"),
        (np.ones(1), np.ones((2, 2)), "f has shape (1,), expected (2, 2)"),
    ],
)
def test_close_looks_at_the_shape_before_anything_could_broadcast(checking, got, want, message):
    assert complaint(checking.close, got, want, "f") == message


def test_close_refuses_other_kinds_of_things_and_other_dtypes(checking):
    assert "is None" in complaint(checking.close, None, 1.0, "f")
    assert "list of length 1" in complaint(checking.close, [1.0], [1.0], "f")
    assert "type str" in complaint(checking.close, "1.0", 1.0, "f")
    assert complaint(checking.close, np.ones(2, np.float32), np.ones(2), "f") == "f has dtype float32, expected float64"
    assert "dtype complex128" in complaint(checking.close, np.ones(2, complex), np.ones(2), "f")


def test_close_never_asks_the_thing_itself(checking):
    """An object that claims equality with everything is not an array."""

    class Liar:
        shape, dtype = (), np.dtype(float)

        def __eq__(self, other):
            return True

        def __float__(self):
            return 1.0

    assert "a thing of type Liar" in complaint(checking.close, Liar(), 1.0, "f")


def test_the_other_comparisons_say_what_came_back(checking):
    assert complaint(checking.gradients, np.ones(3), 1, "f").startswith(
        "f returned an array of shape (3,), expected a tuple"
    )
    assert complaint(checking.gradients, (1, 2), 3, "f").startswith(
        "f returned a tuple of length 2, expected a tuple of length 3"
    )
    assert checking.gradients([1, 2], 2, "f") == [1, 2]
    assert complaint(checking.numbers, (1.0,), 1, "f") == "f returned a tuple of length 1, expected a list of 1 numbers"
    assert complaint(checking.numbers, [np.ones(2)], 1, "f") == "f: entry 0 has shape (2,), expected a number"
    assert checking.numbers([1.0, np.array(2.0), 3], 3, "f").tolist() == [1.0, 2.0, 3.0]
    assert "f: a was modified in place" in complaint(checking.unchanged, np.ones(2), np.zeros(2), "f: a")
    assert "expected a node" in complaint(checking.value, 3.0, "f")
    assert complaint(checking.nodes, [], 2, "f") == "f is a list of length 0, expected a list of 2 nodes"


def test_observe_sees_warnings_and_global_randomness(drivers):
    assert drivers.observe(np.exp, np.zeros(2)).keys() == {"result", "warnings", "global_randomness_kept"}
    assert drivers.observe(np.exp, np.array([1000.0]))["warnings"] == ["overflow encountered in exp"]
    assert drivers.observe(np.exp, np.array([-1000.0]))["warnings"] == []
    assert drivers.observe(np.log, np.zeros(1))["warnings"]
    assert drivers.observe(np.exp, np.zeros(2))["global_randomness_kept"]
    state = np.random.get_state()
    assert not drivers.observe(np.random.random)["global_randomness_kept"]
    np.random.set_state(state)
    state = random.getstate()
    assert not drivers.observe(random.random)["global_randomness_kept"]
    random.setstate(state)
    assert drivers.observe(np.random.default_rng(0).random)["global_randomness_kept"]


def test_cost_counts_operations_entries_and_memory(drivers):
    a, b = np.ones((6, 6)), np.ones((6, 6))
    assert drivers.cost(lambda x, y: x @ y + 1, a, b)["operations"] == 2
    assert drivers.cost(lambda x, y: x * y, a, b)["entries"] == 3 * 36
    assert drivers.cost(lambda x: np.einsum("ij->", x), a)["operations"] == 1
    assert drivers.cost(lambda x: [row.sum() for row in x], a)["operations"] >= 12
    assert drivers.cost(lambda x: x[0, 0] + x[1, 1], a)["operations"] == 2
    assert drivers.cost(lambda xs: np.outer(xs[0], xs[0]), [a])["entries"] >= 36 * 36
    assert drivers.cost(lambda x: np.zeros(1000), a)["peak_bytes"] >= 8000
    assert drivers.cost(lambda x: x.T, a)["peak_bytes"] < 8 * 36


def test_cost_counts_lines_of_the_submission_only(drivers):
    module = drivers.autodiff.Linear()
    few, many = (
        drivers.cost(module.forward, *(np.ones(shape) for shape in ((n, 2), (3, 2), (3,))))["lines"] for n in (2, 9)
    )
    assert few == many > 0
    assert drivers.cost(np.add, np.ones(3), np.ones(3))["lines"] == 0


def test_models_of_one_generator_are_made_one_after_the_other(drivers):
    one, other = drivers.models_of_one_generator(2, 7, 4, 3, 2)
    assert [array.shape for array in one] == [(3, 4), (3,), (2, 3), (2,)]
    assert not np.array_equal(one[0], other[0])


def test_metering_changes_no_results(drivers):
    a = np.arange(6.0).reshape(2, 3)

    def work(x):
        y = np.exp(x)
        y -= x
        y[0] *= 2
        np.add(y, 1, out=y)
        return np.concatenate([y, np.where(x > 2, y, 0)]).sum(axis=0)

    results = []
    drivers.cost(lambda x: results.append(work(x)), a)
    np.testing.assert_array_equal(np.asarray(results[0]), results[1])
    np.testing.assert_array_equal(results[1], work(a))


def test_play_reports_order_seed_and_what_is_left(drivers):
    played = drivers.play(4)
    assert (played["order"], float(played["seed"]), played["left"]) == ([3, 2, 1, 0], 1.0, 0)
    assert float(drivers.play(4, loss=1)["seed"]) == 1.0


FUNCTIONS = {
    "sigmoid": [(3, 4)],
    "tanh": [(3, 4)],
    "linear": [(5, 3), (4, 3), (4,)],
    "softmax": [(3, 4)],
    "softmax_cross_entropy": ["y", (3, 4)],
    "cross_entropy": ["y", "p"],
    "mlp": [(3, 2), "y", (5, 2), (5,), (4, 5), (4,)],
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_oracles_agree_with_torch_on_values_and_gradients(oracles, name):
    torch = pytest.importorskip("torch")
    functional = torch.nn.functional
    theirs = {
        "sigmoid": torch.sigmoid,
        "tanh": torch.tanh,
        "linear": functional.linear,
        "softmax": lambda a: torch.softmax(a, -1),
        "softmax_cross_entropy": lambda y, a: functional.cross_entropy(a, y),
        "cross_entropy": lambda y, p: functional.nll_loss(p.log(), y.argmax(1)),
        "mlp": lambda x, y, a, a0, b, b0: functional.cross_entropy(
            functional.linear(torch.sigmoid(functional.linear(x, a, a0)), b, b0), y
        ),
    }[name]
    rng = np.random.default_rng(0)
    special = {"y": oracles.one_hot(rng, 3, 4), "p": oracles.probabilities(rng, 3, 4)}
    inputs = [special[shape] if isinstance(shape, str) else rng.standard_normal(shape) for shape in FUNCTIONS[name]]
    tensors = [torch.tensor(array, requires_grad=True) for array in inputs]
    output = theirs(*tensors)
    np.testing.assert_allclose(getattr(oracles, name)(*inputs), output.detach().numpy(), rtol=1e-12)
    cotangent = rng.standard_normal(tuple(output.shape))
    (output * torch.tensor(cotangent)).sum().backward()
    for index, shape in enumerate(FUNCTIONS[name]):
        if shape != "y":
            ours = oracles.vjp(getattr(oracles, name), inputs, index, cotangent)
            np.testing.assert_allclose(ours, tensors[index].grad.numpy(), rtol=1e-11, atol=1e-14)


def test_log_softmax_is_right_where_softmax_underflows(oracles):
    a = np.array([[1000.0, 0.0, -1000.0], [-5000.0, -5001.0, -5002.0]])
    np.testing.assert_allclose(oracles.log_softmax(a)[0], [0.0, -1000.0, -2000.0])
    np.testing.assert_allclose(np.exp(oracles.log_softmax(a)[1]).sum(), 1.0)


def test_random_sizes_never_repeat(oracles):
    for seed in range(20):
        sizes = oracles.sizes(np.random.default_rng(seed), 4)
        assert len(set(sizes)) == 4
        assert min(sizes) >= 2
