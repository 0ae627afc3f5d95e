"""A node that is refused is on the tape all the same.

Look whether the node was applied before as the very first thing: what was done before the exception stays done.
"""

import numpy as np

from autodiff import tape

REGION = "Module.apply_fwd"
CAUGHT_BY = [
    "test_a_module_is_one_node",
]


class Module:
    def apply_fwd(self, in_modules):
        # BEGIN SOLUTION Module.apply_fwd
        tape.push(self)
        if self.out_tensor is not None:
            raise RuntimeError("applied twice")
        self.in_modules = list(in_modules)
        self.out_tensor = np.asarray(self.forward(*(m.out_tensor for m in in_modules)))
        self.out_gradient = np.zeros(self.out_tensor.shape)
        return self
        # END SOLUTION
