"""A second fit does nothing.

Whether the orders were fitted before is no reason not to fit them now: the texts are others.
"""

REGION = "Interpolated.fit"
CAUGHT_BY = [
    "test_a_second_fit_of_all_orders",
]


class Interpolated:
    def fit(self, seqs):
        # BEGIN SOLUTION Interpolated.fit
        texts = list(seqs)
        for order in self.orders:
            if not order.table:
                order.fit(texts)
        return self
        # END SOLUTION
