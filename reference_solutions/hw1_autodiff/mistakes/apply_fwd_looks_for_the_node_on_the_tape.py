"""A node that has left the tape can be applied again.

tape_bwd empties the tape, and the node has been applied all the same. Its value tells: it is None before
apply_fwd.
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
        if self in tape._stack:
            raise RuntimeError("applied twice")
        self.in_modules = list(in_modules)
        self.out_tensor = np.asarray(self.forward(*(m.out_tensor for m in in_modules)))
        self.out_gradient = np.zeros_like(self.out_tensor)
        tape.push(self)
        return self
        # END SOLUTION
