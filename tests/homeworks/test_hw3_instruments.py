"""The instruments of hw3's checks: oracles that agree with torch, drivers that count and watch, judgements that explain."""

from __future__ import annotations

import importlib.util
import itertools
import sys
import types

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional as F

from tools.laptop.homework import HOMEWORKS


@pytest.fixture(scope="module")
def hw3():
    return HOMEWORKS["hw3_rnn_lm"]


@pytest.fixture(scope="module")
def imported(hw3):
    """A call that imports a module of the homework by its name, beside the reference's `rnn_lm`."""
    public, hidden = hw3.tests
    paths = {
        "explanations": hw3.shared / "explanations.py",
        "comparisons": hw3.shared / "comparisons.py",
        "rnn_lm": hw3.secret / "solution" / "rnn_lm.py",
        "checking": public / "checking.py",
        "drivers": public / "drivers.py",
        "oracles": hidden / "oracles.py",
    }

    def load(name):
        spec = importlib.util.spec_from_file_location(name, paths[name])
        module = importlib.util.module_from_spec(spec)
        patch.setitem(sys.modules, name, module)
        spec.loader.exec_module(module)
        return module

    with pytest.MonkeyPatch.context() as patch:
        for name in ("explanations", "comparisons", "rnn_lm"):
            load(name)
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


@pytest.fixture
def rng():
    return np.random.default_rng(5)


class TorchLM(nn.Module):
    """The language model by torch's own layers, float64."""

    def __init__(self, weights):
        super().__init__()
        vocab, x_dim = weights["embedding"].shape
        self.embedding, self.rnn = nn.Embedding(vocab, x_dim), nn.RNN(x_dim, weights["b_h"].size)
        self.output = nn.Linear(weights["b_h"].size, vocab)
        self.double()
        self.rnn.bias_hh_l0.requires_grad_(False).zero_()
        named = zip(("embedding", "W_xh", "W_hh", "b_h", "W_hy", "b_y"), self.trained(), strict=True)
        with torch.no_grad():
            for name, parameter in named:
                parameter.copy_(torch.from_numpy(weights[name]))

    def trained(self):
        rnn = self.rnn
        return [
            self.embedding.weight,
            rnn.weight_ih_l0,
            rnn.weight_hh_l0,
            rnn.bias_ih_l0,
            self.output.weight,
            self.output.bias,
        ]

    def forward(self, tokens, h):
        hs, last = self.rnn(self.embedding(tokens), h)
        return self.output(hs), last


def test_the_oracle_is_torchs_own_rnn(oracles, rng):
    weights = oracles.random_weights(rng, 7, 3, 5)
    tokens, h0 = rng.integers(7, size=(6, 2)), rng.standard_normal((2, 5))
    scores, last = oracles.logits(weights, tokens, h0)
    theirs, their_last = TorchLM(weights)(torch.from_numpy(tokens), torch.from_numpy(h0)[None])
    np.testing.assert_allclose(scores, theirs.detach().numpy(), rtol=1e-10)
    np.testing.assert_allclose(last, their_last[0].detach().numpy(), rtol=1e-10)


def test_slopes_are_those_of_torch(oracles, rng):
    weights = oracles.random_weights(rng, 7, 3, 5)
    tokens, targets, h0 = rng.integers(7, size=(6, 2)), rng.integers(7, size=(6, 2)), rng.standard_normal((2, 5))
    model = TorchLM(weights)
    scores, _ = model(torch.from_numpy(tokens), torch.from_numpy(h0)[None])
    loss = F.cross_entropy(scores.flatten(0, 1), torch.from_numpy(targets).flatten())
    loss.backward()
    assert float(oracles.mean_loss(weights, tokens, targets, h0)) == pytest.approx(loss.item(), rel=1e-12)
    for name, parameter in zip(weights, model.trained(), strict=True):
        ours = oracles.slopes(lambda inputs: oracles.mean_loss(inputs, tokens, targets, h0), weights, name)
        np.testing.assert_allclose(ours, parameter.grad.numpy(), rtol=1e-9, atol=1e-15)


@pytest.mark.slow
@pytest.mark.parametrize("clip", [100.0, 0.3, 1e-7])
def test_training_by_hand_is_training_with_torch(oracles, rng, clip):
    weights, ids = oracles.random_weights(rng, 7, 3, 5), rng.integers(1, 7, size=3 * 14 + 1)
    ours = oracles.trained(weights, ids, 7, 3, 4, 0.03, clip)
    model = TorchLM(weights)
    adam = torch.optim.Adam(model.trained(), lr=0.03)
    streams = torch.from_numpy(ids[:42]).view(3, 14).t()
    losses, h = [], torch.zeros(1, 3, 5, dtype=torch.float64)
    for row in itertools.islice(itertools.cycle((0, 4, 8)), 7):
        scores, h = model(streams[row : row + 4], torch.zeros_like(h) if row == 0 else h.detach())
        loss = F.cross_entropy(scores.flatten(0, 1), streams[row + 1 : row + 5].flatten())
        adam.zero_grad()
        loss.backward()
        norm = torch.cat([p.grad.flatten() for p in model.trained()]).norm()
        for p in model.trained():
            p.grad *= min(1.0, clip / norm.item())
        adam.step()
        losses.append(loss.item())
    np.testing.assert_allclose(ours.losses, losses, rtol=1e-9)
    for name, parameter in zip(weights, model.trained(), strict=True):
        np.testing.assert_allclose(ours.weights[name], parameter.detach().numpy(), rtol=1e-6, atol=1e-9)


def test_windows_of_the_oracle_are_those_of_the_write_up(oracles):
    first, second, third = itertools.islice(oracles.windows(np.arange(10), 3, 2), 3)
    assert (first[0], first[1].tolist(), first[2].tolist()) == (True, [[0, 3, 6], [1, 4, 7]], [[1, 4, 7], [2, 5, 8]])
    assert second[0] and third[0]
    assert [fresh for fresh, _, _ in itertools.islice(oracles.windows(np.arange(9), 1, 4), 5)] == [True, False] * 2 + [
        True
    ]


def test_work_is_counted_and_views_are_not(drivers):
    x = torch.ones(10, 10)
    assert drivers.cost(lambda: x + 1) == {"operations": 1, "entries": 100, "largest": 100}
    assert drivers.cost(lambda: x.t()[3:].unbind(0))["entries"] == 0
    assert drivers.cost(lambda: x.add_(1))["entries"] == 100
    w = torch.ones(10, requires_grad=True)
    assert drivers.cost(lambda: (w * w).sum().backward())["operations"] > 3


def test_work_of_a_recurrence_grows_with_its_length(drivers, oracles, rng):
    cell = oracles.random_cell(rng, 2, 3)
    ten, twenty = (drivers.rnn_cost(cell, oracles.normal(rng, length, 2, 2)) for length in (10, 20))
    assert 1.5 * ten["operations"] < twenty["operations"] < 2.5 * ten["operations"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("nn.RNN(2, 3)", ["nn.RNN in line 1"]),
        ("torch.nn.modules.rnn.GRUCell", ["torch.nn.modules.rnn.GRUCell in line 1"]),
        ("x = 1\ntorch.rnn_tanh(x)", ["torch.rnn_tanh in line 2"]),
        ("from torch.nn import LSTM", ["torch.nn.LSTM in line 1"]),
        ("from torch.nn.utils import clip_grad_norm_", ["torch.nn.utils.clip_grad_norm_ in line 1"]),
        ("nn.utils.clip_grad_value_(p, 1)", ["nn.utils.clip_grad_value_ in line 1"]),
        ("class RNN(nn.Module): pass\nRNN(2, 3)\nself.rnn = RNN\nclip_grad_norm(p, 1)  # nn.RNN", []),
        ("nn.utils.parameters_to_vector(p); nn.Linear", []),
    ],
)
def test_what_is_not_allowed_is_found_where_it_is_used(drivers, monkeypatch, text, found):
    monkeypatch.setattr(drivers.inspect, "getsource", lambda module: text)
    assert drivers.not_allowed() == found


def test_observed_sees_randomness_and_graphs(drivers, oracles, rng, monkeypatch):
    model = drivers.make_lm(oracles.random_weights(rng, 7, 3, 5))
    quiet = drivers.observed("sequence_logprob", model, [1, 2])
    assert (quiet["global randomness kept"], quiet["saved for backward"]) == (True, 0)
    monkeypatch.setattr(
        drivers.rnn_lm, "sequence_logprob", lambda model, ids: model(torch.randint(7, (3, 1)))[0].sum().item()
    )
    noisy = drivers.observed("sequence_logprob", model, [1, 2])
    assert not noisy["global randomness kept"]
    assert noisy["saved for backward"] > 0


def test_observed_sees_gradients_that_are_switched_off_for_good(drivers, oracles, rng, monkeypatch):
    model = drivers.make_lm(oracles.random_weights(rng, 7, 3, 5))
    assert drivers.observed("sequence_logprob", model, [1, 2])["gradients afterwards"]
    monkeypatch.setattr(drivers.rnn_lm, "sequence_logprob", lambda model, ids: torch.set_grad_enabled(False))
    assert not drivers.observed("sequence_logprob", model, [1, 2])["gradients afterwards"]
    assert torch.is_grad_enabled()
    monkeypatch.setattr(drivers.rnn_lm, "sequence_logprob", lambda model, ids: model.requires_grad_(False) and 0.0)
    assert not drivers.observed("sequence_logprob", model, [1, 2])["gradients afterwards"]


def test_a_text_or_prompt_that_is_changed_is_seen(drivers, checking, monkeypatch):
    model = drivers.make_lm(checking.counting())
    assert drivers.kept("perplexity", model, np.array([1, 2, 3]))
    assert drivers.prompted(model, 2, [1])["prompt"] == [1]
    monkeypatch.setattr(drivers.rnn_lm, "perplexity", lambda model, ids: ids.zero_())
    assert not drivers.kept("perplexity", model, np.array([1, 2, 3]))
    monkeypatch.setattr(drivers.rnn_lm, "sample", lambda model, length, generator, temperature, prompt=(): [*prompt])
    assert drivers.prompted(model, 2, [1])["samples"] == [[1], [], [], [1]]


def test_parameters_go_by_shape_and_a_missing_one_is_named(drivers, oracles, rng):
    weights = oracles.random_weights(rng, 7, 3, 5)
    model = drivers.make_lm(weights)
    for name, value in drivers.parameters(model, weights).items():
        assert np.array_equal(value, weights[name])
    del model.W_hy
    with pytest.raises(AssertionError, match=r"RNNLM has parameters of shapes .*, expected those of .*W_hy \(7, 5\)"):
        drivers.parameters(model, weights)


def test_a_tensor_that_is_no_parameter_is_filled_and_read_all_the_same(drivers, oracles, rng):
    weights, tokens = oracles.random_weights(rng, 7, 3, 5), rng.integers(7, size=(4, 2))
    model = drivers.rnn_lm.RNNLM(7, 3, 5)
    plain = model.W_hy.detach().clone()
    del model.W_hy
    model.W_hy = plain
    with torch.no_grad():
        for name, tensor in drivers._by_shape(model, weights).items():
            tensor.copy_(torch.from_numpy(weights[name]))
    np.testing.assert_allclose(
        drivers.logits(model, tokens)["logits"],
        oracles.logits(weights, tokens, np.zeros((2, 5)))[0],
        rtol=1e-4,
        atol=1e-5,
    )


def test_a_model_reads_row_by_row_what_it_reads_at_once(drivers, oracles, rng):
    model, tokens = drivers.make_lm(oracles.random_weights(rng, 7, 3, 5)), rng.integers(7, size=(6, 4))
    reader = drivers.Reader(model)
    rows = np.stack([reader.read(row) for row in tokens])
    np.testing.assert_allclose(rows, drivers.logits(model, tokens)["logits"], rtol=1e-5, atol=1e-6)


def test_a_known_wrong_answer_is_named(checking):
    checking.diagnosed(np.array([1.0, 2.0]), np.array([1.0, 2.0 + 1e-7]), {}, "losses")
    with pytest.raises(
        AssertionError,
        match=r"losses \[1.0, 3.0\], expected \[1.0, 2.0\]; that is what comes, for example, when it rains",
    ):
        checking.diagnosed(np.array([1.0, 3.0]), np.array([1.0, 2.0]), {"when it rains": np.array([1, 3])}, "losses")
    with pytest.raises(AssertionError, match=r"losses\[1\] is 4, expected 2"):
        checking.diagnosed(np.array([1.0, 4.0]), np.array([1.0, 2.0]), {"when it rains": np.array([1, 3])}, "losses")


@pytest.mark.parametrize("got", [None, "2", np.ones(1)])
def test_near_wants_a_number(checking, got):
    with pytest.raises(AssertionError, match=r"expected (a|an array or a) number"):
        checking.near(got, 2.0, "f")


def test_models_of_the_public_tests_do_what_they_say(checking, drivers):
    ignores = drivers.logits(drivers.make_lm(checking.unigram([0.0, 1.0, 2.0, 3.0])), np.array([[1], [2], [0]]))[
        "logits"
    ]
    assert np.array_equal(ignores[:, 0], [[0, 1, 2, 3]] * 3)
    counts = drivers.logits(drivers.make_lm(checking.counting()), np.array([[0], [1], [2], [3]]))["logits"][:, 0]
    assert counts.argmax(axis=1).tolist() == [1, 2, 3, 1]
    with pytest.raises(ValueError, match="must differ"):
        drivers.make_lm(checking.weights(3, 2, 3))


def test_the_latch_says_1_until_start_is_forgotten(checking, drivers):
    model, ones = drivers.make_lm(checking.latch()), np.ones((300, 1), dtype=np.int64)
    remembers = drivers.logits(model, np.concatenate([[[0]], ones]))["logits"][:, 0]
    assert set(remembers[:, 1:].argmax(axis=1) + 1) == {1}
    assert set(drivers.logits(model, ones)["logits"][:, 0, 1:].argmax(axis=1) + 1) == {3}


def test_what_a_call_leaves_switched_is_said(drivers, monkeypatch):
    model = nn.Linear(2, 2)
    monkeypatch.setattr(drivers, "perplexity", lambda model: None)
    assert drivers.left_switched("perplexity", model) == []
    monkeypatch.setattr(drivers, "perplexity", lambda model: model.eval())
    assert drivers.left_switched("perplexity", model) == ["a model in eval mode, which was in train mode"]
    monkeypatch.setattr(drivers, "perplexity", lambda model: torch.set_grad_enabled(True))
    assert drivers.left_switched("perplexity", model) == ["the recording of gradients on, which was off"]
    monkeypatch.setattr(drivers, "perplexity", lambda model: model.requires_grad_(True))
    assert drivers.left_switched("perplexity", model) == ["parameters not frozen, which were"]
    monkeypatch.setattr(drivers, "perplexity", lambda model: model.requires_grad_(False))
    assert drivers.left_switched("perplexity", model) == ["parameters frozen, which were not"]
    monkeypatch.setattr(drivers, "perplexity", lambda model: model.zero_grad())
    assert drivers.left_switched("perplexity", model) == 2 * [
        "the gradients of the parameters otherwise than they were"
    ]
    assert torch.is_grad_enabled()
    assert model.training
    assert all(parameter.requires_grad and parameter.grad is None for parameter in model.parameters())


def test_settings_of_torchs_optimizers_are_seen_and_a_hand_written_one_has_none(drivers, monkeypatch):
    layer = nn.Linear(2, 2)

    def steps(model, ids, optimizer):
        for _ in range(2):
            layer(torch.ones(1, 2)).sum().backward()
            optimizer.step()
            optimizer.param_groups[0]["lr"] /= 2

    monkeypatch.setattr(drivers, "train", steps)
    seen = drivers.optimizer_settings(layer, None, torch.optim.Adam(layer.parameters(), lr=0.5, amsgrad=True))
    assert [settings["lr"] for settings in seen] == [0.5, 0.25]
    assert seen[0] == {
        "lr": 0.5, "betas": (0.9, 0.999), "eps": 1e-8, "weight_decay": 0.0, "amsgrad": True, "maximize": False
    }  # fmt: skip
    monkeypatch.setattr(drivers, "train", lambda *arguments: None)
    assert drivers.optimizer_settings(layer, None) == []


def test_an_rnn_is_asked_again_and_with_other_weights(oracles, drivers, rng):
    cell, other, xs = oracles.random_cell(rng, 2, 3), oracles.random_cell(rng, 2, 3), oracles.normal(rng, 4, 5, 2)
    first, second, changed = drivers.rnn_again(cell, other, xs)
    assert np.array_equal(first, second)
    np.testing.assert_allclose(changed, oracles.states(other, xs, np.zeros((5, 3))), rtol=1e-4, atol=1e-5)
    assert not np.allclose(first, changed)


def test_an_rnn_of_torch_fits_where_the_benchmark_puts_it(imported, oracles, rng, hw3):
    spec = importlib.util.spec_from_file_location("hw3_speed", hw3.secret.parents[1] / "bench" / "hw3_speed.py")
    bench = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "path", list(sys.path))
        patch.setitem(sys.modules, "text_source", types.SimpleNamespace(TextSource=None))
        spec.loader.exec_module(bench)
    layer, xs, h0 = bench.TorchRNN(3, 5), torch.randn(4, 2, 3), torch.randn(2, 5)
    ours = bench.rnn_lm.RNN(3, 5)
    with torch.no_grad():
        for name in ("W_xh", "W_hh", "b_h"):
            theirs = {"W_xh": "weight_ih_l0", "W_hh": "weight_hh_l0", "b_h": "bias_ih_l0"}[name]
            getattr(ours.cell, name).copy_(getattr(layer.layer, theirs))
        layer.layer.bias_hh_l0.zero_()
        for mine, torchs in zip(ours(xs, h0), layer(xs, h0), strict=True):
            torch.testing.assert_close(mine, torchs)
