"""Answers are remembered, also over a second fit.

A cache saves time as long as nothing changes. fit changes everything: empty the cache there, or do without.
"""

import numpy as np

from ngram_lm import BOS

REGION = "KneserNey.dist"
CAUGHT_BY = [
    "test_a_second_fit_of_kneser_ney",
]


class KneserNey:
    def dist(self, history):
        # BEGIN SOLUTION KneserNey.dist
        context = self.context(history)
        answers = self.__dict__.setdefault("answers", {})
        if context in answers:
            return answers[context].copy()
        p = np.full(self.V, 1 / (self.V - 1))
        p[BOS] = 0.0
        for start in reversed(range(self.n)):
            seen = self.counts.get(context[start:])
            if seen:
                words, counts = list(seen), np.array(list(seen.values()))
                p *= self.D * len(words) / counts.sum()
                p[words] += np.maximum(counts - self.D, 0.0) / counts.sum()
        answers[context] = p
        return p.copy()
        # END SOLUTION
