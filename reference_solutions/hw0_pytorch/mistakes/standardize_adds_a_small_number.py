"""A small number is added to the deviation.

It keeps 0 / 0 away, and also flattens every column whose deviation is as small as that number.
"""

REGION = "standardize"
CAUGHT_BY = [
    "test_standardize_random_columns",
]


def standardize(x):
    # BEGIN SOLUTION standardize
    centred = x - x.mean(dim=0)
    return centred / (centred.square().mean(dim=0).sqrt() + 1e-3)
    # END SOLUTION
