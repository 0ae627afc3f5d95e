"""The steps of all rows are averaged together.

x[mask] forgets which row a step belongs to. Asked is one mean for each row: (B, D).
"""

REGION = "masked_mean"
CAUGHT_BY = [
    "test_masked_mean_of_two_sequences",
    "test_masked_mean_of_random_sequences",
]


def masked_mean(x, mask):
    # BEGIN SOLUTION masked_mean
    return x[mask].mean(dim=0)
    # END SOLUTION
