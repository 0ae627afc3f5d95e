"""A second fit adds to the counts of the first.

A model that is fitted again is to know the new texts only. Begin with an empty table.
"""

from collections import Counter, defaultdict

from ngram_lm import ngrams

REGION = "KneserNey.fit"
CAUGHT_BY = [
    "test_a_second_fit_of_kneser_ney",
]


class KneserNey:
    def fit(self, seqs):
        # BEGIN SOLUTION KneserNey.fit
        grams = Counter(gram for ids in seqs for gram in ngrams(ids, self.n))
        counts = self.__dict__.setdefault("counts", defaultdict(Counter))
        for _ in range(self.n):
            for gram, count in grams.items():
                counts[gram[:-1]][gram[-1]] += count
            grams = Counter(gram[1:] for gram in grams)
        return self
        # END SOLUTION
