"""All contexts are looked through.

A sum over everything that was counted, for every word that is predicted, takes a thousand times too long on a real
text. Prepare in fit what dist needs, and look it up.
"""

import numpy as np

from ngram_lm import BOS

REGION = "KneserNey.dist"
CAUGHT_BY = [
    "test_kneser_ney_looks_contexts_up",
]


class KneserNey:
    def dist(self, history):
        # BEGIN SOLUTION KneserNey.dist
        p = np.full(self.V, 1 / (self.V - 1))
        p[BOS] = 0.0
        rank = 0
        for level, oldest in zip(self.levels, (None, *reversed(self.context(history))), strict=True):
            if oldest is not None:
                wanted = rank * self.V + oldest
                rank = max([-1, *(index for index, key in enumerate(level.contexts.tolist()) if key == wanted)])
                if rank < 0:
                    break
            start, stop = level.starts[rank : rank + 2]
            counts, total = level.counts[start:stop], level.totals[rank]
            p *= self.D * (stop - start) / total
            p[level.pairs[start:stop] - rank * self.V] += np.maximum(counts - self.D, 0.0) / total
        return p
        # END SOLUTION
