"""The norms of the gradients are added.

Think of all entries of all gradients as one long vector: its norm is the square root of the sum of squares, so norms
of parts combine like the sides of a right triangle. 3 and 4 make 5.
"""

REGION = "clip_grad_norm"
CAUGHT_BY = [
    "test_clip_scales_all_gradients_together",
    "test_clip_leaves_small_gradients_alone",
]


def clip_grad_norm(params, max_norm):
    # BEGIN SOLUTION clip_grad_norm
    gradients = [p.grad for p in params if p.grad is not None]
    norm = sum(g.norm().item() for g in gradients)
    if norm > max_norm:
        for g in gradients:
            g.mul_(max_norm / norm)
    return norm
    # END SOLUTION
