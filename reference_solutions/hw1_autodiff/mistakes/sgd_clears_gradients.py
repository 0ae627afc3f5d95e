"""step also zeroes the gradients.

Stepping and zeroing are two acts, because one may want to look at a gradient after the step, or collect gradients over
several losses. zero_grad does the second.
"""

REGION = "SGD.step"
CAUGHT_BY = [
    "test_sgd_takes_steps_with_its_own_parameters_only",
]


class SGD:
    def step(self):
        # BEGIN SOLUTION SGD.step
        for p in self.params:
            p.out_tensor = p.out_tensor - self.lr * p.out_gradient
            p.out_gradient = 0 * p.out_gradient
        # END SOLUTION
