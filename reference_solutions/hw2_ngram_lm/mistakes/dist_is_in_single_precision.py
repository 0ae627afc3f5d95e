"""The distribution is float32.

Seven digits are too few: sums over a long text drift. NumPy makes float64 unless you ask for something else.
"""

import numpy as np

REGION = "NGramLM.dist"
CAUGHT_BY = [
    "test_what_cows_eat",
    "test_maximum_likelihood_on_random_texts",
]


class NGramLM:
    def dist(self, history):
        # BEGIN SOLUTION NGramLM.dist
        context = self.context(history)
        if context not in self.table:
            raise ValueError("never seen")
        counts = self.table[context]
        p = np.zeros(self.V, dtype=np.float32)
        p[list(counts)] = list(counts.values())
        return p / p.sum()
        # END SOLUTION
