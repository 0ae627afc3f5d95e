"""np.unique with axis=0 sorts rows.

It is right, but comparing rows is about as slow as a loop over Python objects. Turn each n-gram into one number and
sort these.
"""

import numpy as np

REGION = "count_ngrams"
CAUGHT_BY = [
    "test_count_ngrams_is_vectorised",
]


def count_ngrams(ids, n):
    # BEGIN SOLUTION count_ngrams
    if len(ids) < n:
        return np.empty((0, n), dtype=np.int64), np.empty(0, dtype=np.int64)
    windows = np.lib.stride_tricks.sliding_window_view(ids, n)
    return np.unique(windows, axis=0, return_counts=True)
    # END SOLUTION
