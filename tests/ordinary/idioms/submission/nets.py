"""What courses build with torch; everything right."""

import math

import torch
from torch import nn
from torch.utils.data import Dataset, IterableDataset


def softmax(x, dim=-1):
    e = torch.exp(x - x.max(dim=dim, keepdim=True).values)
    return e / e.sum(dim=dim, keepdim=True)


def relu_(x):
    return x.clamp_(min=0)


def cube(x):
    return x**3


def slope(f, x):
    x = x.clone().requires_grad_(True)
    f(x).sum().backward()
    return x.grad


def one_hot(labels, n):
    return torch.eye(n, dtype=torch.long)[labels]


def causal_mask(n):
    return torch.ones(n, n).tril().bool()


def cross_entropy(logits, targets):
    return -torch.log_softmax(logits, -1)[torch.arange(len(targets)), targets].mean()


def accuracy(logits, targets):
    return (logits.argmax(-1) == targets).float().mean().item()


def clip(parameters, most):
    parameters = [p for p in parameters if p.grad is not None]
    norm = torch.sqrt(sum((p.grad**2).sum() for p in parameters))
    if norm > most:
        for p in parameters:
            p.grad.mul_(most / norm)
    return norm


def topk(x, k):
    return x.topk(k)


def split(x):
    return x.chunk(2)


def noise(n):
    return torch.randn(n)


def dropped(x, p, generator=None):
    return x * (torch.rand(x.shape, generator=generator) > p)


def shape_of(x):
    return x.shape


def kind_of(x):
    return x.dtype


def where():
    return torch.device("cpu")


def half(x):
    return x.half()


def sparse():
    return torch.eye(2).to_sparse()


def transposed(x):
    return x.T


def matmul(a, b):
    if a.shape[-1] != b.shape[0]:
        raise ValueError(f"shapes {tuple(a.shape)} and {tuple(b.shape)} do not fit")
    return a @ b


class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * x

    @staticmethod
    def backward(ctx, gradient):
        (x,) = ctx.saved_tensors
        return 2 * x * gradient


class Linear(nn.Module):
    def __init__(self, d_in, d_out, bias=True):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(d_out, d_in) / math.sqrt(d_in))
        self.bias = nn.Parameter(torch.zeros(d_out)) if bias else None

    def forward(self, x):
        y = x @ self.weight.T
        return y if self.bias is None else y + self.bias

    def extra_repr(self):
        return f"d_in={self.weight.shape[1]}, d_out={self.weight.shape[0]}"


class Net(nn.Module):
    def __init__(self, width=4):
        super().__init__()
        self.layers = nn.ModuleList([Linear(3, width), Linear(width, 2)])
        self.dropout = nn.Dropout(0.5)
        self.register_buffer("steps", torch.zeros(1))

    def forward(self, x):
        self.steps += 1
        for layer in self.layers[:-1]:
            x = self.dropout(torch.relu(layer(x)))
        return self.layers[-1](x)


class BatchNorm(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.register_buffer("running_mean", torch.zeros(n))

    def forward(self, x):
        if self.training:
            mean = x.mean(0)
            self.running_mean.lerp_(mean.detach(), 0.5)
        else:
            mean = self.running_mean
        return x - mean


class Embedding(nn.Module):
    def __init__(self, n, d):
        super().__init__()
        self.weight = nn.Parameter(torch.arange(n * d, dtype=torch.float32).reshape(n, d))

    def forward(self, ids):
        return self.weight[ids]


class SGD:
    def __init__(self, parameters, lr):
        self.parameters, self.lr = list(parameters), lr

    @torch.no_grad()
    def step(self):
        for p in self.parameters:
            p -= self.lr * p.grad

    def zero_grad(self):
        for p in self.parameters:
            p.grad = None


class Momentum(torch.optim.Optimizer):
    def __init__(self, parameters, lr=0.1, momentum=0.9):
        super().__init__(parameters, {"lr": lr, "momentum": momentum})

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            for p in group["params"]:
                v = self.state[p].get("v", torch.zeros_like(p))
                self.state[p]["v"] = v = group["momentum"] * v + p.grad
                p -= group["lr"] * v


def schedule(step, warmup):
    return min(1.0, step / warmup)


def train(model, x, y, steps=200, lr=0.3):
    losses = []
    for _ in range(steps):
        loss = ((model(x) - y) ** 2).mean()
        model.zero_grad()
        loss.backward()
        with torch.no_grad():
            for p in model.parameters():
                p -= lr * p.grad
        losses.append(loss.item())
    return losses


def evaluate(model, x):
    model.eval()
    with torch.no_grad():
        return model(x)


def freeze(model):
    for p in model.parameters():
        p.requires_grad_(False)


def count(model):
    return sum(p.numel() for p in model.parameters() if p.requires_grad)


def save(model, path):
    torch.save(model.state_dict(), path)


def load(model, path):
    model.load_state_dict(torch.load(path, weights_only=True))


class Squares(Dataset):
    def __init__(self, n):
        self.n = n

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        if i >= self.n:
            raise IndexError(i)
        return torch.tensor([float(i)]), torch.tensor(i * i)


class Stream(IterableDataset):
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return (torch.tensor(i) for i in range(self.n))


def collate(rows):
    longest = max(len(row) for row in rows)
    return torch.tensor([row + [0] * (longest - len(row)) for row in rows])


def batches(x, size):
    for i in range(0, len(x), size):
        yield x[i : i + size]


def mean_of_loader(loader):
    return torch.cat(list(loader)).float().mean().item()


def generate(step, start, n):
    ids = [start]
    for _ in range(n):
        ids.append(int(step(torch.tensor(ids)).argmax()))
    return ids
