"""All models share their counts.

KneserNey.counts belongs to the class, so the model that was fitted last speaks for all of them. What belongs to one
model is self.counts.
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
        counts = defaultdict(Counter)  # context of n-1 words or fewer -> word -> count
        for _ in range(self.n):
            for gram, count in grams.items():
                counts[gram[:-1]][gram[-1]] = count
            grams = Counter(gram[1:] for gram in grams)  # one for each different word in front
        KneserNey.counts = dict(counts)
        return self
        # END SOLUTION
