"""The gradient starts at 0 times the value.

0 times infinity is nan. np.zeros and np.zeros_like do not look at the value.
"""

import numpy as np

from autodiff import tape

REGION = "Module.apply_fwd"
CAUGHT_BY = [
    "test_apply_fwd_leaves_its_inputs_alone",
]


class Module:
    def apply_fwd(self, in_modules):
        # BEGIN SOLUTION Module.apply_fwd
        if self.out_tensor is not None:
            raise RuntimeError("applied twice")
        self.in_modules = list(in_modules)
        self.out_tensor = np.asarray(self.forward(*(m.out_tensor for m in in_modules)))
        self.out_gradient = 0 * self.out_tensor
        tape.push(self)
        return self
        # END SOLUTION
