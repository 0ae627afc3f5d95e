"""<s> does not count as a word in front.

A word that begins texts has <s> in front of it, which is one of the different words in front. Otherwise a word that
was only ever seen at the start has the continuation count 0.
"""

from collections import Counter, defaultdict

from ngram_lm import BOS, ngrams

REGION = "KneserNey.fit"
CAUGHT_BY = [
    "test_kneser_ney_at_the_beginnings_of_texts",
    "test_kneser_ney_on_random_texts",
]


class KneserNey:
    def fit(self, seqs):
        # BEGIN SOLUTION KneserNey.fit
        grams = Counter(gram for ids in seqs for gram in ngrams(ids, self.n))
        counts = defaultdict(Counter)
        for _ in range(self.n):
            for gram, count in grams.items():
                counts[gram[:-1]][gram[-1]] = count
            grams = Counter(gram[1:] for gram in grams if gram[0] != BOS)
        self.counts = dict(counts)
        return self
        # END SOLUTION
