"""The instruments of hw0's checks: oracles agree with PyTorch, drivers see what they say they see."""

from __future__ import annotations

import copy
import importlib.util
import subprocess
import sys

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from tools.laptop.homework import HOMEWORKS


@pytest.fixture(scope="module")
def hw0():
    return HOMEWORKS["hw0_pytorch"]


@pytest.fixture(scope="module")
def imported(hw0):
    """A call that imports a module of the homework by its path, beside a `primer` of the given text."""

    def load(name, text=None):
        folders = (hw0.public / "tests", hw0.secret / "tests", hw0.secret / "solution", hw0.shared)
        path = next(folder / f"{name}.py" for folder in folders if (folder / f"{name}.py").is_file())
        spec = importlib.util.spec_from_file_location(name, path)
        module = importlib.util.module_from_spec(spec)
        patch.setitem(sys.modules, name, module)
        if text is None:
            spec.loader.exec_module(module)
        else:
            exec(compile(text, str(path), "exec"), module.__dict__)
        return module

    with pytest.MonkeyPatch.context() as patch:
        load("primer")
        load("explanations")
        load("comparisons")
        yield load


@pytest.fixture(scope="module")
def oracles(imported):
    return imported("oracles")


@pytest.fixture(scope="module")
def drivers(imported):
    return imported("drivers")


@pytest.fixture(scope="module")
def model_drivers(imported):
    return imported("model_drivers")


@pytest.fixture(scope="module")
def log_drivers(imported):
    return imported("log_drivers")


@pytest.fixture
def rng():
    return np.random.default_rng(11)


def double(array, requires_grad=False):
    return torch.tensor(np.asarray(array), dtype=torch.float64).requires_grad_(requires_grad)


# --- oracles -------------------------------------------------------------------------------------------------------


def test_oracles_of_tensors_agree_with_pytorch(oracles, rng):
    x, y = rng.normal(size=(5, 3)), rng.normal(size=(4, 3))
    np.testing.assert_allclose(oracles.squared_distances(x, y), torch.cdist(double(x), double(y)).square(), rtol=1e-12)
    deviation, mean = torch.std_mean(double(x), dim=0, correction=0)
    np.testing.assert_allclose(oracles.standardized(x), (double(x) - mean) / deviation, rtol=1e-12)
    ids = rng.integers(6, size=(2, 3))
    np.testing.assert_array_equal(oracles.one_hot(ids, 6), F.one_hot(torch.tensor(ids), 6))
    logits, labels = 300 * rng.normal(size=(5, 4)), rng.integers(4, size=5)
    np.testing.assert_allclose(oracles.log_softmax(logits), F.log_softmax(double(logits), dim=1), atol=1e-12)
    small = logits / 100
    picked = -F.cross_entropy(double(small), torch.tensor(labels), reduction="none")
    np.testing.assert_allclose(oracles.true_logprobs(small, labels), picked, rtol=1e-12)


def test_the_oracle_of_masked_means_takes_the_steps_that_count(oracles, rng):
    x, mask = rng.normal(size=(3, 4, 2)), np.array([[1, 0, 1, 1], [0, 0, 0, 0], [1, 1, 1, 1]], dtype=bool)
    wanted = [x[0, [0, 2, 3]].mean(axis=0), np.zeros(2), x[2].mean(axis=0)]
    np.testing.assert_allclose(oracles.masked_mean(x, mask), wanted, rtol=1e-12)


def test_complex_steps_agree_with_autograd(oracles, rng):
    arrays = [rng.normal(size=shape) for shape in ((6, 3), (5, 3), (5,), (4, 5), (4,))]
    g = rng.normal(size=(6, 4))
    tensors = [double(array, requires_grad=True) for array in arrays]
    x, first, bias, second, second_bias = tensors
    logits = F.linear(F.relu(F.linear(x, first, bias)), second, second_bias)
    np.testing.assert_allclose(oracles.classifier(*arrays), logits.detach(), rtol=1e-12)
    logits.backward(double(g))
    for index, leaf in enumerate(tensors):
        np.testing.assert_allclose(oracles.vjp(oracles.classifier, arrays, index, g), leaf.grad, rtol=1e-9, atol=1e-12)


def test_descent_by_hand_agrees_with_torch_optim(oracles, rng):
    weights, bias = rng.normal(size=(3, 4)), rng.normal(size=4)
    batches = [(rng.normal(size=(n, 3)), rng.integers(4, size=n)) for n in (5, 5, 2)]
    W, b = double(weights, requires_grad=True), double(bias, requires_grad=True)
    optimizer, wanted = torch.optim.SGD([W, b], lr=0.3), []
    for x, y in batches:
        loss = F.cross_entropy(double(x) @ W + b, torch.tensor(y))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        wanted.append(loss.item())
    got_weights, got_bias, losses = oracles.descend(weights, bias, batches, 0.3)
    np.testing.assert_allclose(got_weights, W.detach(), rtol=1e-9)
    np.testing.assert_allclose(got_bias, b.detach(), rtol=1e-9)
    np.testing.assert_allclose(losses, wanted, rtol=1e-12)


# --- drivers -------------------------------------------------------------------------------------------------------


def test_observe_sees_changed_arguments_and_global_randomness(imported, rng):
    text = (
        "import torch\n"
        "def good(x, n):\n    return x * n\n"
        "def changes(x, n):\n    x += n\n    return x\n"
        "def draws(x, n):\n    return x + torch.rand(())\n"
    )
    imported("primer", text)
    drivers = imported("drivers")
    x = np.array([1.0, np.nan], dtype=np.float32)
    seen = {name: drivers.observe(name, x, 2.0) for name in ("good", "changes", "draws")}
    assert {name: (s["arguments_kept"], s["randomness_kept"]) for name, s in seen.items()} == {
        "good": (True, True),
        "changes": (False, True),
        "draws": (True, False),
    }
    assert seen["good"]["result"].dtype == np.float32
    assert x[0] == 1, "the test's own array is never handed out"
    imported("primer")
    imported("drivers")


def test_cost_counts_lines_operations_and_bytes(imported, rng):
    text = (
        "import numpy as np\nimport torch\n"
        "def product(x):\n    return x @ x.T\n"
        "def view(x):\n    return x[:, None, :].expand(len(x), len(x), x.shape[1]).sum()\n"
        "def pairs(x):\n    return (x[:, None] - x[None]).sum(2)\n"
        "def hidden_pairs(x):\n    return torch.nn.functional.pairwise_distance(x[:, None], x[None])\n"
        "def numpy_pairs(x):\n    a = x.numpy()\n    return torch.from_numpy((a[:, None] - a[None]).sum(2))\n"
        "def loop(x):\n    return torch.stack([row.sum() for row in x])\n"
        "def list_loop(x):\n    out = 0.0\n    for row in x.tolist():\n        out += row[0]\n    return torch.tensor(out)\n"
    )
    imported("primer", text)
    drivers = imported("drivers")
    x = rng.normal(size=(100, 30)).astype(np.float32)
    spent = {name: drivers.cost(name, x) for name in ("product", "pairs", "hidden_pairs", "numpy_pairs", "view")}
    few = {name: cost["lines"] for name, cost in spent.items()}
    assert max(few.values()) < 20, few
    cube = 4 * 100 * 100 * 30
    assert {name for name, cost in spent.items() if cost["peak_bytes"] >= cube} == {
        "pairs",
        "hidden_pairs",
        "numpy_pairs",
    }
    assert spent["product"]["peak_bytes"] < 2 * 4 * 100 * 100
    assert drivers.cost("loop", x)["lines"] >= 100
    assert drivers.cost("list_loop", x)["lines"] >= 100
    imported("primer")
    imported("drivers")


@pytest.mark.slow
def test_drivers_do_not_import_the_compiler_of_pytorch(hw0):
    """It takes a second and 70 MB; a whole set of checks takes less."""
    places = [hw0.public / "tests", hw0.secret / "solution"]
    program = (
        f"import sys; sys.path[:0] = {[str(place) for place in places]!r}\n"
        "import numpy as np, drivers, model_drivers\n"
        "x = np.ones((4, 2), dtype=np.float32)\n"
        "drivers.cost('pairwise_sq_dists', x, x)\n"
        "model_drivers.train(x[:2].T, x[0], x, np.zeros(4, dtype=np.int64), 0.1, 2, 0)\n"
        "print('torch._dynamo' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_a_classifier_is_recognised_whichever_way_its_matrices_lie(imported, rng):
    turned = (
        "import torch\nfrom torch import nn\n"
        "class Classifier(nn.Module):\n"
        "    def __init__(self, d_in, d_hidden, n_classes, p_drop=0.0, generator=None):\n"
        "        super().__init__()\n"
        "        self.b2, self.b1 = nn.Parameter(torch.zeros(n_classes)), nn.Parameter(torch.zeros(d_hidden))\n"
        "        self.B = nn.Parameter(torch.zeros(d_hidden, n_classes))\n"
        "        self.A = nn.Parameter(torch.zeros(d_in, d_hidden))\n"
        "    def forward(self, x):\n"
        "        return torch.relu(x @ self.A + self.b1) @ self.B + self.b2\n"
    )
    values = [rng.normal(size=shape).astype(np.float32) for shape in ((3, 2), (3,), (4, 3), (4,))]
    x, g = rng.normal(size=(5, 2)).astype(np.float32), rng.normal(size=(5, 4)).astype(np.float32)
    reports = []
    for text in (None, turned):
        imported("primer", text)
        reports.append(imported("model_drivers").classify((2, 3, 4), values, x, cotangent=g))
    for report in reports:
        assert report["matched"]
        assert [gradient.shape for gradient in report["gradients"]] == [value.shape for value in values]
    np.testing.assert_allclose(reports[0]["logits"][0], reports[1]["logits"][0], rtol=1e-4, atol=1e-5)
    for one, other in zip(reports[0]["gradients"], reports[1]["gradients"], strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-5)
    imported("primer")
    assert not imported("model_drivers").classify((2, 3, 4), values[:3], x)["matched"]


def test_the_probe_remembers_its_calls(model_drivers, rng):
    probe = model_drivers.Probe(np.eye(2, dtype=np.float32), np.zeros(2, dtype=np.float32), noisy=True)
    x = torch.tensor([[1.0, 2.0]])
    assert probe(x).tolist() == [[-1.0, -2.0]]
    with torch.no_grad():
        assert probe.eval()(x).tolist() == [[1.0, 2.0]]
    assert (probe.modes, probe.graphs) == ([True, False], [True, False])
    assert [batch.tolist() for batch in probe.batches] == [[[1.0, 2.0]]] * 2


def test_the_probe_remembers_calls_of_its_copies(model_drivers):
    probe = model_drivers.Probe(np.eye(2, dtype=np.float32), np.zeros(2, dtype=np.float32))
    copied = copy.deepcopy(probe).eval()
    with torch.no_grad():
        copied(torch.zeros(1, 2))
    assert (probe.modes, probe.graphs, probe.training) == ([False], [False], True)


def test_an_nn_linear_is_known_by_what_it_is_and_not_by_its_name(imported):
    layers = (
        "import torch\nfrom torch import nn\n"
        "class {name}({base}):\n"
        "    def __init__(self):\n"
        "        nn.Module.__init__(self)\n"
        "        self.weight = nn.Parameter(torch.zeros(3, 2))\n"
        "class Classifier(nn.Module):\n"
        "    def __init__(self, *sizes, generator):\n"
        "        super().__init__()\n"
        "        self.first = {name}()\n"
        "        torch.rand(1, generator=generator)\n"
    )
    seen = []
    for name, base in (("Linear", "nn.Module"), ("Mine", "nn.Linear")):
        imported("primer", layers.format(name=name, base=base))
        seen.append(imported("model_drivers").parameters((2, 3, 4), 0))
    imported("primer")
    assert [report["has_nn_linear"] for report in seen] == [False, True]
    assert all(report["generator_moved"] for report in seen)


def test_a_used_generator_draws_other_dropout(model_drivers):
    values = [np.ones(shape, dtype=np.float32) for shape in ((30, 2), (30,), (4, 30), (4,))]
    x = np.ones((5, 2), dtype=np.float32)
    fresh, same, used = (
        model_drivers.classify((2, 30, 4), values, x, p_drop=0.5, used=used)["logits"][0]
        for used in (False, False, True)
    )
    assert np.array_equal(fresh, same) and not np.array_equal(fresh, used)


def test_logs_may_be_open_together(log_drivers):
    runs = [[(1, {})], [(2, {})]]
    assert [entry["step"] for entry in log_drivers.log(runs, together=True)["read"]] == [1, 2]


def test_the_probe_has_a_module_inside_with_a_mode_of_its_own(model_drivers):
    probe = model_drivers.Probe(np.eye(2, dtype=np.float32), np.zeros(2, dtype=np.float32))
    probe.training = False
    probe(torch.zeros(1, 2))
    assert (probe.modes, probe.part_modes) == ([False], [True])


def test_evaluation_that_leaves_gradients_off_is_seen(model_drivers, monkeypatch):
    problem = np.eye(2, dtype=np.float32), np.zeros(2, dtype=np.float32), np.eye(2, dtype=np.float32), np.arange(2)
    assert model_drivers.evaluate(*problem)["graphs_afterwards"]
    for wrong in (lambda *_: torch.set_grad_enabled(False), lambda model, *_: model.requires_grad_(False) and 0.0):
        monkeypatch.setattr(model_drivers.primer, "evaluate", wrong)
        assert not model_drivers.evaluate(*problem)["graphs_afterwards"]
    assert torch.is_grad_enabled()


def test_descent_is_gradient_descent(model_drivers):
    parameter = torch.nn.Parameter(torch.tensor([1.0, 2.0]))
    optimizer = model_drivers.Descent([parameter], 0.5)
    (parameter**2).sum().backward()
    optimizer.step()
    assert parameter.tolist() == [0.0, 0.0]
    optimizer.zero_grad(set_to_none=False)
    assert parameter.grad.tolist() == [0.0, 0.0]
    optimizer.zero_grad()
    assert parameter.grad is None


def test_the_log_driver_reads_the_file_after_each_call(log_drivers):
    seen = log_drivers.log([[(0, {"a": ("float", 1.0)})], [(1, {"a": ("none", 0.0)})]], before='{"step": -1}\n')
    assert [text.count("\n") for text in seen["texts"]] == [2, 3]
    assert seen["read"] == [{"step": -1}, {"step": 0, "a": 1.0}, {"step": 1, "a": None}]
