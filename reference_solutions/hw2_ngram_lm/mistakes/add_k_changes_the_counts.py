"""k is added to the counts in the table.

Every question then adds k once more. Add it to a new array.
"""

from collections import Counter

import numpy as np

REGION = "AddK.dist"
CAUGHT_BY = [
    "test_asking_changes_nothing",
]


class AddK:
    def dist(self, history):
        # BEGIN SOLUTION AddK.dist
        counts = self.table.setdefault(self.context(history), Counter())
        p = np.zeros(self.V)
        for word in range(1, self.V):
            counts[word] += self.k
            p[word] = counts[word]
        return p / p.sum()
        # END SOLUTION
