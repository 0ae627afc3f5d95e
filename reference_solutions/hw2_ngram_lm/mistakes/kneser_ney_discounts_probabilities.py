"""The discount is taken from probabilities.

D is a part of a count, between 0 and 1. Taken from a probability it removes nearly everything.
"""

import numpy as np

from ngram_lm import BOS

REGION = "KneserNey.dist"
CAUGHT_BY = [
    "test_a_bigram_is_discounted_and_interpolated",
    "test_kneser_ney_on_random_texts",
]


class KneserNey:
    def dist(self, history):
        # BEGIN SOLUTION KneserNey.dist
        p = np.full(self.V, 1 / (self.V - 1))
        p[BOS] = 0.0
        for level, rank in self.seen(history):
            start, stop = level.starts[rank : rank + 2]
            p *= self.D * (stop - start) / level.totals[rank]
            words, counts = level.pairs[start:stop] - rank * self.V, level.counts[start:stop]
            p[words] += np.maximum(counts / level.totals[rank] - self.D, 0.0)
        return p
        # END SOLUTION
