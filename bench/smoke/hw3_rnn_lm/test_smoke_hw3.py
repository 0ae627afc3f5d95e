"""hw3 in the style of a smoke test: it runs, shapes are right, the loss falls, samples have the right length."""

import math

import torch

from rnn_lm import RNN, RNNLM, RNNCell, batchify, clip_grad_norm, perplexity, sample, sequence_logprob, train


def model():
    return RNNLM(6, 5, 8, torch.Generator().manual_seed(0))


def text():
    return torch.tensor([1, 2, 3, 4, 5] * 60)


def test_the_cell_has_the_right_shape():
    assert RNNCell(3, 4)(torch.randn(2, 3), torch.zeros(2, 4)).shape == (2, 4)


def test_the_network_has_the_right_shapes():
    states, last = RNN(3, 4)(torch.randn(7, 2, 3))
    assert states.shape == (7, 2, 4)
    assert last.shape == (2, 4)


def test_the_language_model_has_the_right_shapes():
    logits, last = model()(torch.zeros(7, 2, dtype=torch.int64))
    assert logits.shape == (7, 2, 6)
    assert last.shape == (2, 8)


def test_log_probabilities_are_negative_numbers():
    value = sequence_logprob(model(), [1, 2, 3])
    assert math.isfinite(value)
    assert value < 0


def test_batchify_has_the_right_shape():
    assert batchify(torch.arange(23), 4).shape == (5, 4)


def test_gradients_are_small_after_clipping():
    parameter = torch.nn.Parameter(torch.ones(10))
    parameter.grad = torch.full((10,), 5.0)
    assert clip_grad_norm([parameter], 1.0) > 1
    assert parameter.grad.norm() <= 1.001


def test_training_lowers_the_loss():
    losses = train(model(), text(), 40, 4, 10, 0.01)
    assert len(losses) == 40
    assert losses[-1] < losses[0]


def test_perplexity_is_a_finite_number_above_one():
    value = perplexity(model(), text())
    assert math.isfinite(value)
    assert value > 1


def test_samples_have_the_right_length():
    tokens = sample(model(), 20, torch.Generator().manual_seed(0))
    assert len(tokens) == 20
    assert all(0 <= token < 6 for token in tokens)
