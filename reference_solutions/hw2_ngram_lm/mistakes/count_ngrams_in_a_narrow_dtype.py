"""Numbers are made in the dtype of the ids.

ids of dtype uint8 times V are still uint8 and wrap around at 256: different n-grams get the same number. Convert to
int64 before you multiply.
"""

import numpy as np

REGION = "count_ngrams"
CAUGHT_BY = [
    "test_count_ngrams_of_narrow_dtypes",
]


def count_ngrams(ids, n):
    # BEGIN SOLUTION count_ngrams
    base = int(ids.max()) + 1 if len(ids) else 1
    codes = np.zeros(max(len(ids) - n + 1, 0), dtype=ids.dtype)
    for offset in range(n):
        codes = codes * ids.dtype.type(min(base, np.iinfo(ids.dtype).max)) + ids[offset : offset + len(codes)]
    codes, first, counts = np.unique(codes, return_index=True, return_counts=True)
    rows = ids[first[:, None] + np.arange(n)].reshape(len(first), n)
    order = np.lexsort(rows.T[::-1])
    return rows[order].astype(np.int64), counts[order]
    # END SOLUTION
