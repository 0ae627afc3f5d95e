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
        for level, rank in self.seen(history):
            start, stop = level.starts[rank : rank + 2]
            p *= 0.75 * (stop - start) / level.totals[rank]
            words, counts = level.pairs[start:stop] - rank * self.V, level.counts[start:stop]
            p[words] += np.maximum(counts - 0.75, 0.0) / level.totals[rank]
        return p
        # END SOLUTION
