"""Rows are standardized instead of columns.

dim=1 averages over the features of one example. Asked is one mean for each feature, over all examples: dim is the
axis that disappears.
"""

REGION = "standardize"
CAUGHT_BY = [
    "test_standardize_two_columns",
    "test_standardize_random_columns",
]


def standardize(x):
    # BEGIN SOLUTION standardize
    centred = x - x.mean(dim=1, keepdim=True)
    return centred / centred.square().mean(dim=1, keepdim=True).sqrt().clamp_min(1e-6)
    # END SOLUTION
