"""backward runs through x itself.

A clone of a tensor that requires gradients is still connected to it, so backward reaches x and leaves a .grad there.
detach cuts the connection.
"""

REGION = "gradient"
CAUGHT_BY = [
    "test_gradient_leaves_x_as_it_was",
]


def gradient(f, x):
    # BEGIN SOLUTION gradient
    copy = x.clone().requires_grad_()
    copy.retain_grad()
    f(copy).backward()
    return copy.grad
    # END SOLUTION
