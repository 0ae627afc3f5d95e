"""Training in nested loops over passes and windows, cleaning up after each step; clipping by torch.linalg."""

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
    found = [p.grad for p in params if p.grad is not None]
    norms = [torch.linalg.vector_norm(g.double()) for g in found]
    joint = torch.linalg.vector_norm(torch.stack(norms)).item() if norms else 0.0
    if joint > max_norm:
        torch._foreach_mul_(found, max_norm / joint)
    return joint


def train(model, ids, steps, batch, bptt, lr, clip=1.0):
    streams = batchify(ids, batch)
    adam = torch.optim.Adam(model.parameters(), lr, foreach=True)
    windows = [(streams[i : i + bptt], streams[i + 1 : i + 1 + bptt]) for i in range(0, len(streams) - bptt, bptt)]
    losses = []
    adam.zero_grad()
    while len(losses) < steps:
        state = torch.zeros(batch, model.rnn.h_dim)
        for read, following in windows[: steps - len(losses)]:
            logits, state = model(read, state)
            loss = F.cross_entropy(logits.permute(0, 2, 1), following)
            loss.backward()
            clip_grad_norm((p for p in model.parameters()), clip)
            adam.step()
            adam.zero_grad()
            state = state.detach().clone()
            losses.append(loss.item())
    return losses


def perplexity(model, ids, chunk=1000):
    with torch.no_grad():
        shifted = F.pad(ids[:-1], (1, 0), value=START)
        state, logs = None, []
        for begin in range(0, len(ids), chunk):
            logits, state = model(shifted[begin : begin + chunk, None], state)
            logs.append(F.cross_entropy(logits[:, 0], ids[begin : begin + chunk], reduction="none"))
        return float(torch.cat(logs).double().mean().exp())


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
