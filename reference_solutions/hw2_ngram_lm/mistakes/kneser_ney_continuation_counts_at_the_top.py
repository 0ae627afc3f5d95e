"""The top order does not use its counts.

At the top order there is nothing in front to count: the n-grams are counted as often as they occur.
"""

import numpy as np

from ngram_lm import BOS, EOS, Level, count_ngrams, count_rows

REGION = "KneserNey.fit"
CAUGHT_BY = [
    "test_a_bigram_is_discounted_and_interpolated",
    "test_unigrams_are_discounted_and_interpolated_with_the_uniform_distribution",
    "test_kneser_ney_on_random_texts",
]


class KneserNey:
    def fit(self, seqs):
        # BEGIN SOLUTION KneserNey.fit
        before = np.full(self.n - 1, BOS)
        text = np.concatenate([part for ids in seqs for part in (before, np.asarray(ids, dtype=np.int64), [EOS])])
        grams, counts = count_ngrams(text.astype(np.int64), self.n)
        predicted = grams[:, -1] != BOS
        tables = [(grams[predicted], np.ones(predicted.sum(), dtype=np.int64))]
        while (grams := tables[-1][0]).shape[1] > 1:
            tables.append(count_rows(grams.T[1:]))
        self.levels = []
        for grams, counts in reversed(tables):
            self.levels.append(Level.build(self.V, self.levels, grams, counts))
        return self
        # END SOLUTION
