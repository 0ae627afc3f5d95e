"""A constant column becomes nan.

Its deviation is 0, and so is its distance from the mean: 0 / 0 is not a number. A feature that never changes is
common in real data, and one nan is enough to ruin a whole network.
"""

REGION = "standardize"
CAUGHT_BY = [
    "test_standardize_turns_a_constant_column_into_zeros",
]


def standardize(x):
    # BEGIN SOLUTION standardize
    centred = x - x.mean(dim=0)
    return centred / centred.square().mean(dim=0).sqrt()
    # END SOLUTION
