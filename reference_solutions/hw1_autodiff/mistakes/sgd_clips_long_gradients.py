"""Long gradients are shortened.

The step is the learning rate times the gradient, however long that is.
"""

import numpy as np

REGION = "SGD.step"
CAUGHT_BY = [
    "test_sgd_takes_steps_with_its_own_parameters_only",
]


class SGD:
    def step(self):
        # BEGIN SOLUTION SGD.step
        for leaf in self.params:
            g = leaf.out_gradient
            norm = np.sqrt((g**2).sum())
            if norm > 100:
                g = g * 100 / norm
            leaf.out_tensor = leaf.out_tensor - self.lr * g
        # END SOLUTION
