"""Answers are remembered, also over a second fit.

A cache saves time as long as nothing changes. fit changes everything: empty the cache there, or do without.
"""

import numpy as np

REGION = "NGramLM.dist"
CAUGHT_BY = [
    "test_a_second_fit_forgets_the_first",
]


class NGramLM:
    def dist(self, history):
        # BEGIN SOLUTION NGramLM.dist
        context = self.context(history)
        answers = self.__dict__.setdefault("answers", {})
        if context not in answers:
            if context not in self.table:
                raise ValueError(f"{context} was never seen")
            p = np.zeros(self.V)
            for word, count in self.table[context].items():
                p[word] = count
            answers[context] = p / p.sum()
        return answers[context].copy()
        # END SOLUTION
