"""An order whose context was never seen falls back to the uniform distribution.

The next lower order knows more than nothing. Its row is the one above.
"""

import numpy as np

REGION = "Interpolated.components"
CAUGHT_BY = [
    "test_components_of_a_bigram_model",
    "test_components_on_random_texts",
    "test_interpolated_gives_distributions",
]


class Interpolated:
    def components(self, history):
        # BEGIN SOLUTION Interpolated.components
        rows = np.zeros((self.n + 1, self.V))
        rows[:, 1:] = 1 / (self.V - 1)
        for j, order in enumerate(self.orders, start=1):
            if order.context(history) in order.table:
                rows[j] = order.dist(history)
        return rows
        # END SOLUTION
