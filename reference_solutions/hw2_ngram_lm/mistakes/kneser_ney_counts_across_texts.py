"""One <s> stands between two texts, whatever n is.

The first words of a text then have the last words of the text before in their context. It takes n-1 times <s> to keep
two texts apart.
"""

from collections import Counter, defaultdict

from ngram_lm import BOS, EOS

REGION = "KneserNey.fit"
CAUGHT_BY = [
    "test_kneser_ney_at_the_beginnings_of_texts",
    "test_kneser_ney_on_random_texts",
]


class KneserNey:
    def fit(self, seqs):
        # BEGIN SOLUTION KneserNey.fit
        text = [word for ids in seqs for word in [BOS, *ids, EOS]]
        windows = [tuple(text[end - self.n : end]) for end in range(self.n, len(text) + 1)]
        grams = Counter(gram for gram in windows if gram[-1] != BOS)
        counts = defaultdict(Counter)
        for _ in range(self.n):
            for gram, count in grams.items():
                counts[gram[:-1]][gram[-1]] = count
            grams = Counter(gram[1:] for gram in grams)
        self.counts = dict(counts)
        return self
        # END SOLUTION
