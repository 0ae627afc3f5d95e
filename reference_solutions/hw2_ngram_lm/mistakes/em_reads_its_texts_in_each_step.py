"""The texts are gone through in each step.

An iterator can be gone through once: from the second step on there is nothing. What the components say does not
depend on the weights, so once is enough.
"""

import numpy as np

from ngram_lm import EOS

REGION = "Interpolated.em"
CAUGHT_BY = [
    "test_em_on_random_texts",
]


class Interpolated:
    def em(self, heldout, steps):
        # BEGIN SOLUTION Interpolated.em
        history = []
        for _ in range(steps):
            likelihoods = np.array(
                [self.components(ids[:t])[:, word] for ids in heldout for t, word in enumerate([*ids, EOS])]
            ).reshape(-1, self.n + 1)
            joint = likelihoods * self.lam
            mixture = joint.sum(axis=1)
            history.append(float(np.log(mixture).sum()))
            self.lam = (joint / mixture[:, None]).mean(axis=0)
        return history
        # END SOLUTION
