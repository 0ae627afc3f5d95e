"""Two nodes share one gradient array.

The first gradient to arrive is stored as it is and later ones are added in place. But backward may return one array for
two inputs (Add does), or its own cotangent: then adding to one gradient changes the other as well. Add into an array
that only this node owns, or make a new one.
"""

import numpy as np

REGION = "Module.apply_bwd"
CAUGHT_BY = [
    "test_gradients_share_no_memory",
]


class Module:
    def apply_bwd(self):
        # BEGIN SOLUTION Module.apply_bwd
        in_tensors = [m.out_tensor for m in self.in_modules]
        for m, g in zip(self.in_modules, self.backward(in_tensors, self.out_tensor, self.out_gradient), strict=True):
            if np.any(m.out_gradient):
                m.out_gradient += g
            else:
                m.out_gradient = g
        # END SOLUTION
