"""<s> and </s> are added.

This function counts the n-grams of an array as it is; padding is the caller's.
"""

import numpy as np

from ngram_lm import BOS, EOS

REGION = "count_ngrams"
CAUGHT_BY = [
    "test_count_ngrams_of_seven_ids",
    "test_every_position_is_counted_once",
]


def count_ngrams(ids, n):
    # BEGIN SOLUTION count_ngrams
    ids = np.concatenate([np.full(n - 1, BOS), ids.astype(np.int64), [EOS]])
    positions = len(ids) - n + 1
    values, digits = np.unique(ids, return_inverse=True)
    codes = digits[:positions]
    for offset in range(1, n):
        ranks = np.unique(codes, return_inverse=True)[1]
        codes = ranks * len(values) + digits[offset : offset + positions]
    _, first, counts = np.unique(codes, return_index=True, return_counts=True)
    return ids[first[:, None] + np.arange(n)], counts
    # END SOLUTION
