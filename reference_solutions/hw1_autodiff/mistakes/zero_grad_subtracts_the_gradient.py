"""The old gradient is subtracted from itself.

nan minus nan is nan, and so is infinity minus infinity. Write zeros, whatever was there.
"""

REGION = "zero_grad"
CAUGHT_BY = [
    "test_zeroed_gradients_are_arrays_of_their_own",
]


def zero_grad(leaves):
    for leaf in leaves:
        # BEGIN SOLUTION zero_grad
        leaf.out_gradient = leaf.out_gradient - leaf.out_gradient
        # END SOLUTION
