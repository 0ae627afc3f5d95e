"""The numbers of n-grams of many different ids wrap around.

Ranks of the ids as digits keep the numbers small where few ids occur. With 6,000 different ids 6,000^6 is still more
than 64 bits hold: replace the numbers you have by their ranks, too, before they become too large.
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
    codes = np.zeros(positions, dtype=np.int64)
    for offset in range(n):
        codes = codes * len(values) + digits[offset : offset + positions]
    _, first, counts = np.unique(codes, return_index=True, return_counts=True)
    return ids[first[:, None] + np.arange(n)], counts
    # END SOLUTION
