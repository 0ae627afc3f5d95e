"""The last n-gram is not counted.

There are len(ids) - n + 1 positions. Check with an array of exactly n ids.
"""

import numpy as np

from ngram_lm import count_rows

REGION = "count_ngrams"
CAUGHT_BY = [
    "test_count_ngrams_of_seven_ids",
    "test_every_position_is_counted_once",
    "test_count_ngrams_of_few_ids",
]


def count_ngrams(ids, n):
    # BEGIN SOLUTION count_ngrams
    ids = np.asarray(ids).astype(np.int64)
    positions = max(len(ids) - n, 0)
    return count_rows([ids[offset : offset + positions] for offset in range(n)])
    # END SOLUTION
