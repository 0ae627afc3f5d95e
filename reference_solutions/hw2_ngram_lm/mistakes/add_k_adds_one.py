"""k is always 1.

self.k is there to be used. One is far too much for a large vocabulary, which is why there is a k at all.
"""

import numpy as np

from ngram_lm import BOS

REGION = "AddK.dist"
CAUGHT_BY = [
    "test_add_k_on_random_texts",
    "test_asking_changes_nothing",
]


class AddK:
    def dist(self, history):
        # BEGIN SOLUTION AddK.dist
        counts = self.table.get(self.context(history), {})
        p = np.ones(self.V)
        p[list(counts)] += list(counts.values())
        p[BOS] = 0.0
        return p / p.sum()
        # END SOLUTION
