"""<s> does not count as a word in front.

A word that begins texts has <s> in front of it, which is one of the different words in front. Otherwise a word that
was only ever seen at the start has the continuation count 0.
"""

import numpy as np

from ngram_lm import BOS, EOS, Level, count_ngrams, count_rows

REGION = "KneserNey.fit"
CAUGHT_BY = [
    "test_kneser_ney_at_the_beginnings_of_texts",
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
            rows, often = count_rows(grams.T[1:])
            at_start = count_rows([np.append(column, 0) for column in grams[grams[:, 0] == BOS].T[1:]])[0]
            lost = [tuple(row) in set(map(tuple, at_start.tolist())) for row in rows.tolist()]
            tables.append((rows, np.maximum(often - np.array(lost), 1)))
        self.levels = []
        for grams, counts in reversed(tables):
            self.levels.append(Level.build(self.V, self.levels, grams, counts))
        return self
        # END SOLUTION
