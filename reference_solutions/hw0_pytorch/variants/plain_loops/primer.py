"""A right variant: Python loops wherever they are allowed, as somebody writes who has just met tensors."""

from __future__ import annotations

import json
import math

import torch
from torch import nn


def pairwise_sq_dists(x, y):
    n, m = x.shape[0], y.shape[0]
    x2 = torch.sum(x * x, dim=1).view(n, 1).expand(n, m)
    y2 = torch.sum(y * y, dim=1).view(1, m).expand(n, m)
    d = x2 + y2 - 2 * torch.mm(x, y.transpose(0, 1))
    d[d < 0] = 0
    return d


def standardize(x):
    columns = []
    for j in range(x.shape[1]):
        column = x[:, j]
        if column.unique().numel() == 1:
            columns.append(torch.zeros_like(column))
        else:
            columns.append((column - column.mean()) / column.std(unbiased=False))
    return torch.stack(columns, dim=1)


def one_hot(ids, n):
    flat = ids.flatten()
    result = torch.zeros(len(flat), n)
    for i, index in enumerate(flat):
        result[i, index] = 1.0
    return result.view((*ids.shape, n))


def true_logprobs(logits, y):
    result = []
    for row, label in zip(logits, y, strict=True):
        row = row - row.max()
        result.append(row[label] - torch.log(torch.sum(torch.exp(row))))
    return torch.stack(result)


def masked_mean(x, mask):
    result = []
    for steps, kept in zip(x, mask, strict=True):
        if kept.any():
            result.append(steps[kept].mean(dim=0))
        else:
            result.append(torch.zeros(x.shape[2]))
    return torch.stack(result)


def gradient(f, x):
    z = torch.tensor(x.tolist(), dtype=x.dtype, requires_grad=True)
    f(z).backward()
    return z.grad


class Classifier(nn.Module):
    def __init__(self, d_in, d_hidden, n_classes, p_drop=0.0, generator=None):
        super().__init__()
        self.drop = p_drop
        self.random = generator
        w1 = torch.zeros(d_hidden, d_in)
        w2 = torch.zeros(n_classes, d_hidden)
        for w in (w1, w2):
            for row in w:
                row += torch.randn(len(row), generator=generator) * (2 / len(row)) ** 0.5
        self.register_parameter("w1", nn.Parameter(w1))
        self.register_parameter("w2", nn.Parameter(w2))
        self.register_parameter("b1", nn.Parameter(torch.full((d_hidden,), 0.01)))
        self.register_parameter("b2", nn.Parameter(torch.zeros(n_classes)))

    def forward(self, x):
        out = []
        for row in x:
            h = self.w1 @ row + self.b1
            h = torch.maximum(h, torch.zeros_like(h))
            if self.training:
                u = torch.rand(len(h), generator=self.random)
                h = torch.where(u < self.drop, torch.zeros_like(h), h / (1 - self.drop))
            out.append(self.w2 @ h + self.b2)
        return torch.stack(out)


def train_epoch(model, x, y, opt, batch, generator):
    model.train()
    order = torch.randperm(len(x), generator=generator).tolist()
    losses = 0.0
    for i in range(math.ceil(len(order) / batch)):
        rows = order[i * batch : min((i + 1) * batch, len(order))]
        opt.zero_grad()
        output = model(x[rows])
        loss = nn.functional.nll_loss(nn.functional.log_softmax(output, dim=1), y[rows])
        loss.backward()
        opt.step()
        losses = losses + loss.item() * len(rows)
    return losses / len(order)


def evaluate(model, x, y):
    was = model.training
    model.eval()
    with torch.no_grad():
        total, right = 0.0, 0
        for i in range(len(x)):
            logits = model(x[i : i + 1])
            total += nn.functional.cross_entropy(logits, y[i : i + 1]).item()
            right += int(logits.argmax().item() == y[i].item())
    if was:
        model.train()
    return total / len(x), right / len(x)


class RunLog:
    def __init__(self, path):
        self.path = str(path)

    def log(self, step, **values):
        parts = [f'"step": {int(step)}']
        for name, value in values.items():
            if value is None:
                text = "null"
            else:
                value = float(value.detach()) if isinstance(value, torch.Tensor) else float(value)
                text = "null" if math.isnan(value) or math.isinf(value) else repr(value)
            parts.append(f"{json.dumps(name)}: {text}")
        with open(self.path, "a") as file:
            file.write("{" + ", ".join(parts) + "}\n")

    @staticmethod
    def read(path):
        with open(path) as file:
            lines = file.readlines()
        return [json.loads(line) for line in lines]
