"""backward is called once for each input.

One call returns the gradients of all inputs. Calling it again for each of them gives the same numbers and multiplies
the work.
"""

REGION = "Module.apply_bwd"
CAUGHT_BY = [
    "test_backward_is_given_values_and_cotangent",
]


class Module:
    def apply_bwd(self):
        # BEGIN SOLUTION Module.apply_bwd
        in_tensors = [m.out_tensor for m in self.in_modules]
        for i, m in enumerate(self.in_modules):
            m.out_gradient = m.out_gradient + self.backward(in_tensors, self.out_tensor, self.out_gradient)[i]
        # END SOLUTION
