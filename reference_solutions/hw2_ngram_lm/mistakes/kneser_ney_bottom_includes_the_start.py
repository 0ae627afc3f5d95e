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
        for level, rank in self.seen(history):
            start, stop = level.starts[rank : rank + 2]
            p *= self.D * (stop - start) / level.totals[rank]
            words, counts = level.pairs[start:stop] - rank * self.V, level.counts[start:stop]
            p[words] += np.maximum(counts - self.D, 0.0) / level.totals[rank]
        return p
        # END SOLUTION
