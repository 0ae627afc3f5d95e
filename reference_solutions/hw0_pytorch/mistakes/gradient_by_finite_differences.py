"""Finite differences instead of autograd.

Differences of float32 numbers keep three digits at best and need two evaluations of f for each entry of x. Autograd
gives all digits of all entries for one backward pass.
"""

import torch

REGION = "gradient"
CAUGHT_BY = [
    "test_gradient_of_a_weighted_sum_of_squares",
    "test_gradient_of_random_functions",
]


def gradient(f, x):
    # BEGIN SOLUTION gradient
    slope, step = torch.zeros_like(x), 1e-3
    for index in range(x.numel()):
        shift = torch.zeros(x.numel())
        shift[index] = step
        shift = shift.reshape(x.shape)
        slope.view(-1)[index] = (f(x.detach() + shift) - f(x.detach() - shift)).item() / (2 * step)
    return slope
    # END SOLUTION
