"""A right variant: a TensorDataset and a DataLoader, whose sampler calls torch.randperm with the generator."""

from __future__ import annotations

import contextlib
import json
import math
import pathlib
from numbers import Real

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def pairwise_sq_dists(x, y):
    """|x - y|^2 as one product of extended vectors: (|x|^2, 1, -2 x) . (1, |y|^2, y)."""
    left = torch.cat([x.square().sum(1, True), torch.ones(len(x), 1), -2 * x], dim=1)
    right = torch.cat([torch.ones(len(y), 1), y.square().sum(1, True), y], dim=1)
    return (left @ right.T).clamp_min(0.0)


def standardize(x):
    variance, mean = torch.var_mean(x, dim=0, unbiased=False, keepdim=True)
    moving = (x - x[:1]).abs().sum(0, keepdim=True) > 0
    return (x - mean) * torch.where(moving, variance.rsqrt(), torch.zeros_like(variance))


def one_hot(ids, n):
    return torch.stack([(ids == label).float() for label in range(n)], dim=-1)


def true_logprobs(logits, y):
    return torch.distributions.Categorical(logits=logits).log_prob(y)


def masked_mean(x, mask):
    x = x.clone()
    x[~mask] = 0
    return x.sum(-2) / mask.sum(-1, keepdim=True).clip(1)


def gradient(f, x):
    leaf = nn.Parameter(x.detach().clone())
    f(leaf).backward()
    return leaf.grad


class Classifier(nn.Module):
    def __init__(self, d_in, d_hidden, n_classes, p_drop=0.0, generator=None):
        super().__init__()
        self.p_drop, self.generator = p_drop, generator
        self.layers = nn.ParameterDict()
        for name, fan_in, fan_out in (("hidden", d_in, d_hidden), ("logits", d_hidden, n_classes)):
            weight = torch.randn(fan_in, fan_out, generator=generator) * (2 / (fan_in + fan_out)) ** 0.5
            self.layers[name + "_weight"], self.layers[name + "_bias"] = weight, torch.zeros(fan_out)
            self.layers[name + "_weight"].requires_grad_()
            self.layers[name + "_bias"].requires_grad_()

    def forward(self, x):
        h = (x @ self.layers["hidden_weight"] + self.layers["hidden_bias"]).relu()
        if self.training and self.p_drop:
            mask = torch.rand(*h.shape, generator=self.generator).ge(self.p_drop)
            h = h * mask.div(1 - self.p_drop)
        return h @ self.layers["logits_weight"] + self.layers["logits_bias"]


def train_epoch(model, x, y, opt, batch, generator):
    model.train()
    criterion, total, count = nn.CrossEntropyLoss(), 0.0, 0
    for inputs, labels in DataLoader(TensorDataset(x, y), batch_size=batch, shuffle=True, generator=generator):
        opt.zero_grad()
        loss = criterion(model(inputs), labels)
        loss.backward()
        opt.step()
        total += loss.item() * inputs.size(0)
        count += inputs.size(0)
    return total / count


@contextlib.contextmanager
def evaluating(model):
    training = model.training
    model.eval()
    with torch.no_grad():
        yield
    model.train(training)


def evaluate(model, x, y):
    with evaluating(model):
        logits = model(x)
        loss = nn.CrossEntropyLoss()(logits, y)
    hits = [int(guess == truth) for guess, truth in zip(logits.argmax(1).tolist(), y.tolist(), strict=True)]
    return loss.item(), sum(hits) / len(hits)


class RunLog:
    def __init__(self, path):
        self.path = pathlib.Path(path)
        self.path.touch()

    def log(self, step, **values):
        record = {"step": step}
        for key, value in values.items():
            if hasattr(value, "item"):
                value = value.item()
            record[key] = float(value) if isinstance(value, Real) and math.isfinite(value) else None
        with self.path.open("a") as stream:
            json.dump(record, stream)
            stream.write("\n")

    @staticmethod
    def read(path):
        return json.loads("[" + ",".join(pathlib.Path(path).read_text().splitlines()) + "]")
