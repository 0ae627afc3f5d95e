"""The mean log-likelihood is returned.

The log-likelihood of the held-out texts is the sum over their tokens.
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
            history.append(float(np.log(joint.sum(axis=1)).mean()))
            self.lam = (joint / joint.sum(axis=1, keepdims=True)).mean(axis=0)
        return history
        # END SOLUTION
