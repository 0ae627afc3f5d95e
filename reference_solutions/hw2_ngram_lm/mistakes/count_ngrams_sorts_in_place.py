"""The ids are replaced by their ranks in the caller's array.

ids[:] = ... writes into the array that you were given. Give the ranks a name of their own.
"""

import numpy as np

REGION = "count_ngrams"
CAUGHT_BY = [
    "test_count_ngrams_of_random_ids",
]


def count_ngrams(ids, n):
    # BEGIN SOLUTION count_ngrams
    positions = max(len(ids) - n + 1, 0)
    values, digits = np.unique(ids, return_inverse=True)
    ids[:] = digits
    codes = digits[:positions]
    for offset in range(1, n):
        ranks = np.unique(codes, return_inverse=True)[1]
        codes = ranks * len(values) + digits[offset : offset + positions]
    _, first, counts = np.unique(codes, return_index=True, return_counts=True)
    return values[ids[first[:, None] + np.arange(n)]], counts
    # END SOLUTION
