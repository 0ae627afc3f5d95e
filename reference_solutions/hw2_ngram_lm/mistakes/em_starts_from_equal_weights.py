"""Each call begins with equal weights.

em goes on from the weights that the model has, lam. Equal ones are what somebody may have made it with, or not.
"""

import numpy as np

from ngram_lm import EOS

REGION = "Interpolated.em"
CAUGHT_BY = [
    "test_one_step_of_em",
]


class Interpolated:
    def em(self, heldout, steps):
        # BEGIN SOLUTION Interpolated.em
        likelihoods = np.array(
            [self.components(ids[:t])[:, word] for ids in heldout for t, word in enumerate([*ids, EOS])]
        )
        self.lam, history = np.full(self.n + 1, 1 / (self.n + 1)), []
        for _ in range(steps):
            joint = likelihoods * self.lam
            mixture = joint.sum(axis=1)
            history.append(float(np.log(mixture).sum()))
            self.lam = (joint / mixture[:, None]).mean(axis=0)
        return history
        # END SOLUTION
