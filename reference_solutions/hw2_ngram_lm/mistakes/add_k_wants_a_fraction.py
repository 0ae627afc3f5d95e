"""An array of the numbers k has the dtype of k.

With k = 1, np.full makes integers, and no probability can be written into them. Say which dtype it is to be.
"""

import numpy as np

from ngram_lm import BOS

REGION = "AddK.dist"
CAUGHT_BY = [
    "test_add_k_gives_distributions",
]


class AddK:
    def dist(self, history):
        # BEGIN SOLUTION AddK.dist
        counts = self.table.get(self.context(history), {})
        p = np.full(self.V, self.k)
        for w, c in counts.items():
            p[w] += c
        p[BOS] = 0
        p /= p.sum()
        return p
        # END SOLUTION
