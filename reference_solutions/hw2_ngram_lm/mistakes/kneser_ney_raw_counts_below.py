"""Lower orders use raw counts.

Below the top order a word counts once for each different word in front of it. With raw counts "Francisco" is probable
after any word, because "San Francisco" is frequent.
"""

import numpy as np

from ngram_lm import BOS, EOS, Level, count_ngrams, count_rows

REGION = "KneserNey.fit"
CAUGHT_BY = [
    "test_a_frequent_word_that_follows_one_word_only",
    "test_a_bigram_is_discounted_and_interpolated",
    "test_kneser_ney_on_random_texts",
]


class KneserNey:
    def fit(self, seqs):
        # BEGIN SOLUTION KneserNey.fit
        before = np.full(self.n - 1, BOS)
        text = np.concatenate([part for ids in seqs for part in (before, np.asarray(ids, dtype=np.int64), [EOS])])
        grams, counts = count_ngrams(text.astype(np.int64), self.n)
        predicted = grams[:, -1] != BOS
        tables = [(grams[predicted], counts[predicted])]
        while (grams := tables[-1][0]).shape[1] > 1:
            tables.append(count_rows(np.repeat(grams, tables[-1][1], axis=0).T[1:]))
        self.levels = []
        for grams, counts in reversed(tables):
            self.levels.append(Level.build(self.V, self.levels, grams, counts))
        return self
        # END SOLUTION
