"""The history is padded in place.

insert changes the caller's list: each call puts more <s> in front of it. Make a new list, as context does.
"""

import numpy as np

from ngram_lm import BOS

REGION = "AddK.dist"
CAUGHT_BY = [
    "test_a_second_fit_of_add_k",
]


class AddK:
    def dist(self, history):
        # BEGIN SOLUTION AddK.dist
        while len(history) < self.n - 1:
            history.insert(0, BOS)
        counts = self.table.get(self.context(history), {})
        p = np.full(self.V, self.k, dtype=np.float64)
        p[list(counts)] += list(counts.values())
        p[BOS] = 0.0
        return p / p.sum()
        # END SOLUTION
