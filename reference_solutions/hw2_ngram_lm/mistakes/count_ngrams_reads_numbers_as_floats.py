"""n-grams are numbers with a decimal point.

A float64 does not overflow, but it has 53 bits: of a larger number it forgets the last digits, which are the last
ids.
"""

import numpy as np

REGION = "count_ngrams"
CAUGHT_BY = [
    "test_count_ngrams_where_numbers_could_overflow",
]


def count_ngrams(ids, n):
    # BEGIN SOLUTION count_ngrams
    positions = max(len(ids) - n + 1, 0)
    values, digits = np.unique(ids, return_inverse=True)
    codes = digits[:positions].astype(float)  # what has been read of each n-gram, as one number
    for offset in range(1, n):
        ranks = codes  # the same order, but so small that nothing overflows
        codes = ranks * len(values) + digits[offset : offset + positions]
    _, first, counts = np.unique(codes, return_index=True, return_counts=True)
    return ids[first[:, None] + np.arange(n)], counts  # each n-gram from where it stands first
    # END SOLUTION
