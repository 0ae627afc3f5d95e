"""The step is taken from where the optimizer began.

Each step starts from the present value. What was remembered when the optimizer was made is out of date after one
step.
"""

REGION = "SGD.step"
CAUGHT_BY = [
    "test_sgd_takes_steps_with_its_own_parameters_only",
]


class SGD:
    def step(self):
        # BEGIN SOLUTION SGD.step
        if not hasattr(self, "start"):
            self.start = [leaf.out_tensor.copy() for leaf in self.params]
        for leaf, start in zip(self.params, self.start, strict=True):
            leaf.out_tensor = start - self.lr * leaf.out_gradient
        # END SOLUTION
