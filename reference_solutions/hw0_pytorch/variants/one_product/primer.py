"""A right variant: one loop body for training and evaluation, masks as factors, a log that keeps its handle open."""

from __future__ import annotations

import json
from math import isfinite, sqrt

import torch
import torch.nn as nn
import torch.nn.functional as F


def pairwise_sq_dists(x, y):
    gram = torch.inner(x, y)
    out = (x * x).sum(-1).unsqueeze(-1) - 2 * gram + (y * y).sum(-1)
    return torch.maximum(out, torch.zeros_like(out))


def standardize(x):
    low, high = x.aminmax(dim=0)
    x = x - x.mean(dim=0)
    x = x / x.std(dim=0, correction=0)
    x[:, low == high] = 0.0
    return x


def one_hot(ids, n):
    classes = torch.arange(n, device=ids.device).expand(*ids.shape, n)
    return torch.eq(classes, ids[..., None]).type(torch.float32)


def true_logprobs(logits, y):
    return torch.diagonal(F.log_softmax(logits, dim=-1)[:, y])


def masked_mean(x, mask):
    empty = ~mask.any(dim=1)
    kept = torch.where(mask[:, :, None], x, x.new_zeros(1))
    return kept.sum(dim=1) / (mask.sum(dim=1) + empty).unsqueeze(1)


def gradient(f, x):
    z = x.data.clone()
    z.requires_grad_()
    y = f(z)
    y.backward(torch.tensor(1.0))
    return z.grad.detach()


class Classifier(nn.Module):
    def __init__(self, d_in, d_hidden, n_classes, p_drop=0.0, generator=None):
        super().__init__()
        self.p_drop = p_drop
        self.generator = generator
        self.w_1 = nn.Parameter(torch.randn((d_hidden, d_in), generator=generator) / sqrt(d_in), requires_grad=True)
        self.w_2 = nn.Parameter(torch.randn((n_classes, d_hidden), generator=generator) / sqrt(d_hidden))
        self.b_1 = nn.Parameter(torch.randn(d_hidden, generator=generator) * 0.01)
        self.b_2 = nn.Parameter(torch.randn(n_classes, generator=generator) * 0.01)

    def forward(self, x):
        hidden = nn.ReLU()(torch.mm(self.w_1, x.T).T + self.b_1)
        keep = 1.0 - self.p_drop
        if self.training and keep < 1.0:
            hidden = hidden * torch.floor(torch.rand(hidden.shape, generator=self.generator) + keep) / keep
        return torch.mm(self.w_2, hidden.T).T + self.b_2


def _run(model, x, y, batches, opt=None):
    loss_sum = correct = 0
    for rows in batches:
        logits = model(x[rows])
        loss = F.nll_loss(logits.log_softmax(1), y[rows], reduction="sum")
        if opt is not None:
            opt.zero_grad()
            loss.div(len(rows)).backward()
            opt.step()
        loss_sum += loss.item()
        correct += int((logits.argmax(1) == y[rows]).sum())
    return loss_sum / len(x), correct / len(x)


def train_epoch(model, x, y, opt, batch, generator):
    model.train()
    return _run(model, x, y, torch.randperm(len(x), generator=generator).split(batch), opt)[0]


def evaluate(model, x, y):
    training = model.training
    model.eval()
    with torch.inference_mode():
        result = _run(model, x, y, torch.arange(len(x)).chunk(3))
    model.train(mode=training)
    return result


class RunLog:
    def __init__(self, path):
        self.path = path
        self.stream = open(path, mode="a", encoding="utf-8")  # noqa: SIM115 - stays open

    def __del__(self):
        self.stream.close()

    @staticmethod
    def _clean(value):
        if isinstance(value, torch.Tensor):
            value = value.tolist()
        return value if value is None or isfinite(value) else None

    def log(self, step, **values):
        entry = {"step": step}
        for name in values:
            value = self._clean(values[name])
            entry[name] = None if value is None else float(value)
        json.dump(entry, self.stream, allow_nan=False)
        self.stream.write("\n")
        self.stream.flush()

    @staticmethod
    def read(path):
        result = []
        with open(path, encoding="utf-8") as stream:
            while line := stream.readline():
                result.append(json.loads(line))
        return result
