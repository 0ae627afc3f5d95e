"""Lower orders sum the continuation counts above them.

For every order, count the different words in front of the n-gram. Adding up the continuation counts of longer n-grams
counts different pairs, triples and so on.
"""

from collections import Counter, defaultdict

from ngram_lm import ngrams

REGION = "KneserNey.fit"
CAUGHT_BY = [
    "test_kneser_ney_on_random_texts",
    "test_kneser_ney_at_the_beginnings_of_texts",
]


class KneserNey:
    def fit(self, seqs):
        # BEGIN SOLUTION KneserNey.fit
        grams = Counter(gram for ids in seqs for gram in ngrams(ids, self.n))
        counts = defaultdict(Counter)
        for length in range(self.n, 0, -1):
            for gram, count in grams.items():
                counts[gram[:-1]][gram[-1]] = count
            shorter = Counter()
            for gram, count in grams.items():
                shorter[gram[1:]] += 1 if length == self.n else count
            grams = shorter
        self.counts = dict(counts)
        return self
        # END SOLUTION
