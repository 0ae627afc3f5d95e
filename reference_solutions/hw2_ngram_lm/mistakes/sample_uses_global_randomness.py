"""The global random state is used.

Use the generator that was passed: then a sample can be repeated, and two samplers do not disturb each other.
"""

import numpy as np

from ngram_lm import EOS

REGION = "NGramLM.sample"
CAUGHT_BY = [
    "test_one_number_for_each_roll",
    "test_samples_of_random_models",
    "test_sample_by_the_inverse_cdf",
]


class NGramLM:
    def sample(self, rng, max_len=100):
        # BEGIN SOLUTION NGramLM.sample
        words = []
        while len(words) < max_len:
            cumulative = np.cumsum(self.dist(words))
            word = int(np.searchsorted(cumulative, np.random.random() * cumulative[-1], side="right"))
            if word == EOS:
                break
            words.append(word)
        return words
        # END SOLUTION
