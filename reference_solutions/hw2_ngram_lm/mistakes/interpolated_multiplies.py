"""The components are multiplied.

A weighted product (a geometric mean) is 0 wherever one component is 0, which is what the mixture is to avoid. Add.
"""

import numpy as np

REGION = "Interpolated.dist"
CAUGHT_BY = [
    "test_interpolated_mixes_its_components",
    "test_interpolated_dist_on_random_texts",
]


class Interpolated:
    def dist(self, history):
        # BEGIN SOLUTION Interpolated.dist
        p = np.prod(self.components(history) ** self.lam[:, None], axis=0)
        return p / max(p.sum(), 1e-300)
        # END SOLUTION
