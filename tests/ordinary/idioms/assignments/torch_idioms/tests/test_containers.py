"""Torch's own classes and tools around objects of student classes."""

from collections import OrderedDict

import nets
import pytest
import torch
from nets import Linear, Momentum, Squares, Stream
from torch import nn
from torch.nn.utils import parametrizations, parametrize, prune
from torch.optim import lr_scheduler
from torch.utils.data import ChainDataset, ConcatDataset, DataLoader, RandomSampler

X = torch.tensor([[1.0, 2.0, 3.0]])


class Residual(nn.Module):
    def __init__(self, layer):
        super().__init__()
        self.layer = layer

    def forward(self, x):
        return x + self.layer(x)


class Classifier(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.body = nn.Sequential(Linear(3, width), nn.ReLU())
        self.head = Linear(width, 2)

    def forward(self, x):
        return self.head(self.body(x))


class Doubled(nn.Module):
    def forward(self, weight):
        return 2 * weight


@pytest.fixture
def optimizer():
    return Momentum([nn.Parameter(torch.zeros(1))], lr=1.0)


def test_sequential():
    assert nn.Sequential(Linear(3, 4), nn.ReLU(), Linear(4, 2))(X).shape == (1, 2)


def test_sequential_with_a_module_of_torch():
    model = nn.Sequential(nn.Linear(3, 4), Linear(4, 2))
    assert sum(p.numel() for p in model.parameters()) == 26
    assert model(X).shape == (1, 2)


def test_sequential_by_names():
    model = nn.Sequential(OrderedDict([("first", Linear(3, 4)), ("act", nn.ReLU())]))
    assert [name for name, _ in model.named_parameters()] == ["first.weight", "first.bias"]


def test_a_layer_of_sequential():
    model = nn.Sequential(Linear(3, 4), nn.ReLU())
    assert model[0].weight.shape == (4, 3)


def test_sequential_is_trained():
    torch.manual_seed(0)
    model = nn.Sequential(Linear(2, 8), nn.Tanh(), nn.Linear(8, 1))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    x = torch.randn(32, 2)
    losses = []
    for _ in range(20):
        loss = ((model(x) - x.sum(1, keepdim=True)) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < losses[0] / 2


def test_a_module_list():
    layers = nn.ModuleList([Linear(3, 4), Linear(4, 2)])
    assert len(list(layers.parameters())) == 4
    assert [layer.weight.shape[0] for layer in layers] == [4, 2]


def test_a_module_dict():
    layers = nn.ModuleDict({"a": Linear(3, 4), "b": nn.Linear(1, 1)})
    assert sorted(layers) == ["a", "b"]
    assert layers["a"].weight.shape == (4, 3)


def test_data_parallel():
    assert len(list(nn.DataParallel(Linear(3, 4)).parameters())) == 2


def test_an_averaged_model():
    layer = Linear(3, 4)
    averaged = torch.optim.swa_utils.AveragedModel(layer)
    averaged.update_parameters(layer)
    torch.testing.assert_close(averaged(X), layer(X))
    assert len(list(averaged.parameters())) == 2


def test_a_module_of_the_test_is_made_of_a_layer():
    model = Residual(Linear(3, 3))
    assert len(list(model.parameters())) == 2
    assert model(X).shape == (1, 3)


def test_a_module_of_the_test_makes_layers():
    model = Classifier(4)
    assert [name for name, _ in model.named_parameters()] == [
        "body.0.weight", "body.0.bias", "head.weight", "head.bias",
    ]  # fmt: skip
    assert model(X).shape == (1, 2)


def test_a_layer_is_added():
    model = nn.Sequential(nn.ReLU())
    model.append(Linear(3, 4))
    assert model(X).shape == (1, 4)


def test_a_layer_is_added_by_a_name():
    model = nn.Module()
    model.add_module("layer", Linear(3, 4))
    assert model.layer.weight.shape == (4, 3)


def test_a_list_of_a_generator():
    assert len(nn.ModuleList(Linear(3, 4) for _ in range(2))[1].weight) == 4


def test_a_step_of_a_scheduler(optimizer):
    scheduler = lr_scheduler.StepLR(optimizer, 1, gamma=0.5)
    optimizer.zero_grad()
    scheduler.step()
    assert optimizer.param_groups[0]["lr"] == 0.5


def test_a_scheduler_by_a_function(optimizer):
    scheduler = lr_scheduler.LambdaLR(optimizer, lambda epoch: 0.5**epoch)
    assert scheduler.get_last_lr() == [1.0]


def test_a_scheduler_by_a_function_of_the_student(optimizer):
    lr_scheduler.LambdaLR(optimizer, lambda step: nets.schedule(step + 1, 4))
    assert optimizer.param_groups[0]["lr"] == 0.25


def test_a_scheduler_by_a_value(optimizer):
    scheduler = lr_scheduler.ReduceLROnPlateau(optimizer, factor=0.5, patience=0)
    for loss in (1.0, 2.0):
        scheduler.step(loss)
    assert optimizer.param_groups[0]["lr"] == 0.5


def test_a_scheduler_of_schedulers(optimizer):
    parts = [lr_scheduler.ConstantLR(optimizer, 0.5), lr_scheduler.ConstantLR(optimizer, 0.25)]
    lr_scheduler.SequentialLR(optimizer, parts, milestones=[2])
    assert optimizer.param_groups[0]["lr"] == 0.5


def test_a_loader_of_a_stream():
    assert [batch.tolist() for batch in DataLoader(Stream(4), batch_size=2)] == [[0, 1], [2, 3]]


def test_a_loader_of_a_stream_with_a_collation():
    loader = DataLoader(Stream(4), batch_size=4, collate_fn=lambda rows: 2 * torch.stack(rows))
    assert next(iter(loader)).tolist() == [0, 2, 4, 6]


def test_a_chain_of_streams():
    assert [int(x) for x in ChainDataset([Stream(1), Stream(2)])] == [0, 0, 1]


def test_a_chain_of_datasets():
    assert ConcatDataset([Squares(1), Squares(2)])[2][1] == 1


def test_a_sampler_over_a_dataset():
    torch.manual_seed(0)
    assert sorted(RandomSampler(Squares(3))) == [0, 1, 2]


def test_a_loader_with_workers():
    assert len(list(DataLoader(Squares(4), batch_size=2, num_workers=1))) == 2


def test_weight_norm():
    layer = Linear(3, 4)
    parametrizations.weight_norm(layer)
    assert layer.weight.shape == (4, 3)
    assert parametrize.is_parametrized(layer)


def test_a_parametrization_of_the_test():
    layer = Linear(3, 4)
    before = layer.weight.detach().clone()
    parametrize.register_parametrization(layer, "weight", Doubled())
    torch.testing.assert_close(layer.weight.detach(), 2 * before)


def test_pruning():
    layer = Linear(3, 4)
    prune.l1_unstructured(layer, "weight", 6)
    assert (layer.weight == 0).sum() == 6


def test_a_trace():
    layer = Linear(3, 4)
    torch.testing.assert_close(torch.jit.trace(layer, X)(X), layer(X))
    assert layer(X).shape == (1, 4)


def test_a_symbolic_trace():
    assert torch.fx.symbolic_trace(Linear(3, 4))(X).shape == (1, 4)
