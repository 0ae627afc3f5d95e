"""Large gradients are clipped.

The gradient is what backward returns, however large. Whoever wants to clip it does so afterwards.
"""

import numpy as np

REGION = "Module.apply_bwd"
CAUGHT_BY = [
    "test_an_input_collects_from_all_its_uses",
]


class Module:
    def apply_bwd(self):
        # BEGIN SOLUTION Module.apply_bwd
        grads = self.backward([m.out_tensor for m in self.in_modules], self.out_tensor, self.out_gradient)
        for m, g in zip(self.in_modules, grads, strict=True):
            m.out_gradient += np.clip(g, -1000, 1000)
        # END SOLUTION
