"""EM leaves out unknown words.

UNK is a token that is predicted, like any other, and it is shared out like any other.
"""

import numpy as np

from ngram_lm import EOS, UNK

REGION = "Interpolated.em"
CAUGHT_BY = [
    "test_em_on_random_texts",
]


class Interpolated:
    def em(self, heldout, steps):
        # BEGIN SOLUTION Interpolated.em
        likelihoods = np.array(  # (tokens, n+1); they do not depend on lam
            [
                self.components(ids[max(t - self.n + 1, 0) : t])[:, word]
                for ids in heldout
                for t, word in enumerate([*ids, EOS])
                if word != UNK
            ]
        )
        history = []
        for _ in range(steps):
            joint = likelihoods * self.lam
            mixture = joint.sum(axis=1)
            history.append(float(np.log(mixture).sum()))
            self.lam = (joint / mixture[:, None]).mean(axis=0)
        return history
        # END SOLUTION
