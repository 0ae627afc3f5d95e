"""A right variant: computes in float64 inside, and gives float32 back."""

from __future__ import annotations

import json
import math

import torch
from torch import nn


def pairwise_sq_dists(x, y):
    a, b = x.double(), y.double()
    return ((a**2).sum(1, keepdim=True) + (b**2).sum(1) - 2 * (a @ b.T)).clamp(min=0.0).to(x.dtype)


def standardize(x):
    z = x.double()
    z = z - z.mean(0)
    s = z.pow(2).mean(0).sqrt()
    return torch.where(s > 1e-9 * (1 + x.abs().amax(0)), z / s, 0.0).to(x.dtype)


def one_hot(ids, n):
    return torch.eye(n, dtype=torch.float32)[ids]


def true_logprobs(logits, y):
    a = logits.double()
    return (a[torch.arange(len(y)), y] - a.logsumexp(dim=1)).to(logits.dtype)


def masked_mean(x, mask):
    kept = torch.where(mask.unsqueeze(2), x.double(), 0.0)
    count = torch.maximum(mask.sum(dim=1), torch.tensor(1)).double()
    return (kept.sum(dim=1) / count.unsqueeze(1)).to(x.dtype)


def gradient(f, x):
    return torch.autograd.functional.jacobian(f, x.detach())


class Classifier(nn.Module):
    def __init__(self, d_in, d_hidden, n_classes, p_drop=0.0, generator=None):
        super().__init__()
        self.p_drop, self.generator = p_drop, generator

        def uniform(*shape, fan):
            return nn.Parameter((torch.rand(*shape, generator=generator) * 2 - 1) * math.sqrt(3 / fan))

        self.w = nn.ParameterList([uniform(d_hidden, d_in, fan=d_in), uniform(n_classes, d_hidden, fan=d_hidden)])
        self.b = nn.ParameterList([nn.Parameter(torch.zeros(d_hidden)), nn.Parameter(torch.zeros(n_classes))])

    def dropout(self, h):
        if not self.training or self.p_drop == 0:
            return h
        gone = torch.rand(h.size(), generator=self.generator) < self.p_drop
        return h.masked_fill(gone, 0.0) * (1.0 / (1.0 - self.p_drop))

    def forward(self, x):
        h = self.dropout(torch.clamp(x @ self.w[0].t() + self.b[0], min=0))
        return torch.addmm(self.b[1], h, self.w[1].t())


def _loss(model, x, y):
    return nn.CrossEntropyLoss(reduction="sum")(model(x), y)


def train_epoch(model, x, y, opt, batch, generator):
    model.train()
    total, order = 0.0, torch.randperm(len(y), generator=generator)
    while len(order):
        rows, order = order[:batch], order[batch:]
        loss = _loss(model, x[rows], y[rows])
        total += loss.item()
        opt.zero_grad()
        (loss / len(rows)).backward()
        opt.step()
    return total / len(y)


def evaluate(model, x, y):
    mode = model.training
    model.eval()
    loss, right = 0.0, 0
    with torch.no_grad():
        for a, b in zip(x.split(4), y.split(4), strict=True):
            loss += _loss(model, a, b).item()
            right += (model(a).argmax(1) == b).sum().item()
    model.train(mode)
    return loss / len(y), right / len(y)


class RunLog:
    def __init__(self, path):
        self.path = path

    def log(self, step, **values):
        for name, value in values.items():
            value = getattr(value, "item", lambda value=value: value)()
            finite = value is not None and value == value and abs(value) != math.inf
            values[name] = float(value) if finite else None
        line = json.dumps(dict(values, step=step), sort_keys=True, separators=(",", ":"))
        with open(self.path, "a", encoding="utf-8", newline="\n") as file:
            file.write(line)
            file.write("\n")
            file.flush()

    @staticmethod
    def read(path):
        entries = []
        with open(path, encoding="utf-8") as file:
            for line in file:
                if line.strip():
                    entries.append(json.loads(line))
        return entries
