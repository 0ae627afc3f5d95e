"""Counts and n-grams are floats.

np.zeros makes floats unless it is told otherwise, and large ids lose their last digits in them. Both results are
integer arrays.
"""

import numpy as np

REGION = "count_ngrams"
CAUGHT_BY = [
    "test_count_ngrams_of_seven_ids",
]


def count_ngrams(ids, n):
    # BEGIN SOLUTION count_ngrams
    positions = max(len(ids) - n + 1, 0)
    values, digits = np.unique(ids, return_inverse=True)
    codes = digits[:positions]
    for offset in range(1, n):
        ranks = np.unique(codes, return_inverse=True)[1]
        codes = ranks * len(values) + digits[offset : offset + positions]
    _, first, counts = np.unique(codes, return_index=True, return_counts=True)
    return ids[first[:, None] + np.arange(n)] * 1.0, counts * 1.0
    # END SOLUTION
