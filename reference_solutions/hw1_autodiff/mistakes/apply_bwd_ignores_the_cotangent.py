"""Every node plays with a cotangent of ones.

backward wants dJ/d(this node's value), which the nodes after it have collected in out_gradient. Ones are right for the
loss only.
"""

import numpy as np

REGION = "Module.apply_bwd"
CAUGHT_BY = [
    "test_apply_bwd_increments_the_gradients_of_the_inputs",
    "test_backward_is_given_values_and_cotangent",
]


class Module:
    def apply_bwd(self):
        # BEGIN SOLUTION Module.apply_bwd
        in_tensors = [m.out_tensor for m in self.in_modules]
        for m, g in zip(
            self.in_modules, self.backward(in_tensors, self.out_tensor, np.ones_like(self.out_tensor)), strict=True
        ):
            m.out_gradient = m.out_gradient + g
        # END SOLUTION
