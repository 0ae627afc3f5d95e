"""V^n does not fit into 64 bits.

For a large vocabulary or a large n the number of an n-gram passes 2^63 and wraps around, silently. Before it does,
replace the numbers you have by their ranks (np.unique with return_inverse).
"""

import numpy as np

REGION = "count_ngrams"
CAUGHT_BY = [
    "test_count_ngrams_where_numbers_could_overflow",
]


def count_ngrams(ids, n):
    # BEGIN SOLUTION count_ngrams
    ids = np.asarray(ids).astype(np.int64)
    base = ids.max(initial=0) + 1
    codes = np.zeros(max(len(ids) - n + 1, 0), dtype=np.int64)
    with np.errstate(all="ignore"):
        for offset in range(n):
            codes = codes * base + ids[offset : offset + len(codes)]
    codes, first, counts = np.unique(codes, return_index=True, return_counts=True)
    return ids[first[:, None] + np.arange(n)].reshape(len(first), n), counts
    # END SOLUTION
