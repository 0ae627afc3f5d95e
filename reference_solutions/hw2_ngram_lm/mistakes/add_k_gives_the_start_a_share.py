"""<s> gets a share.

A text has no <s> in its middle. Give nothing to what cannot be said.
"""

import numpy as np

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
        return p / p.sum()
        # END SOLUTION
