"""All nodes of one shape start with the same array of zeros.

An array that is remembered for a shape is one array: when the gradient of one node grows in place, so do those of all
others.
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
        zeros = type(tape).__dict__.get("zeros", {})
        type(tape).zeros = zeros
        self.out_gradient = zeros.setdefault(self.out_tensor.shape, np.zeros(self.out_tensor.shape))
        tape.push(self)
        return self
        # END SOLUTION
