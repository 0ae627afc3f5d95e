"""The weights are in the wrong order.

lam[0] belongs to the uniform distribution, lam[n] to the longest context.
"""

REGION = "Interpolated.dist"
CAUGHT_BY = [
    "test_interpolated_mixes_its_components",
    "test_interpolated_dist_on_random_texts",
]


class Interpolated:
    def dist(self, history):
        # BEGIN SOLUTION Interpolated.dist
        return self.lam[::-1] @ self.components(history)
        # END SOLUTION
