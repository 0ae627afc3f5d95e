"""The learning rate is not used.

With lr = 1 nobody notices. Where is self.lr?
"""

REGION = "SGD.step"
CAUGHT_BY = [
    "test_sgd_step_moves_against_the_gradient",
    "test_sgd_takes_steps_with_its_own_parameters_only",
]


class SGD:
    def step(self):
        # BEGIN SOLUTION SGD.step
        for p in self.params:
            p.out_tensor = p.out_tensor - p.out_gradient
        # END SOLUTION
