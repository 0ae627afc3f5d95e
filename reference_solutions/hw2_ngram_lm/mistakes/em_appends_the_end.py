"""</s> is appended to the caller's held-out texts.

ids.append(EOS) changes the list that you were given: the next call predicts one token more. [*ids, EOS] is a new
list.
"""

import numpy as np

from ngram_lm import EOS

REGION = "Interpolated.em"
CAUGHT_BY = [
    "test_interpolated_leaves_lists_alone",
]


class Interpolated:
    def em(self, heldout, steps):
        # BEGIN SOLUTION Interpolated.em
        rows = []
        for ids in heldout:
            ids.append(EOS)
            rows += [self.components(ids[:t])[:, word] for t, word in enumerate(ids)]
        likelihoods, history = np.array(rows), []
        for _ in range(steps):
            joint = likelihoods * self.lam
            mixture = joint.sum(axis=1)
            history.append(float(np.log(mixture).sum()))
            self.lam = (joint / mixture[:, None]).mean(axis=0)
        return history
        # END SOLUTION
