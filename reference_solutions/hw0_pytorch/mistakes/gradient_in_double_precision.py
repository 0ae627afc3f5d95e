"""The gradient comes back in float64.

Floating-point tensors hold float32 here. If you compute in float64 inside, turn the result back.
"""

import torch

REGION = "gradient"
CAUGHT_BY = [
    "test_gradient_of_a_weighted_sum_of_squares",
]


def gradient(f, x):
    # BEGIN SOLUTION gradient
    copy = x.detach().double().requires_grad_()
    return torch.autograd.grad(f(copy), copy)[0]
    # END SOLUTION
