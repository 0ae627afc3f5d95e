"""Gradients are set to None.

PyTorch may do that, because its engine knows what to do with None. Ours adds to what is there, so it needs zeros of the
leaf's shape.
"""

REGION = "zero_grad"
CAUGHT_BY = [
    "test_zero_grad_sets_every_gradient_to_zeros",
    "test_zeroed_gradients_are_arrays_of_their_own",
]


def zero_grad(leaves):
    for leaf in leaves:
        # BEGIN SOLUTION zero_grad
        leaf.out_gradient = None
        # END SOLUTION
