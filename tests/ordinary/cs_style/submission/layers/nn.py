"""A student's layers."""

import torch


class Linear(torch.nn.Module):
    def __init__(self, d_in, d_out):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.empty(d_out, d_in))

    def forward(self, x):
        return torch.einsum("oi,...i->...o", self.weight, x)


def softmax(x, dim):
    shifted = (x - x.max(dim=dim, keepdim=True).values).exp()
    return shifted / shifted.sum(dim=dim, keepdim=True)


def swiglu(x, w1, w2, w3):
    gate = x @ w1.T
    return (gate * torch.sigmoid(gate) * (x @ w3.T)) @ w2.T
