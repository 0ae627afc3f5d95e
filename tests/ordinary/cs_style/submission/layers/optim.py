"""A student's optimizer and gradient clipping."""

import torch


class AdamW(torch.optim.Optimizer):
    def __init__(self, params, lr, weight_decay, betas, eps):
        super().__init__(params, {"lr": lr, "weight_decay": weight_decay, "betas": betas, "eps": eps})

    def step(self):
        for group in self.param_groups:
            first, second = group["betas"]
            for p in group["params"]:
                state = self.state.setdefault(p, {})
                t = state["t"] = state.get("t", 0) + 1
                m = state["m"] = first * state.get("m", torch.zeros_like(p)) + (1 - first) * p.grad
                v = state["v"] = second * state.get("v", torch.zeros_like(p)) + (1 - second) * p.grad**2
                p.data *= 1 - group["lr"] * group["weight_decay"]
                p.data -= group["lr"] * (m / (1 - first**t)) / ((v / (1 - second**t)).sqrt() + group["eps"])


def clip(parameters, max_norm, eps=1e-6):
    parameters = [p for p in parameters if p.grad is not None]
    norm = torch.sqrt(sum((p.grad**2).sum() for p in parameters))
    if norm > max_norm:
        for p in parameters:
            p.grad.mul_(max_norm / (norm + eps))
