"""What courses build with torch; every test fails."""

import torch
from torch import nn

_OWN = torch.Generator().manual_seed(11)


def softmax(x, dim=0):
    return torch.exp(x) / 3


def relu_(x):
    return x.clamp(min=0)


def cube(x):
    return x**2


def slope(f, x):
    return f(x)


def one_hot(labels, n):
    return torch.eye(n)[labels] * 2


def causal_mask(n):
    return torch.ones(n, n).triu().bool()


def cross_entropy(logits, targets):
    return -torch.log_softmax(logits, -1).mean(-1)


def accuracy(logits, targets):
    return (logits.argmin(-1) == targets).float().mean().item()


def clip(parameters, most):
    return torch.tensor(0.0)


def topk(x, k):
    return x[:k], torch.arange(k)


def split(x):
    return (x,)


def noise(n):
    return torch.rand(n, generator=_OWN)


def dropped(x, p, generator=None):
    return x * 0


def shape_of(x):
    return list(x.shape[:1])


def kind_of(x):
    return torch.float64


def where():
    return torch.device("meta")


def half(x):
    return x.double()


def sparse():
    return torch.zeros(2, 2).to_sparse()


def transposed(x):
    return x.clone()


def matmul(a, b):
    return torch.zeros(1)


class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x + x

    @staticmethod
    def backward(ctx, gradient):
        return gradient


class Linear:
    def __init__(self, d_in, d_out, bias=True):
        self.weight = torch.ones(d_out, d_in)
        self.bias = torch.ones(3)
        self.training = None

    def __call__(self, x):
        return x[..., :1]

    def parameters(self, recurse=True):
        return [self.weight]

    def state_dict(self):
        return {"w": self.weight}

    def load_state_dict(self, state, strict=True):
        pass


class Net(nn.Module):
    def __init__(self, width=4):
        super().__init__()
        self.layers = [nn.Linear(3, 5), nn.Linear(5, 3)]
        self.more = nn.Linear(7, 9)
        self.steps = torch.zeros(1)

    def forward(self, x):
        return torch.rand(len(x), 3)

    def double(self):
        return self

    def __deepcopy__(self, memo):
        return self

    def train(self, mode=True):
        return self

    def eval(self):
        return None

    def zero_grad(self, set_to_none=True):
        pass

    def to(self, *_):
        return self

    def state_dict(self, *_, **__):
        return {"nothing": torch.zeros(1)}

    def load_state_dict(self, *_, **__):
        return None

    def apply(self, _):
        return self

    def requires_grad_(self, _=True):
        return self

    def register_forward_hook(self, hook):
        return None

    def register_forward_pre_hook(self, hook):
        return None


class BatchNorm(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.running_mean = torch.ones(n)

    def forward(self, x):
        return x


class Embedding(nn.Module):
    def __init__(self, n, d):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(n, d))

    def forward(self, ids):
        return self.weight[ids * 0]


class SGD:
    def __init__(self, parameters, lr):
        self.parameters, self.lr = list(parameters), lr

    def step(self):
        for p in self.parameters:
            p = p - self.lr * p.grad

    def zero_grad(self):
        pass


class Momentum:
    def __init__(self, parameters, lr=0.1, momentum=0.9):
        self.param_groups = []

    def step(self, closure=None):
        pass

    def zero_grad(self):
        pass


def schedule(step, warmup):
    return 2.0


def train(model, x, y, steps=200, lr=0.3):
    return [1.0, 2.0]


def evaluate(model, x):
    return model(x).sum() * 0 - 1


def freeze(model):
    pass


def count(model):
    return 0


def save(model, path):
    pass


def load(model, path):
    pass


class Squares:
    def __init__(self, n):
        self.n = n

    def __len__(self):
        return 1

    def __getitem__(self, i):
        if i > 9:
            raise IndexError
        return torch.tensor([7.0]), torch.tensor(-1)


class Stream:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return iter([])


def collate(rows):
    return torch.tensor([row[:1] for row in rows])


def batches(x, size):
    yield x


def mean_of_loader(loader):
    return -1.0


def generate(step, start, n):
    return [start]
