"""The log-likelihood is taken after the step.

The first entry of the result tells how good the weights were that you were given.
"""

import numpy as np

from ngram_lm import EOS

REGION = "Interpolated.em"
CAUGHT_BY = [
    "test_one_step_of_em",
    "test_em_on_random_texts",
]


class Interpolated:
    def em(self, heldout, steps):
        # BEGIN SOLUTION Interpolated.em
        parts = np.array([self.components(ids[:t])[:, w] for ids in heldout for t, w in enumerate([*ids, EOS])])
        history = []
        for _ in range(steps):
            joint = parts * self.lam
            self.lam = (joint / joint.sum(axis=1, keepdims=True)).mean(axis=0)
            history.append(float(np.log(parts @ self.lam).sum()))
        return history
        # END SOLUTION
