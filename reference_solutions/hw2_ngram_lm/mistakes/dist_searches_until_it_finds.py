"""Contexts are searched one by one until the right one is found.

The search is short for the contexts that were counted first, and long for all others. A dict finds every one at once:
self.table[context].
"""

import numpy as np

REGION = "NGramLM.dist"
CAUGHT_BY = [
    "test_a_distribution_is_looked_up",
]


class NGramLM:
    def dist(self, history):
        # BEGIN SOLUTION NGramLM.dist
        context, counts = self.context(history), None
        for seen, following in self.table.items():
            if seen == context:
                counts = following
                break
        if counts is None:
            raise ValueError(f"{context} was never seen")
        p = np.zeros(self.V)
        p[list(counts)] = list(counts.values())
        return p / p.sum()
        # END SOLUTION
