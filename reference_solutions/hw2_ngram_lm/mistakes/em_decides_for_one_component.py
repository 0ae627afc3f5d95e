"""Each token is given to the most probable component.

That is another algorithm ("hard" EM), and the likelihood may fall. EM shares every token out.
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
            history.append(float(np.log(joint.sum(axis=1)).sum()))
            self.lam = np.bincount(joint.argmax(axis=1), minlength=self.n + 1) / len(parts)
        return history
        # END SOLUTION
