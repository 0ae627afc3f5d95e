"""The weights play no part in the shares.

A component's share of a token is lam[j] p_j / sum_i lam[i] p_i. Without lam, every step gives the same result.
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
            history.append(float(np.log(parts @ self.lam).sum()))
            self.lam = (parts / parts.sum(axis=1, keepdims=True)).mean(axis=0)
        return history
        # END SOLUTION
