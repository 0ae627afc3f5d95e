"""</s> is no token of the held-out texts.

Every text is predicted with its </s>, in EM as in logprob.
"""

import numpy as np

REGION = "Interpolated.em"
CAUGHT_BY = [
    "test_one_step_of_em",
    "test_em_on_random_texts",
]


class Interpolated:
    def em(self, heldout, steps):
        # BEGIN SOLUTION Interpolated.em
        parts = np.array([self.components(ids[:t])[:, word] for ids in heldout for t, word in enumerate(ids)])
        history = []
        for _ in range(steps):
            joint = parts * self.lam
            history.append(float(np.log(joint.sum(axis=1)).sum()))
            self.lam = (joint / joint.sum(axis=1, keepdims=True)).mean(axis=0)
        return history
        # END SOLUTION
