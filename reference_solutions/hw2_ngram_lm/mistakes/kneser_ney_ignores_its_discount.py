"""The discount is always 0.75.

0.75 is only the default. Use self.D.
"""

import numpy as np

from ngram_lm import BOS

REGION = "KneserNey.dist"
CAUGHT_BY = [
    "test_a_bigram_is_discounted_and_interpolated",
    "test_kneser_ney_for_other_discounts",
]


class KneserNey:
    def dist(self, history):
        # BEGIN SOLUTION KneserNey.dist
        p = np.full(self.V, 1 / (self.V - 1))
        p[BOS] = 0.0
        rank = 0
        for level, oldest in zip(self.levels, (None, *reversed(self.context(history))), strict=True):
            if oldest is not None:
                rank = int(level.find(np.array([rank * self.V + oldest]))[0])
                if rank < 0:
                    break
            start, stop = level.starts[rank : rank + 2]
            counts, total = level.counts[start:stop], level.totals[rank]
            p *= 0.75 * (stop - start) / total
            p[level.pairs[start:stop] - rank * self.V] += np.maximum(counts - 0.75, 0.0) / total
        return p
        # END SOLUTION
