"""A right variant: a list of parameters, no clamp, modes kept module by module, lines written as bytes."""

from __future__ import annotations

import json
import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F


def pairwise_sq_dists(x, y):
    return torch.baddbmm(
        x.pow(2).sum(-1)[None, :, None] + y.pow(2).sum(-1)[None, None, :], x[None], y.T[None], alpha=-2
    )[0].abs()


def standardize(x):
    d = (x - x[0]).double()
    m = d.mean(0)
    v = ((d - m) ** 2).mean(0)
    return torch.nan_to_num((d - m) / v.sqrt()).float()


def one_hot(ids, n):
    return torch.zeros(*ids.shape, n).scatter_(-1, ids.unsqueeze(-1), 1.0)


def true_logprobs(logits, y):
    a = logits - logits.amax(1, keepdim=True)
    return (a * F.one_hot(y, logits.size(1))).sum(1) - a.exp().sum(1).log()


def masked_mean(x, mask):
    m = mask.float()
    clean = x.masked_fill(~mask.unsqueeze(-1), 0)
    return torch.bmm((m / m.sum(1, keepdim=True).clamp(min=1)).unsqueeze(1), clean).squeeze(1)


def gradient(f, x):
    c = torch.tensor(x.tolist(), dtype=x.dtype, requires_grad=True)
    with torch.enable_grad():
        f(c).backward()
    return c.grad


class Classifier(nn.Module):
    def __init__(self, d_in, d_hidden, n_classes, p_drop=0.0, generator=None):
        super().__init__()
        generator = generator or torch.default_generator
        self.p_drop, self.generator = (p_drop, generator)
        W1, W2 = (torch.empty(d_in, d_hidden), torch.empty(d_hidden, n_classes))
        W1.uniform_(-1, 1, generator=generator).mul_((3 / d_in) ** 0.5)
        W2.normal_(0, (2 / d_hidden) ** 0.5, generator=generator)
        self.layers = nn.ParameterList(
            [
                nn.Parameter(W1),
                nn.Parameter(torch.zeros(d_hidden)),
                nn.Parameter(W2),
                nn.Parameter(torch.zeros(n_classes)),
            ]
        )

    def forward(self, x):
        W1, b1, W2, b2 = self.layers
        h = torch.addmm(b1, x, W1)
        if self.training:
            h = h * (torch.rand(len(x), len(b1), generator=self.generator) > self.p_drop) / (1 - self.p_drop)
        return torch.addmm(b2, h.relu(), W2)


def train_epoch(model, x, y, opt, batch, generator):
    model.train()
    losses, sizes = ([], [])
    order = torch.rand(len(x), generator=generator).argsort()
    for i in range(0, len(x), batch):
        b = order[i : i + batch]
        logits = model(x.index_select(0, b))
        loss = F.nll_loss(logits.log_softmax(1), y.index_select(0, b))
        loss.backward()
        opt.step()
        opt.zero_grad()
        losses.append(loss.item())
        sizes.append(len(b))
    return sum((a * b for a, b in zip(losses, sizes, strict=True))) / sum(sizes)


def evaluate(model, x, y):
    modes = {m: m.training for m in model.modules()}
    try:
        with torch.inference_mode():
            logits = model.eval()(x)
            return (F.cross_entropy(logits, y).item(), torch.mean((logits.argmax(-1) == y).double()).item())
    finally:
        for m, was in modes.items():
            m.training = was


class RunLog:
    def __init__(self, path):
        self.path = str(path)

    def log(self, step, **values):
        import os

        entry = {"step": step}
        for k, v in values.items():
            v = v.detach().numpy() if isinstance(v, Tensor) else v
            entry[k] = None if v is None or not math.isfinite(v) else float(v)
        fd = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        os.write(fd, (json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n").encode())
        os.close(fd)

    @staticmethod
    def read(path):
        out = []
        with open(path, "rb") as f:
            for line in f:
                if line.strip():
                    out.append(json.loads(line))
        return out
