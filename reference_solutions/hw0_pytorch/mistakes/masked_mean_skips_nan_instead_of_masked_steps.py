"""nan decides what counts, not the mask.

Masked steps *may* hold nan, but usually hold numbers. The mask says which steps count.
"""

REGION = "masked_mean"
CAUGHT_BY = [
    "test_masked_mean_of_two_sequences",
    "test_masked_mean_of_random_sequences",
]


def masked_mean(x, mask):
    # BEGIN SOLUTION masked_mean
    return x.nanmean(dim=1).nan_to_num(0.0)
    # END SOLUTION
