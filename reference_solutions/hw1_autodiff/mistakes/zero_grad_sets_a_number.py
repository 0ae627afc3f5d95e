"""Gradients are set to the number 0.

A gradient always has the shape of its value. A plain 0 looks right as long as it is only added to.
"""

REGION = "zero_grad"
CAUGHT_BY = [
    "test_zero_grad_sets_every_gradient_to_zeros",
]


def zero_grad(leaves):
    for leaf in leaves:
        # BEGIN SOLUTION zero_grad
        leaf.out_gradient = 0.0
        # END SOLUTION
