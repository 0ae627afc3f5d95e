"""hw0 in the style of a smoke test: it runs, shapes are right, numbers are finite, the loss falls."""

import math

import torch

from primer import (
    Classifier,
    RunLog,
    evaluate,
    gradient,
    masked_mean,
    one_hot,
    pairwise_sq_dists,
    standardize,
    train_epoch,
    true_logprobs,
)


def data(rows=60):
    generator = torch.Generator().manual_seed(0)
    x = torch.randn(rows, 4, generator=generator)
    return x, (x[:, 0] + x[:, 1] > 0).long()


def test_pairwise_sq_dists_has_the_right_shape_and_no_negative_entry():
    x, y = torch.randn(5, 3), torch.randn(7, 3)
    distances = pairwise_sq_dists(x, y)
    assert distances.shape == (5, 7)
    assert (distances >= 0).all()


def test_standardize_keeps_the_shape_and_centres():
    z = standardize(torch.randn(20, 3) + 5)
    assert z.shape == (20, 3)
    assert torch.allclose(z.mean(dim=0), torch.zeros(3), atol=1e-5)


def test_one_hot_rows_sum_to_one():
    rows = one_hot(torch.tensor([0, 2, 1]), 4)
    assert rows.shape == (3, 4)
    assert torch.equal(rows.sum(dim=1), torch.ones(3))


def test_true_logprobs_are_negative():
    values = true_logprobs(torch.randn(6, 3), torch.tensor([0, 1, 2, 0, 1, 2]))
    assert values.shape == (6,)
    assert (values <= 0).all()


def test_masked_mean_is_finite():
    mask = torch.tensor([[True, True, False], [True, False, False]])
    means = masked_mean(torch.randn(2, 3, 4), mask)
    assert means.shape == (2, 4)
    assert torch.isfinite(means).all()


def test_gradient_of_the_square():
    x = torch.randn(5)
    assert gradient(lambda t: (t**2).sum(), x).shape == x.shape


def test_classifier_has_logits_and_parameters():
    model = Classifier(4, 8, 2, 0.5, torch.Generator().manual_seed(0))
    assert model(data()[0]).shape == (60, 2)
    assert len(list(model.parameters())) > 0


def test_training_lowers_the_loss_and_reaches_an_accuracy():
    x, y = data()
    model = Classifier(4, 16, 2, 0.0, torch.Generator().manual_seed(0))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    generator = torch.Generator().manual_seed(1)
    losses = [train_epoch(model, x, y, optimizer, 16, generator) for _ in range(30)]
    assert losses[-1] < losses[0]
    loss, accuracy = evaluate(model, x, y)
    assert math.isfinite(loss)
    assert accuracy > 0.8


def test_a_log_can_be_read_back(tmp_path):
    log = RunLog(tmp_path / "run.jsonl")
    log.log(0, loss=1.5)
    log.log(1, loss=1.0)
    assert [entry["loss"] for entry in RunLog.read(tmp_path / "run.jsonl")] == [1.5, 1.0]
