"""Student modules: parameters, state, modes, hooks."""

import copy
import io

import nets
import pytest
import torch
from nets import BatchNorm, Embedding, Linear, Net
from torch import nn


@pytest.fixture
def net():
    torch.manual_seed(0)
    return Net()


@pytest.fixture(scope="module")
def shared():
    return Net(8)


def test_forward(net):
    assert net(torch.zeros(5, 3)).shape == (5, 2)


def test_forward_by_its_name():
    assert Linear(3, 2).forward(torch.zeros(3)).tolist() == [0, 0]


def test_forward_of_a_fixture_of_the_module(shared):
    assert shared(torch.zeros(1, 3)).shape == (1, 2)


def test_a_module_is_one(net):
    assert isinstance(net, nn.Module)
    assert isinstance(Linear(1, 1), nn.Module)


def test_a_class_is_one_of_a_module():
    assert issubclass(Linear, nn.Module)


def test_a_parameter_is_one():
    assert isinstance(Linear(2, 2).weight, nn.Parameter)


def test_the_number_of_parameters(net):
    assert sum(p.numel() for p in net.parameters()) == 3 * 4 + 4 + 4 * 2 + 2


def test_the_number_of_parameters_inside(net):
    assert nets.count(net) == 26


def test_names_of_parameters(net):
    assert [name for name, _ in net.named_parameters()] == [
        "layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias",
    ]  # fmt: skip


def test_shapes_of_parameters(net):
    assert {name: tuple(p.shape) for name, p in net.named_parameters()}["layers.0.weight"] == (4, 3)


def test_no_bias():
    assert Linear(2, 2, bias=False).bias is None


def test_children(net):
    assert [type(layer).__name__ for layer in net.layers] == ["Linear", "Linear"]
    assert net.layers[0].weight.shape == (4, 3)


def test_the_number_of_modules(net):
    assert len(list(net.modules())) == 5


def test_a_buffer(net):
    net(torch.zeros(1, 3))
    net(torch.zeros(1, 3))
    assert net.steps.item() == 2


def test_names_of_buffers(net):
    assert [name for name, _ in net.named_buffers()] == ["steps"]


def test_weights_are_set():
    layer = Linear(2, 1)
    with torch.no_grad():
        layer.weight.fill_(2)
        layer.bias.copy_(torch.tensor([1.0]))
    assert layer(torch.tensor([1.0, 3.0])).item() == 9


def test_weights_are_set_as_data():
    layer = Linear(2, 1)
    layer.weight.data = torch.tensor([[1.0, -1.0]])
    assert layer(torch.tensor([5.0, 3.0])).item() == 2


def test_a_parameter_is_replaced():
    layer = Linear(2, 1)
    layer.weight = nn.Parameter(torch.tensor([[2.0, 0.0]]))
    assert layer(torch.tensor([5.0, 3.0])).item() == 10


def test_weights_are_initialized_by_the_test():
    layer = Linear(2, 2)
    nn.init.eye_(layer.weight)
    assert layer(torch.tensor([[5.0, 3.0]])).tolist() == [[5, 3]]


def test_against_a_module_of_torch():
    ours, theirs = Linear(3, 2), nn.Linear(3, 2)
    theirs.load_state_dict({"weight": ours.weight.detach(), "bias": ours.bias.detach()})
    x = torch.randn(4, 3)
    torch.testing.assert_close(ours(x), theirs(x))


def test_state_of_a_module_of_torch():
    ours, theirs = Linear(3, 2), nn.Linear(3, 2)
    ours.load_state_dict(theirs.state_dict())
    x = torch.randn(4, 3)
    assert torch.allclose(ours(x), theirs(x), atol=1e-6)


def test_names_in_the_state(net):
    assert list(net.state_dict()) == [
        "steps", "layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias",
    ]  # fmt: skip


def test_the_state_goes_around(net):
    other = Net()
    other.load_state_dict(net.state_dict())
    x = torch.ones(1, 3)
    torch.testing.assert_close(other.eval()(x), net.eval()(x))


def test_the_state_goes_through_a_file(net):
    buffer = io.BytesIO()
    torch.save(net.state_dict(), buffer)
    buffer.seek(0)
    other = Net()
    other.load_state_dict(torch.load(buffer))
    assert torch.equal(other.layers[0].weight, net.layers[0].weight)


def test_a_state_that_does_not_fit(net):
    with pytest.raises(RuntimeError, match="Missing key"):
        net.load_state_dict({})


def test_keys_that_are_missing(net):
    assert "steps" in net.load_state_dict({}, strict=False).missing_keys


def test_a_checkpoint(net, tmp_path):
    nets.save(net, tmp_path / "net.pt")
    other = Net()
    nets.load(other, tmp_path / "net.pt")
    assert torch.equal(other.layers[1].weight, net.layers[1].weight)


def test_a_whole_module_goes_through_a_file(net):
    buffer = io.BytesIO()
    torch.save(net, buffer)
    buffer.seek(0)
    assert torch.load(buffer, weights_only=False).layers[0].weight.shape == (4, 3)


def test_training_mode(net):
    assert net.training
    net.eval()
    assert not net.training
    assert net.train() is net


def test_modes_of_children(net):
    net.eval()
    assert not net.dropout.training


def test_dropout_only_in_training(net):
    x = torch.ones(1, 3)
    net.eval()
    torch.testing.assert_close(net(x), net(x))
    assert net(x).shape == (1, 2)


def test_running_statistics():
    norm = BatchNorm(2)
    norm(torch.tensor([[2.0, 4.0], [2.0, 4.0]]))
    assert norm.running_mean.tolist() == [1, 2]
    norm.eval()
    assert norm(torch.tensor([[1.0, 1.0]])).tolist() == [[0, -1]]


def test_another_dtype(net):
    assert net.to(torch.float64).layers[0].weight.dtype == torch.float64


def test_double(net):
    assert net.double()(torch.zeros(1, 3, dtype=torch.float64)).dtype == torch.float64


def test_another_device(net):
    assert net.to("cpu").layers[0].bias.device.type == "cpu"
    assert net.to("cpu").layers[0].bias.shape == (4,)


def test_it_is_frozen(net):
    nets.freeze(net)
    assert not any(p.requires_grad for p in net.parameters())


def test_it_is_frozen_by_the_test(net):
    for p in net.parameters():
        p.requires_grad = False
    assert nets.count(net) == 0
    assert len(list(net.parameters())) == 4


def test_requires_grad_of_all(net):
    net.requires_grad_(False)
    assert not net.layers[0].weight.requires_grad


def test_a_deep_copy(net):
    other = copy.deepcopy(net)
    with torch.no_grad():
        other.layers[0].weight.zero_()
    assert net.layers[0].weight.abs().sum() > 0
    assert other.layers[0].weight.shape == (4, 3)


def test_a_forward_hook(net):
    seen = []
    net.layers[0].register_forward_hook(lambda module, inputs, output: seen.append(output.shape))
    net(torch.zeros(2, 3))
    assert seen == [(2, 4)]


def test_a_hook_before_forward(net):
    seen = []
    net.register_forward_pre_hook(lambda module, inputs: seen.append(len(inputs)))
    net(torch.zeros(2, 3))
    assert seen == [1]


def test_a_hook_is_removed(net):
    seen = []
    handle = net.register_forward_hook(lambda *_: seen.append(1))
    net(torch.zeros(2, 3))
    handle.remove()
    net(torch.zeros(2, 3))
    assert seen == [1]


def test_apply(net):
    seen = []
    net.apply(lambda module: seen.append(type(module).__name__))
    assert seen == ["Linear", "Linear", "ModuleList", "Dropout", "Net"]


def test_a_representation():
    assert "d_in=2, d_out=3" in repr(Linear(2, 3))


def test_a_representation_of_a_net(net):
    assert "(0): Linear(d_in=3, d_out=4)" in str(net)


def test_embedding():
    table = Embedding(3, 2)
    assert table(torch.tensor([2, 0])).tolist() == [[4, 5], [0, 1]]


def test_no_grad_around_forward(net):
    with torch.no_grad():
        out = net(torch.zeros(1, 3))
    assert not out.requires_grad
    assert out.shape == (1, 2)


def test_eval_inside(net):
    assert nets.evaluate(net, torch.zeros(2, 3)).shape == (2, 2)
    assert not net.training


def test_layers_by_index(net):
    assert net.layers[1].weight.shape == (2, 4)
    assert len(net.layers) == 2


def test_get_submodule(net):
    assert net.get_submodule("layers.1").bias.shape == (2,)


def test_weights_are_drawn_from_the_seed():
    torch.manual_seed(4)
    first = Linear(2, 2).weight
    torch.manual_seed(4)
    assert torch.equal(Linear(2, 2).weight, first)
    assert first.grad is None
    assert first.std() > 0


def test_parameters_as_a_vector(net):
    assert nn.utils.parameters_to_vector(net.parameters()).shape == (26,)
