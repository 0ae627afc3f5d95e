"""A parameter without a gradient is not expected.

.grad is None until a backward pass has reached the parameter, and an unused parameter is never reached. Leave those
out.
"""

import math

REGION = "clip_grad_norm"
CAUGHT_BY = [
    "test_clip_takes_generators_and_missing_gradients",
]


def clip_grad_norm(params, max_norm):
    # BEGIN SOLUTION clip_grad_norm
    gradients = [p.grad for p in params]
    norm = math.sqrt(sum(g.norm().item() ** 2 for g in gradients))
    if norm > max_norm:
        for g in gradients:
            g.mul_(max_norm / norm)
    return norm
    # END SOLUTION
