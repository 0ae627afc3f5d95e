"""Gradients are assigned, not incremented.

When a value is used twice, each use contributes to its gradient; the last one to write must not erase the others.
Version B of the lecture says "increment".
"""

REGION = "Module.apply_bwd"
CAUGHT_BY = [
    "test_apply_bwd_increments_the_gradients_of_the_inputs",
    "test_an_input_collects_from_all_its_uses",
    "test_gradients_of_two_losses_add_up",
]


class Module:
    def apply_bwd(self):
        # BEGIN SOLUTION Module.apply_bwd
        in_tensors = [m.out_tensor for m in self.in_modules]
        for m, g in zip(self.in_modules, self.backward(in_tensors, self.out_tensor, self.out_gradient), strict=True):
            m.out_gradient = g
        # END SOLUTION
