"""The number rolled is taken from the other end.

1 - rng.random() is as random as rng.random(), but another number: the inverse CDF takes the first word whose cumulative
probability is greater than the number itself.
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
        while len(words) < max_len:
            cumulative = np.cumsum(self.dist(words))
            word = int(np.searchsorted(cumulative, (1 - rng.random()) * cumulative[-1], side="right"))
            if word == EOS:
                break
            words.append(word)
        return words
        # END SOLUTION
