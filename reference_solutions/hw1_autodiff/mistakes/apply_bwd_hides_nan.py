"""nan becomes 0 on its way back.

A nan that is hidden is a mistake that nobody finds. Add what backward returns, as it is.
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
            m.out_gradient += np.nan_to_num(g)
        # END SOLUTION
