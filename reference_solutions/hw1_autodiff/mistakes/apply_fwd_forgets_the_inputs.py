"""The inputs are not remembered for all to see.

in_modules is how everybody else finds the arrows of the graph, draw.py for one. Store the list of modules there.
"""

import numpy as np

from autodiff import tape

REGION = "Module.apply_fwd"
CAUGHT_BY = [
    "test_apply_fwd_records_the_node",
]


class Module:
    def apply_fwd(self, in_modules):
        # BEGIN SOLUTION Module.apply_fwd
        if self.out_tensor is not None:
            raise RuntimeError("applied twice")
        self._inputs = list(in_modules)
        self.out_tensor = np.asarray(self.forward(*(m.out_tensor for m in in_modules)))
        self.out_gradient = np.zeros(self.out_tensor.shape)
        tape.push(self)
        return self
        # END SOLUTION
