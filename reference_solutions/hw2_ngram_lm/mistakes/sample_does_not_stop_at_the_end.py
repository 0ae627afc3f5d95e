"""It goes on after </s>.

After </s> comes nothing. A model has no context with </s> in it, so it cannot go on.
"""

import numpy as np

from ngram_lm import EOS

REGION = "NGramLM.sample"
CAUGHT_BY = [
    "test_samples_of_random_models",
]


class NGramLM:
    def sample(self, rng, max_len=100):
        # BEGIN SOLUTION NGramLM.sample
        words = []
        for _ in range(max_len):
            cumulative = np.cumsum(self.dist(words))
            word = int(np.searchsorted(cumulative, rng.random() * cumulative[-1], side="right"))
            if word != EOS:
                words.append(word)
        return words
        # END SOLUTION
