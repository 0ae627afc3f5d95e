"""Unknown words are not counted.

UNK is a word like any other: it follows words, and it stands in front of words.
"""

from collections import Counter, defaultdict

from ngram_lm import UNK, ngrams

REGION = "KneserNey.fit"
CAUGHT_BY = [
    "test_kneser_ney_on_random_texts",
]


class KneserNey:
    def fit(self, seqs):
        # BEGIN SOLUTION KneserNey.fit
        grams = Counter(gram for ids in seqs for gram in ngrams(ids, self.n) if gram[-1] != UNK)
        counts = defaultdict(Counter)  # context of n-1 words or fewer -> word -> count
        for _ in range(self.n):
            for gram, count in grams.items():
                counts[gram[:-1]][gram[-1]] = count
            grams = Counter(gram[1:] for gram in grams)  # one for each different word in front
        self.counts = dict(counts)
        return self
        # END SOLUTION
