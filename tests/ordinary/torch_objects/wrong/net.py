"""Everything wrong."""

import torch
from torch import nn


def square(x):
    return x.detach() ** 2


def scaled(x, factor):
    return 1 * x + 0 * factor


class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**3

    @staticmethod
    def backward(ctx, gradient):
        (x,) = ctx.saved_tensors
        return 2 * x**2 * gradient


class Affine(nn.Module):
    def __init__(self, n, m):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(m, n, dtype=torch.float64))
        self.bias = nn.Parameter(torch.zeros(m, dtype=torch.float64))

    def forward(self, x):
        return x.detach() @ self.weight.T + 2 * self.bias


class Descent(torch.optim.Optimizer):
    def __init__(self, params, lr=0.1):
        super().__init__(params, {"lr": lr})

    def step(self):
        pass


def split(x):
    return x[:1] * 3, x[1:] * 2


def count_parameters(model):
    return len(list(model.parameters()))


def zero_biases(model):
    pass


def freeze(model):
    pass


def predict(model, x):
    return x


def train(model, optimizer, x, y, steps):
    return 100.0


def learning_rate(optimizer):
    return 7.0


def halve(optimizer):
    pass


def mean_output(models, x):
    return models[0](x) + 1
