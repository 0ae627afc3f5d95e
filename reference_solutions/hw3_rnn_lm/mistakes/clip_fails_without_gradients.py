"""Without any gradient there is an exception.

A model that was not differentiated has no gradients: their joint norm is 0, and nothing is to be done. torch.stack
and max of nothing raise.
"""

import torch

REGION = "clip_grad_norm"
CAUGHT_BY = [
    "test_clip_of_nothing",
]


def clip_grad_norm(params, max_norm):
    # BEGIN SOLUTION clip_grad_norm
    gradients = [p.grad for p in params if p.grad is not None]
    norm = torch.stack([gradient.norm() for gradient in gradients]).norm().item()
    if norm > max_norm:
        for gradient in gradients:
            gradient.mul_(max_norm / norm)
    return norm
    # END SOLUTION
