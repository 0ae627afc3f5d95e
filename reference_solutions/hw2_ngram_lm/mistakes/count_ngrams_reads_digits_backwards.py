"""The n-grams are sorted by their last id first.

If the first id is the lowest digit of the number, numbers in order are n-grams in another order. The first id must
weigh most.
"""

import numpy as np

from ngram_lm import count_rows

REGION = "count_ngrams"
CAUGHT_BY = [
    "test_count_ngrams_of_seven_ids",
    "test_count_ngrams_of_random_ids",
]


def count_ngrams(ids, n):
    # BEGIN SOLUTION count_ngrams
    ids = np.asarray(ids).astype(np.int64)
    positions = max(len(ids) - n + 1, 0)
    grams, counts = count_rows([ids[offset : offset + positions] for offset in reversed(range(n))])
    return grams[:, ::-1], counts
    # END SOLUTION
