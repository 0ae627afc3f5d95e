"""Tokens are drawn as the largest of the logits plus Gumbel noise; the cell is stepped by hand."""

import math

import torch
from torch import nn
from torch.nn import functional as F

START = 0

LEADERBOARD = {"x_dim": 16, "h_dim": 48, "steps": 400, "batch": 64, "bptt": 20, "lr": 1e-2, "clip": 0.25}


class RNNCell(nn.Module):
    def __init__(self, x_dim, h_dim, generator=None):
        super().__init__()
        bound = h_dim**-0.5
        self.W_xh = nn.Parameter((2 * torch.rand(h_dim, x_dim, generator=generator) - 1) * bound)
        self.W_hh = nn.Parameter((2 * torch.rand(h_dim, h_dim, generator=generator) - 1) * bound)
        self.b_h = nn.Parameter(torch.zeros(h_dim))

    def forward(self, x, h):
        return torch.tanh(x @ self.W_xh.T + h @ self.W_hh.T + self.b_h)


class RNN(nn.Module):
    def __init__(self, x_dim, h_dim, generator=None):
        super().__init__()
        self.cell = RNNCell(x_dim, h_dim, generator)
        self.h_dim = h_dim

    def forward(self, xs, h0=None):
        h = torch.zeros(xs.shape[1], self.h_dim) if h0 is None else h0
        hs = []
        for x in xs:
            h = self.cell(x, h)
            hs.append(h)
        return torch.stack(hs), h


class RNNLM(nn.Module):
    def __init__(self, vocab_size, x_dim, h_dim, generator=None):
        super().__init__()
        self.embedding = nn.Parameter(torch.randn(vocab_size, x_dim, generator=generator))
        self.rnn = RNN(x_dim, h_dim, generator)
        self.W_hy = nn.Parameter((2 * torch.rand(vocab_size, h_dim, generator=generator) - 1) * h_dim**-0.5)
        self.b_y = nn.Parameter(torch.zeros(vocab_size))

    def forward(self, tokens, h0=None):
        hs, h = self.rnn(self.embedding[tokens], h0)
        return hs @ self.W_hy.T + self.b_y, h


def sequence_logprob(model, ids):
    if not ids:
        return 0.0
    with torch.no_grad():
        logits, _ = model(torch.tensor([START, *ids[:-1]]).unsqueeze(1))
        logs = torch.log_softmax(logits.squeeze(1), dim=-1)
        return sum(logs[t, word].item() for t, word in enumerate(ids))


def batchify(ids, batch):
    rows = len(ids) // batch
    return ids[: rows * batch].reshape(batch, rows).T


def clip_grad_norm(params, max_norm):
    grads = [p.grad for p in params if p.grad is not None]
    norm = math.sqrt(sum(g.pow(2).sum().item() for g in grads))
    if norm > max_norm:
        for g in grads:
            g *= max_norm / norm
    return norm


def train(model, ids, steps, batch, bptt, lr, clip=1.0):
    data = batchify(ids, batch)
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    losses, position, h = [], 0, None
    while len(losses) < steps:
        if position + bptt >= len(data):
            position, h = 0, None
        x, y = data[position : position + bptt], data[position + 1 : position + bptt + 1]
        logits, h = model(x, h)
        h = h.detach()
        loss = F.cross_entropy(logits.reshape(-1, logits.shape[-1]), y.reshape(-1))
        optimizer.zero_grad()
        loss.backward()
        clip_grad_norm(model.parameters(), clip)
        optimizer.step()
        losses.append(loss.item())
        position += bptt
    return losses


def perplexity(model, ids, chunk=1000):
    total, h, before = 0.0, None, torch.tensor([START])
    with torch.no_grad():
        for part in ids.split(chunk):
            logits, h = model(torch.cat([before, part[:-1]]).unsqueeze(1), h)
            total -= torch.log_softmax(logits.squeeze(1), dim=-1).gather(1, part.unsqueeze(1)).sum().item()
            before = part[-1:]
    return math.exp(total / len(ids))


def sample(model, length, generator, temperature=1.0, prompt=()):
    with torch.no_grad():
        logits, state = model(torch.tensor([START, *prompt]).view(-1, 1))
        scores, answer = logits[-1], []
        for _ in range(length):
            scores = scores.index_fill(1, torch.tensor([START]), -math.inf)
            if temperature != 0:
                noise = -torch.log(-torch.log(torch.rand(scores.shape, generator=generator).clamp_(1e-20, 1 - 1e-7)))
                scores = scores / temperature + noise
            word = scores.argmax(dim=1)
            answer += word.tolist()
            state = model.rnn.cell(model.embedding[word], state)
            scores = state @ model.W_hy.T + model.b_y
    return answer
