"""Losses, optimizers and loops."""

import nets
import pytest
import torch
from nets import SGD, Linear, Momentum, Net, train


def test_a_loop_of_the_student():
    torch.manual_seed(0)
    x = torch.randn(32, 2)
    losses = train(Linear(2, 1), x, x.sum(1, keepdim=True))
    assert losses[-1] < 0.01 * losses[0]


def test_a_loop_changes_the_weights():
    torch.manual_seed(0)
    model = Linear(2, 1)
    before = model.weight.clone()
    train(model, torch.randn(8, 2), torch.zeros(8, 1), steps=1)
    assert not torch.equal(model.weight, before)


def test_gradients_are_cleared():
    model = Linear(2, 1)
    train(model, torch.ones(1, 2), torch.ones(1, 1), steps=1)
    model.zero_grad()
    assert model.weight.grad is None


def test_an_optimizer_of_the_student():
    p = torch.nn.Parameter(torch.tensor([1.0, 2.0]))
    p.grad = torch.tensor([1.0, 1.0])
    SGD([p], lr=0.5).step()
    assert p.tolist() == [0.5, 1.5]


def test_an_optimizer_clears_gradients():
    p = torch.nn.Parameter(torch.ones(1))
    p.grad = torch.ones(1)
    SGD([p], lr=1).zero_grad()
    assert p.grad is None


def test_an_optimizer_over_a_loss_of_the_test():
    p = torch.nn.Parameter(torch.tensor([4.0]))
    optimizer = SGD([p], lr=0.1)
    for _ in range(20):
        optimizer.zero_grad()
        (p**2).sum().backward()
        optimizer.step()
    assert abs(p.item()) < 0.1


def test_an_optimizer_below_torchs():
    p = torch.nn.Parameter(torch.tensor([1.0]))
    optimizer = Momentum([p], lr=1.0, momentum=0.5)
    for _ in range(2):
        p.grad = torch.tensor([1.0])
        optimizer.step()
    assert p.item() == -1.5


def test_groups_of_an_optimizer():
    optimizer = Momentum([torch.nn.Parameter(torch.zeros(1))], lr=0.25)
    assert optimizer.param_groups[0]["lr"] == 0.25


def test_a_learning_rate_is_changed():
    p = torch.nn.Parameter(torch.zeros(1))
    optimizer = Momentum([p], lr=0.25)
    optimizer.param_groups[0]["lr"] = 2.0
    p.grad = torch.ones(1)
    optimizer.step()
    assert p.item() == -2


def test_an_optimizer_over_a_model_of_the_test():
    torch.manual_seed(1)
    model = torch.nn.Linear(2, 1)
    optimizer = SGD(model.parameters(), lr=0.1)
    x = torch.randn(16, 2)
    first = None
    for _ in range(30):
        loss = (model(x) ** 2).mean()
        first = first or loss.item()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert loss.item() < first / 2


def test_both_are_the_students():
    model = Linear(2, 1)
    train(model, torch.ones(1, 2), torch.ones(1, 1), steps=1, lr=0)
    before = model.weight.detach().clone()
    SGD(model.parameters(), lr=1).step()
    torch.testing.assert_close(model.weight, before - model.weight.grad)


def test_an_optimizer_of_torch_on_gradients_of_the_student():
    model = Linear(2, 1)
    train(model, torch.ones(1, 2), torch.full((1, 1), 9.0), steps=1, lr=0)
    before = model.weight.detach().clone()
    torch.optim.SGD(model.parameters(), lr=1.0).step()
    torch.testing.assert_close(model.weight.detach(), before - model.weight.grad)


@pytest.mark.parametrize("step, expected", [(0, 0), (5, 0.5), (20, 1)])
def test_a_schedule(step, expected):
    assert nets.schedule(step, 10) == expected


def test_a_schedule_of_torch_with_a_function_of_the_student():
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: nets.schedule(step, 4))
    assert scheduler.get_last_lr() == [0.0]


def test_clipping_a_model_of_the_test():
    model = torch.nn.Linear(3, 1)
    model(torch.full((1, 3), 10.0)).sum().backward()
    nets.clip(model.parameters(), 1.0)
    norm = torch.sqrt(sum((p.grad**2).sum() for p in model.parameters()))
    assert norm.item() == pytest.approx(1, abs=1e-4)


def test_a_model_of_the_test_is_trained():
    torch.manual_seed(0)
    x = torch.randn(8, 2)
    losses = train(torch.nn.Linear(2, 1), x, x.sum(1, keepdim=True), steps=100)
    assert losses[-1] < losses[0] / 10


def test_greedy_decoding():
    def step(ids):
        logits = torch.zeros(10)
        logits[len(ids)] = 1
        return logits

    assert nets.generate(step, 7, 3) == [7, 1, 2, 3]


def test_training_is_the_same_from_the_same_seed():
    results = []
    for _ in range(2):
        torch.manual_seed(2)
        results.append(train(Net(), torch.randn(4, 3), torch.zeros(4, 2), steps=3))
    assert results[0] == results[1]
    assert len(results[0]) == 3
