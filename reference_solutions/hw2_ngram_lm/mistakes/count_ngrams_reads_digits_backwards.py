"""The n-grams are sorted by their last id first.

If the first id is the lowest digit of the number, numbers in order are n-grams in another order. The first id must
weigh most.
"""

import numpy as np

REGION = "count_ngrams"
CAUGHT_BY = [
    "test_count_ngrams_of_seven_ids",
    "test_count_ngrams_of_random_ids",
]


def count_ngrams(ids, n):
    # BEGIN SOLUTION count_ngrams
    positions = max(len(ids) - n + 1, 0)
    values, digits = np.unique(ids, return_inverse=True)
    codes = digits[n - 1 : n - 1 + positions]
    for offset in reversed(range(n - 1)):
        ranks = np.unique(codes, return_inverse=True)[1]
        codes = ranks * len(values) + digits[offset : offset + positions]
    _, first, counts = np.unique(codes, return_index=True, return_counts=True)
    return ids[first[:, None] + np.arange(n)], counts
    # END SOLUTION
