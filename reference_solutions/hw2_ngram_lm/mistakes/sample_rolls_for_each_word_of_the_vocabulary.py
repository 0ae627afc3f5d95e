"""One number is rolled for each id.

A multinomial draw uses many random numbers. By the inverse CDF one is enough: it says which word.
"""

import numpy as np

from ngram_lm import EOS

REGION = "NGramLM.sample"
CAUGHT_BY = [
    "test_one_number_for_each_roll",
    "test_samples_of_random_models",
]


class NGramLM:
    def sample(self, rng, max_len=100):
        # BEGIN SOLUTION NGramLM.sample
        words = []
        while len(words) < max_len:
            with np.errstate(divide="ignore"):
                noisy = np.log(self.dist(words)) - np.log(-np.log(np.array([rng.random() for _ in range(self.V)])))
            word = int(np.argmax(noisy))
            if word == EOS:
                break
            words.append(word)
        return words
        # END SOLUTION
