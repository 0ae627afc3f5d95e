"""A context never seen gives zeros.

Zeros are no distribution: they do not sum to 1. Raise ValueError instead.
"""

import numpy as np

REGION = "NGramLM.dist"
CAUGHT_BY = [
    "test_a_context_never_seen_is_an_error",
]


class NGramLM:
    def dist(self, history):
        # BEGIN SOLUTION NGramLM.dist
        p = np.zeros(self.V)
        counts = self.table.get(self.context(history), {})
        p[list(counts)] = list(counts.values())
        return p / max(p.sum(), 1)
        # END SOLUTION
