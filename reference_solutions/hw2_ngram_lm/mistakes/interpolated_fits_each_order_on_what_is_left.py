"""The texts are gone through once for each order.

The first order uses an iterator up, and the others find nothing. Make a list of the texts first.
"""

REGION = "Interpolated.fit"
CAUGHT_BY = [
    "test_interpolated_dist_on_random_texts",
]


class Interpolated:
    def fit(self, seqs):
        # BEGIN SOLUTION Interpolated.fit
        for order in self.orders:
            order.fit(seqs)
        return self
        # END SOLUTION
