"""A Python loop runs over all positions.

For a million ids this makes a million tuples. Let NumPy do it for all positions at once: the n-grams are n shifted
slices of the same array.
"""

from collections import Counter

import numpy as np

REGION = "count_ngrams"
CAUGHT_BY = [
    "test_count_ngrams_is_vectorised",
]


def count_ngrams(ids, n):
    # BEGIN SOLUTION count_ngrams
    numbers = ids.tolist()
    counts = Counter(tuple(numbers[start : start + n]) for start in range(len(numbers) - n + 1))
    grams = sorted(counts)
    return np.array(grams, dtype=np.int64).reshape(-1, n), np.array([counts[gram] for gram in grams], dtype=np.int64)
    # END SOLUTION
