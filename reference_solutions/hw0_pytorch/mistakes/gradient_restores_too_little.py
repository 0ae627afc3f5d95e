"""x is used and then put back, but not as it was.

You set .grad to None and requires_grad to False, but the caller may have had a gradient on x, and x may have required
one. A detached copy needs no putting back.
"""

REGION = "gradient"
CAUGHT_BY = [
    "test_gradient_leaves_x_as_it_was",
]


def gradient(f, x):
    # BEGIN SOLUTION gradient
    x.requires_grad_(True)
    f(x).backward()
    slope, x.grad = x.grad, None
    x.requires_grad_(False)
    return slope
    # END SOLUTION
