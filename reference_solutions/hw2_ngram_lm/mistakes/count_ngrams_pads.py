"""<s> and </s> are added.

This function counts the n-grams of an array as it is; padding is the caller's.
"""

import numpy as np

from ngram_lm import BOS, EOS, count_rows

REGION = "count_ngrams"
CAUGHT_BY = [
    "test_count_ngrams_of_seven_ids",
    "test_every_position_is_counted_once",
]


def count_ngrams(ids, n):
    # BEGIN SOLUTION count_ngrams
    ids = np.concatenate([np.full(n - 1, BOS), np.asarray(ids).astype(np.int64), [EOS]])
    positions = len(ids) - n + 1
    return count_rows([ids[offset : offset + positions] for offset in range(n)])
    # END SOLUTION
