"""n-grams that end in <s> are counted.

<s> is put in front of a text but never predicted. Leave out the n-grams whose last word it is.
"""

from collections import Counter, defaultdict

from ngram_lm import BOS, EOS

REGION = "KneserNey.fit"
CAUGHT_BY = [
    "test_kneser_ney_gives_distributions",
    "test_kneser_ney_at_the_beginnings_of_texts",
    "test_kneser_ney_gives_distributions_on_random_texts",
]


class KneserNey:
    def fit(self, seqs):
        # BEGIN SOLUTION KneserNey.fit
        text = [word for ids in seqs for word in [BOS] * (self.n - 1) + [*ids, EOS]]
        grams = Counter(tuple(text[end - self.n : end]) for end in range(self.n, len(text) + 1))
        counts = defaultdict(Counter)
        for _ in range(self.n):
            for gram, count in grams.items():
                counts[gram[:-1]][gram[-1]] = count
            grams = Counter(gram[1:] for gram in grams)
        self.counts = dict(counts)
        return self
        # END SOLUTION
