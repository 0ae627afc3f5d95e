"""The old gradient is multiplied by 0.

0 times nan is nan, and so is 0 times infinity: after one step that went wrong, no gradient of this leaf is ever right
again.
"""

REGION = "zero_grad"
CAUGHT_BY = [
    "test_zeroed_gradients_are_arrays_of_their_own",
]


def zero_grad(leaves):
    for leaf in leaves:
        # BEGIN SOLUTION zero_grad
        leaf.out_gradient *= 0
        # END SOLUTION
