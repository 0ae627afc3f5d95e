"""Asking for a context makes it one that was seen.

A defaultdict makes an entry for everything you ask for: the second time the context is there, with counts that sum to
0. Ask with get.
"""

import numpy as np

from ngram_lm import BOS

REGION = "KneserNey.dist"
CAUGHT_BY = [
    "test_kneser_ney_on_random_texts",
]


class KneserNey:
    def dist(self, history):
        # BEGIN SOLUTION KneserNey.dist
        p = np.full(self.V, 1 / (self.V - 1))
        p[BOS] = 0.0
        context = self.context(history)
        for start in reversed(range(self.n)):
            new = context[start:] not in self.counts
            seen = self.counts.setdefault(context[start:], {})
            if not new:
                words, counts = list(seen), np.array(list(seen.values()))
                p *= self.D * len(words) / counts.sum()
                p[words] += np.maximum(counts - self.D, 0.0) / counts.sum()
        return p
        # END SOLUTION
