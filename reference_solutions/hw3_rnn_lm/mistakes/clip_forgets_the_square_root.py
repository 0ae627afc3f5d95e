"""The square root is missing.

The sum of squares is the square of the norm.
"""

REGION = "clip_grad_norm"
CAUGHT_BY = [
    "test_clip_scales_all_gradients_together",
    "test_clip_leaves_small_gradients_alone",
]


def clip_grad_norm(params, max_norm):
    # BEGIN SOLUTION clip_grad_norm
    gradients = [p.grad for p in params if p.grad is not None]
    norm = sum(g.square().sum().item() for g in gradients)
    if norm > max_norm:
        for g in gradients:
            g.mul_(max_norm / norm)
    return norm
    # END SOLUTION
