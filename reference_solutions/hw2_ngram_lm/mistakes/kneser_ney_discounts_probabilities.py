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
        rank = 0
        for level, oldest in zip(self.levels, (None, *reversed(self.context(history))), strict=True):
            if oldest is not None:
                rank = int(level.find(np.array([rank * self.V + oldest]))[0])
                if rank < 0:
                    break
            start, stop = level.starts[rank : rank + 2]
            counts, total = level.counts[start:stop], level.totals[rank]
            p *= self.D * (stop - start) / total
            p[level.pairs[start:stop] - rank * self.V] += np.maximum(counts / total - self.D, 0.0)
        return p
        # END SOLUTION
