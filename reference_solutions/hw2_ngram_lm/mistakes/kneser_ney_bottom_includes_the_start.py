"""The uniform distribution has a share for <s>.

At the bottom stand V - 1 words: <s> is never predicted.
"""

import numpy as np

REGION = "KneserNey.dist"
CAUGHT_BY = [
    "test_kneser_ney_gives_distributions",
    "test_unigrams_are_discounted_and_interpolated_with_the_uniform_distribution",
]


class KneserNey:
    def dist(self, history):
        # BEGIN SOLUTION KneserNey.dist
        p = np.full(self.V, 1 / self.V)
        rank = 0
        for level, oldest in zip(self.levels, (None, *reversed(self.context(history))), strict=True):
            if oldest is not None:
                rank = int(level.find(np.array([rank * self.V + oldest]))[0])
                if rank < 0:
                    break
            start, stop = level.starts[rank : rank + 2]
            counts, total = level.counts[start:stop], level.totals[rank]
            p *= self.D * (stop - start) / total
            p[level.pairs[start:stop] - rank * self.V] += np.maximum(counts - self.D, 0.0) / total
        return p
        # END SOLUTION
