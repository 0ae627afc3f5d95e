"""The caller's tensor is marked and gets a .grad.

After the call the caller's x suddenly requires gradients, every later computation with it is recorded, and a second
call adds to the first one's gradient. Work on a copy that has no history.
"""

REGION = "gradient"
CAUGHT_BY = [
    "test_gradient_leaves_x_as_it_was",
]


def gradient(f, x):
    # BEGIN SOLUTION gradient
    x.requires_grad_()
    f(x).backward()
    return x.grad
    # END SOLUTION
