"""A context never seen is an error.

Smoothing is for contexts that were never seen: the next shorter one decides.
"""

import numpy as np

from ngram_lm import BOS

REGION = "KneserNey.dist"
CAUGHT_BY = [
    "test_a_frequent_word_that_follows_one_word_only",
    "test_kneser_ney_gives_distributions",
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
                    raise ValueError("never seen")
            start, stop = level.starts[rank : rank + 2]
            counts, total = level.counts[start:stop], level.totals[rank]
            p *= self.D * (stop - start) / total
            p[level.pairs[start:stop] - rank * self.V] += np.maximum(counts - self.D, 0.0) / total
        return p
        # END SOLUTION
