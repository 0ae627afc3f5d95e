"""A test's own modules and optimizers as arguments of student code."""

import pytest
import torch
from net import (
    Affine,
    Descent,
    count_parameters,
    freeze,
    halve,
    learning_rate,
    mean_output,
    predict,
    train,
    zero_biases,
)
from torch import nn

X = torch.tensor([[0.0], [1.0], [2.0]])
SCALE = 2.0


class Net(nn.Module):
    """A small network of the test's."""

    def __init__(self, hidden=4):
        super().__init__()
        self.first = nn.Linear(1, hidden)
        self.second = nn.Linear(hidden, 1)
        self.hidden = hidden

    def forward(self, x):
        return SCALE * self.second(torch.tanh(self.first(x)))


@pytest.fixture(autouse=True)
def seeded():
    torch.manual_seed(0)


def test_number_of_parameters():
    assert count_parameters(nn.Linear(3, 4)) == 16


def test_nested_module():
    assert count_parameters(nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1))) == 13


def test_own_class():
    assert count_parameters(Net(5)) == 16


def test_local_class():
    class Tiny(nn.Module):
        def __init__(self):
            super().__init__()
            self.w = nn.Parameter(torch.ones(7, 2))

        def forward(self, x):
            return x

    assert count_parameters(Tiny()) == 14


def test_change_in_place():
    model = Net()
    zero_biases(model)
    assert model.first.bias.tolist() == [0.0] * 4
    assert model.second.bias.tolist() == [0.0]


def test_attributes_follow():
    model = Net()
    freeze(model)
    assert not model.training
    assert not model.first.training
    assert not any(p.requires_grad for p in model.parameters())


def test_changes_of_the_test_follow():
    model = nn.Sequential(nn.Linear(1, 2), nn.Dropout(0.5), nn.Linear(2, 1))
    predict(model, X)
    model.eval()
    with torch.no_grad():
        model[0].weight.fill_(1.0)
        want = model(X)
    assert torch.allclose(predict(model, X), want)


def test_prediction():
    model = Net()
    assert torch.allclose(predict(model, X), model(X))


def test_gradient_through_an_own_module():
    model = Net()
    predict(model, X).sum().backward()
    got = model.first.weight.grad.clone()
    model.zero_grad()
    model(X).sum().backward()
    assert torch.allclose(got, model.first.weight.grad)
    assert got.abs().sum() > 0


def test_module_in_a_list():
    models = [nn.Linear(1, 1), nn.Linear(1, 1)]
    want = (models[0](X) + models[1](X)) / 2
    assert torch.allclose(mean_output(models, X), want)


def test_buffers():
    model = nn.BatchNorm1d(1)
    predict(model, X)
    assert model.running_mean.item() == pytest.approx(0.1)
    assert model.num_batches_tracked.item() == 1


def test_training_with_an_optimizer_of_torch():
    model = nn.Linear(1, 1)
    before = model.weight.item()
    loss = train(model, torch.optim.SGD(model.parameters(), lr=0.1), X, 3 * X + 1, 200)
    assert loss < 1e-3
    assert model.weight.item() == pytest.approx(3.0, abs=0.1)
    assert model.weight.item() != before


def test_training_with_adam_goes_on_in_the_test():
    ours, theirs = nn.Linear(1, 1), nn.Linear(1, 1)
    theirs.load_state_dict(ours.state_dict())
    first, second = torch.optim.Adam(ours.parameters(), lr=0.1), torch.optim.Adam(theirs.parameters(), lr=0.1)
    train(ours, first, X, X, 3)
    for model, optimizer, steps in ((ours, first, 2), (theirs, second, 5)):
        for _ in range(steps):
            optimizer.zero_grad()
            ((model(X) - X) ** 2).mean().backward()
            optimizer.step()
    assert torch.allclose(ours.weight, theirs.weight)


def test_training_with_a_students_optimizer():
    model = nn.Linear(1, 1)
    assert train(model, Descent(model.parameters(), lr=0.1), X, 3 * X + 1, 200) < 1e-3


def test_learning_rate():
    model = nn.Linear(1, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    assert learning_rate(optimizer) == 0.5
    halve(optimizer)
    assert optimizer.param_groups[0]["lr"] == 0.25
    optimizer.param_groups[0]["lr"] = 0.75
    assert learning_rate(optimizer) == 0.75


def test_students_module_in_a_container_of_the_test():
    assert count_parameters(Affine(2, 2)) == 6
