"""fit returns None.

fit returns the model itself, as NGramLM.fit does.
"""

from collections import Counter, defaultdict

from ngram_lm import ngrams

REGION = "KneserNey.fit"
CAUGHT_BY = [
    "test_kneser_ney_is_a_language_model",
]


class KneserNey:
    def fit(self, seqs):
        # BEGIN SOLUTION KneserNey.fit
        grams = Counter(gram for ids in seqs for gram in ngrams(ids, self.n))
        counts = defaultdict(Counter)
        for _ in range(self.n):
            for gram, count in grams.items():
                counts[gram[:-1]][gram[-1]] = count
            grams = Counter(gram[1:] for gram in grams)
        self.counts = dict(counts)
        # END SOLUTION
