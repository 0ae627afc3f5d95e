"""k is added V times below, but only V - 1 words can be predicted.

<s> is never predicted, so it gets no k. With V k in the denominator the sum stays below 1.
"""

import numpy as np

from ngram_lm import BOS

REGION = "AddK.dist"
CAUGHT_BY = [
    "test_add_one",
    "test_add_k_after_an_unseen_context",
    "test_add_k_gives_distributions",
]


class AddK:
    def dist(self, history):
        # BEGIN SOLUTION AddK.dist
        counts = self.table.get(self.context(history), {})
        p = np.full(self.V, self.k, dtype=np.float64)
        p[list(counts)] += list(counts.values())
        p /= p.sum()
        p[BOS] = 0.0
        return p
        # END SOLUTION
