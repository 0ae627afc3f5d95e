"""The last n-gram is not counted.

There are len(ids) - n + 1 positions. Check with an array of exactly n ids.
"""

import numpy as np

REGION = "count_ngrams"
CAUGHT_BY = [
    "test_count_ngrams_of_seven_ids",
    "test_every_position_is_counted_once",
    "test_count_ngrams_of_few_ids",
]


def count_ngrams(ids, n):
    # BEGIN SOLUTION count_ngrams
    positions = max(len(ids) - n, 0)
    values, digits = np.unique(ids, return_inverse=True)
    codes = digits[:positions]
    for offset in range(1, n):
        ranks = np.unique(codes, return_inverse=True)[1]
        codes = ranks * len(values) + digits[offset : offset + positions]
    _, first, counts = np.unique(codes, return_index=True, return_counts=True)
    return ids[first[:, None] + np.arange(n)], counts
    # END SOLUTION
