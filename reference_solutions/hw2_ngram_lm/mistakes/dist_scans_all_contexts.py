"""All contexts are looked through.

A dict finds a key at once, however many there are. A loop over its items takes time for each of them, for every word
that is predicted.
"""

import numpy as np

REGION = "NGramLM.dist"
CAUGHT_BY = [
    "test_a_distribution_is_looked_up",
]


class NGramLM:
    def dist(self, history):
        # BEGIN SOLUTION NGramLM.dist
        context = self.context(history)
        p = np.zeros(self.V)
        for key, counts in self.table.items():
            for word, count in counts.items():
                if key == context:
                    p[word] += count
        if p.sum() == 0:
            raise ValueError("never seen")
        return p / p.sum()
        # END SOLUTION
