"""The first gradient that comes is kept as it is, and not copied.

backward may return one array for two inputs, or the cotangent itself: two nodes then own one array. Add it to the
zeros that the input has.
"""

import numpy as np

REGION = "Module.apply_bwd"
CAUGHT_BY = [
    "test_gradients_share_no_memory",
]


class Module:
    def apply_bwd(self):
        # BEGIN SOLUTION Module.apply_bwd
        grads = self.backward([m.out_tensor for m in self.in_modules], self.out_tensor, self.out_gradient)
        for m, g in zip(self.in_modules, grads, strict=True):
            if np.any(m.out_gradient):
                m.out_gradient = m.out_gradient + g
            else:
                m.out_gradient = g
        # END SOLUTION
