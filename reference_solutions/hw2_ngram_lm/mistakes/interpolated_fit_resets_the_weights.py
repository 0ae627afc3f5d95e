"""fit makes the weights equal.

fit is about counts. The weights are what the model was made with, until em changes them.
"""

import numpy as np

REGION = "Interpolated.fit"
CAUGHT_BY = [
    "test_interpolated_dist_on_random_texts",
]


class Interpolated:
    def fit(self, seqs):
        # BEGIN SOLUTION Interpolated.fit
        texts = list(seqs)
        for order in self.orders:
            order.fit(texts)
        self.lam = np.full(self.n + 1, 1 / (self.n + 1))
        return self
        # END SOLUTION
