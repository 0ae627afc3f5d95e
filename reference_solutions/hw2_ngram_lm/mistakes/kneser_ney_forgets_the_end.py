"""There is no </s>.

Every text ends in </s>, which is predicted like a word.
"""

from collections import Counter, defaultdict

from ngram_lm import ngrams

REGION = "KneserNey.fit"
CAUGHT_BY = [
    "test_a_bigram_is_discounted_and_interpolated",
    "test_kneser_ney_on_random_texts",
]


class KneserNey:
    def fit(self, seqs):
        # BEGIN SOLUTION KneserNey.fit
        grams = Counter(gram for ids in seqs for gram in ngrams(ids, self.n)[:-1])
        counts = defaultdict(Counter)
        for _ in range(self.n):
            for gram, count in grams.items():
                counts[gram[:-1]][gram[-1]] = count
            grams = Counter(gram[1:] for gram in grams)
        self.counts = dict(counts)
        return self
        # END SOLUTION
