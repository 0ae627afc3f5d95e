"""nn.Embedding and nn.Linear, made without drawing and then filled from the generator."""

import math

import torch
from torch import nn
from torch.nn import functional as F

START = 0

LEADERBOARD = {"x_dim": 16, "h_dim": 48, "steps": 400, "batch": 64, "bptt": 20, "lr": 1e-2, "clip": 0.25}


class RNNCell(nn.Module):
    def __init__(self, x_dim, h_dim, generator=None):
        super().__init__()
        self.W_xh = nn.Parameter(torch.empty(h_dim, x_dim))
        self.W_hh = nn.Parameter(torch.empty(h_dim, h_dim))
        self.b_h = nn.Parameter(torch.empty(h_dim))
        for weight in (self.W_xh, self.W_hh):
            nn.init.uniform_(weight, -(h_dim**-0.5), h_dim**-0.5, generator=generator)
        nn.init.zeros_(self.b_h)

    def forward(self, x, h):
        return torch.tanh(F.linear(x, self.W_xh, self.b_h) + F.linear(h, self.W_hh))


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
        self.embedding = nn.utils.skip_init(nn.Embedding, vocab_size, x_dim)
        self.rnn = RNN(x_dim, h_dim, generator)
        self.output = nn.utils.skip_init(nn.Linear, h_dim, vocab_size)
        with torch.no_grad():
            self.embedding.weight.normal_(generator=generator)
            self.output.weight.uniform_(-(h_dim**-0.5), h_dim**-0.5, generator=generator)
            self.output.bias.zero_()

    def forward(self, tokens, h0=None):
        states, last = self.rnn(self.embedding(tokens), h0)
        return self.output(states), last


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
    grads = [p.grad for p in list(params) if p.grad is not None]
    total = torch.cat([g.flatten() for g in grads]).norm() if grads else torch.tensor(0.0)
    factor = torch.clamp(max_norm / (total + 1e-6), max=1.0)
    for g in grads:
        g.mul_(factor)
    return float(total)


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
