"""Lower orders sum the continuation counts above them.

For every order, count the different words in front of the n-gram. Adding up the continuation counts of longer n-grams
counts different pairs, triples and so on.
"""

import numpy as np

from ngram_lm import BOS, EOS, Level, count_ngrams, count_rows

REGION = "KneserNey.fit"
CAUGHT_BY = [
    "test_kneser_ney_on_random_texts",
    "test_kneser_ney_at_the_beginnings_of_texts",
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
            often = tables[-1][1] if len(tables) > 1 else np.ones(len(grams), dtype=np.int64)
            tables.append(count_rows(np.repeat(grams, often, axis=0).T[1:]))
        self.levels = []
        for grams, counts in reversed(tables):
            self.levels.append(Level.build(self.V, self.levels, grams, counts))
        return self
        # END SOLUTION
