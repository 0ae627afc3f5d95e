"""Answers are remembered past a second fit.

What was computed from the first texts is still given after fit has counted others. Remember nothing, or forget it in
fit.
"""

import numpy as np

from ngram_lm import BOS

REGION = "AddK.dist"
CAUGHT_BY = [
    "test_a_second_fit_of_add_k",
]


class AddK:
    def dist(self, history):
        # BEGIN SOLUTION AddK.dist
        self.answers = getattr(self, "answers", {})
        context = self.context(history)
        if context not in self.answers:
            counts = self.table.get(context, {})
            p = np.full(self.V, self.k, dtype=np.float64)
            p[list(counts)] += list(counts.values())
            p[BOS] = 0.0
            self.answers[context] = p / p.sum()
        return self.answers[context]
        # END SOLUTION
