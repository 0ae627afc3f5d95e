"""Values are rounded to float32 at each step.

All arrays hold float64, and small steps get lost otherwise.
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
            leaf.out_tensor = (leaf.out_tensor - self.lr * leaf.out_gradient).astype(np.float32).astype(np.float64)
        # END SOLUTION
