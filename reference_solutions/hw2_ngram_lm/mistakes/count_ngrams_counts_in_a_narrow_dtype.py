"""The counts have the dtype of the ids.

Ids below 256 fit into 8 bits; how often they come does not.
"""

import numpy as np

REGION = "count_ngrams"
CAUGHT_BY = [
    "test_count_ngrams_of_narrow_dtypes",
]


def count_ngrams(ids, n):
    # BEGIN SOLUTION count_ngrams
    positions = max(len(ids) - n + 1, 0)
    values, digits = np.unique(ids, return_inverse=True)
    codes = digits[:positions]  # what has been read of each n-gram, as one number
    for offset in range(1, n):
        ranks = np.unique(codes, return_inverse=True)[1]  # the same order, but so small that nothing overflows
        codes = ranks * len(values) + digits[offset : offset + positions]
    _, first, counts = np.unique(codes, return_index=True, return_counts=True)
    return ids[first[:, None] + np.arange(n)], counts.astype(ids.dtype)  # each n-gram from where it stands first
    # END SOLUTION
