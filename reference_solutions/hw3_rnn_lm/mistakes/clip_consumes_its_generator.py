"""A generator is used twice.

model.parameters() is a generator: after one loop it is empty, and the second loop, the one that scales, does nothing.
Make a list of it first.
"""

import math

REGION = "clip_grad_norm"
CAUGHT_BY = [
    "test_clip_takes_generators_and_missing_gradients",
]


def clip_grad_norm(params, max_norm):
    # BEGIN SOLUTION clip_grad_norm
    norm = math.sqrt(sum(p.grad.norm().item() ** 2 for p in params if p.grad is not None))
    if norm > max_norm:
        for p in params:
            if p.grad is not None:
                p.grad.mul_(max_norm / norm)
    return norm
    # END SOLUTION
