"""The plainest way: the cell is called at each step, and everything is spelled out."""

import math

import torch
from torch import nn
from torch.nn import functional as F

START = 0

LEADERBOARD = {"x_dim": 16, "h_dim": 48, "steps": 400, "batch": 64, "bptt": 20, "lr": 1e-2, "clip": 0.25}


class RNNCell(nn.Module):
    def __init__(self, x_dim, h_dim, generator=None):
        super().__init__()
        # BEGIN SOLUTION RNNCell.__init__
        bound = h_dim**-0.5
        self.W_xh = nn.Parameter((2 * torch.rand(h_dim, x_dim, generator=generator) - 1) * bound)
        self.W_hh = nn.Parameter((2 * torch.rand(h_dim, h_dim, generator=generator) - 1) * bound)
        self.b_h = nn.Parameter(torch.zeros(h_dim))
        # END SOLUTION

    def forward(self, x, h):
        # BEGIN SOLUTION RNNCell.forward
        return torch.tanh(x @ self.W_xh.T + h @ self.W_hh.T + self.b_h)
        # END SOLUTION


class RNN(nn.Module):
    def __init__(self, x_dim, h_dim, generator=None):
        super().__init__()
        self.cell = RNNCell(x_dim, h_dim, generator)
        self.h_dim = h_dim

    def forward(self, xs, h0=None):
        # BEGIN SOLUTION RNN.forward
        h = torch.zeros(xs.shape[1], self.h_dim) if h0 is None else h0
        hs = []
        for x in xs:
            h = self.cell(x, h)
            hs.append(h)
        return torch.stack(hs), h
        # END SOLUTION


class RNNLM(nn.Module):
    def __init__(self, vocab_size, x_dim, h_dim, generator=None):
        super().__init__()
        # BEGIN SOLUTION RNNLM.__init__
        self.embedding = nn.Parameter(torch.randn(vocab_size, x_dim, generator=generator))
        self.rnn = RNN(x_dim, h_dim, generator)
        self.W_hy = nn.Parameter((2 * torch.rand(vocab_size, h_dim, generator=generator) - 1) * h_dim**-0.5)
        self.b_y = nn.Parameter(torch.zeros(vocab_size))
        # END SOLUTION

    def forward(self, tokens, h0=None):
        # BEGIN SOLUTION RNNLM.forward
        hs, h = self.rnn(self.embedding[tokens], h0)
        return hs @ self.W_hy.T + self.b_y, h
        # END SOLUTION


def sequence_logprob(model, ids):
    # BEGIN SOLUTION sequence_logprob
    if not ids:
        return 0.0
    with torch.no_grad():
        logits, _ = model(torch.tensor([START, *ids[:-1]]).unsqueeze(1))
        logs = torch.log_softmax(logits.squeeze(1), dim=-1)
        return sum(logs[t, word].item() for t, word in enumerate(ids))
    # END SOLUTION


def batchify(ids, batch):
    # BEGIN SOLUTION batchify
    rows = len(ids) // batch
    return ids[: rows * batch].reshape(batch, rows).T
    # END SOLUTION


def clip_grad_norm(params, max_norm):
    # BEGIN SOLUTION clip_grad_norm
    grads = [p.grad for p in params if p.grad is not None]
    norm = math.sqrt(sum(g.pow(2).sum().item() for g in grads))
    if norm > max_norm:
        for g in grads:
            g *= max_norm / norm
    return norm
    # END SOLUTION


def train(model, ids, steps, batch, bptt, lr, clip=1.0):
    # BEGIN SOLUTION train
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
    # END SOLUTION


def perplexity(model, ids, chunk=1000):
    # BEGIN SOLUTION perplexity
    total, h, before = 0.0, None, torch.tensor([START])
    with torch.no_grad():
        for part in ids.split(chunk):
            logits, h = model(torch.cat([before, part[:-1]]).unsqueeze(1), h)
            total -= torch.log_softmax(logits.squeeze(1), dim=-1).gather(1, part.unsqueeze(1)).sum().item()
            before = part[-1:]
    return math.exp(total / len(ids))
    # END SOLUTION


def sample(model, length, generator, temperature=1.0, prompt=()):
    # BEGIN SOLUTION sample
    answer = []
    with torch.no_grad():
        logits, h = model(torch.tensor([START, *prompt]).unsqueeze(1))
        for _ in range(length):
            last = logits[-1, 0, 1:]
            if temperature == 0:
                word = int(last.argmax()) + 1
            else:
                p = torch.softmax(last / temperature, dim=-1)
                word = int(torch.multinomial(p, 1, generator=generator)) + 1
            answer.append(word)
            logits, h = model(torch.tensor([[word]]), h)
    return answer
    # END SOLUTION
