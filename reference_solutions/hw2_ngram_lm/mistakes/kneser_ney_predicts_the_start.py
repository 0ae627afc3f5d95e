"""n-grams that end in <s> are counted.

<s> is put in front of a text but never predicted. Leave out the n-grams whose last word it is.
"""

import numpy as np

from ngram_lm import BOS, EOS, Level, count_ngrams, count_rows

REGION = "KneserNey.fit"
CAUGHT_BY = [
    "test_kneser_ney_gives_distributions",
    "test_kneser_ney_at_the_beginnings_of_texts",
    "test_kneser_ney_gives_distributions_on_random_texts",
]


class KneserNey:
    def fit(self, seqs):
        # BEGIN SOLUTION KneserNey.fit
        before = np.full(self.n - 1, BOS)
        text = np.concatenate([part for ids in seqs for part in (before, np.asarray(ids, dtype=np.int64), [EOS])])
        grams, counts = count_ngrams(text.astype(np.int64), self.n)
        predicted = np.full(len(grams), True)
        tables = [(grams[predicted], counts[predicted])]
        while (grams := tables[-1][0]).shape[1] > 1:
            tables.append(count_rows(grams.T[1:]))
        self.levels = []
        for grams, counts in reversed(tables):
            self.levels.append(Level.build(self.V, self.levels, grams, counts))
        return self
        # END SOLUTION
