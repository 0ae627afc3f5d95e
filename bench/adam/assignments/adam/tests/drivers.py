"""Runs beside the student's code: tensors in, plain data out."""

import torch
from small import MLP, train


def trained(seed, steps):
    generator = torch.Generator().manual_seed(seed)
    x = torch.randn(64, 8, generator=generator)
    y = torch.randint(0, 3, (64,), generator=generator)
    torch.manual_seed(seed)
    return train(MLP(8, 16, 3), x, y, steps)
