"""The caller's gradient is taken away.

x.grad may hold something that the caller still needs. Differentiate with respect to a detached copy, which has a
.grad of its own.
"""

REGION = "gradient"
CAUGHT_BY = [
    "test_gradient_leaves_x_as_it_was",
]


def gradient(f, x):
    # BEGIN SOLUTION gradient
    flag, x.grad = x.requires_grad, None
    x.requires_grad_()
    f(x).backward()
    slope, x.grad = x.grad, None
    x.requires_grad_(flag)
    return slope
    # END SOLUTION
