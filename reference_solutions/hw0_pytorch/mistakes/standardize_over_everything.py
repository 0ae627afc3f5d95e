"""One mean and one deviation for all columns together.

Each column is a feature with a unit of its own, so each needs its own mean: over which axis do you have to average to
be left with one number per column?
"""

REGION = "standardize"
CAUGHT_BY = [
    "test_standardize_two_columns",
    "test_standardize_random_columns",
]


def standardize(x):
    # BEGIN SOLUTION standardize
    centred = x - x.mean()
    return centred / centred.square().mean().sqrt()
    # END SOLUTION
