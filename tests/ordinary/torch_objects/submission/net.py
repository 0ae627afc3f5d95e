"""Everything right."""

import torch
from torch import nn


def square(x):
    return x**2


def scaled(x, factor):
    return factor * x


class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**3

    @staticmethod
    def backward(ctx, gradient):
        (x,) = ctx.saved_tensors
        return 3 * x**2 * gradient


class Affine(nn.Module):
    def __init__(self, n, m):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(m, n, dtype=torch.float64))
        self.bias = nn.Parameter(torch.zeros(m, dtype=torch.float64))

    def forward(self, x):
        return x @ self.weight.T + self.bias


class Descent(torch.optim.Optimizer):
    def __init__(self, params, lr=0.1):
        super().__init__(params, {"lr": lr})

    def step(self):
        with torch.no_grad():
            for group in self.param_groups:
                for p in group["params"]:
                    if p.grad is not None:
                        p -= group["lr"] * p.grad


def split(x):
    return x[:1] * 2, x[1:] * 3


def count_parameters(model):
    return sum(p.numel() for p in model.parameters())


def zero_biases(model):
    with torch.no_grad():
        for name, p in model.named_parameters():
            if name.endswith("bias"):
                p.zero_()


def freeze(model):
    model.eval()
    for p in model.parameters():
        p.requires_grad_(False)


def predict(model, x):
    return model(x)


def train(model, optimizer, x, y, steps):
    for _ in range(steps):
        optimizer.zero_grad()
        loss = ((model(x) - y) ** 2).mean()
        loss.backward()
        optimizer.step()
    return loss.item()


def learning_rate(optimizer):
    return optimizer.param_groups[0]["lr"]


def halve(optimizer):
    for group in optimizer.param_groups:
        group["lr"] /= 2


def mean_output(models, x):
    return sum(model(x) for model in models) / len(models)
