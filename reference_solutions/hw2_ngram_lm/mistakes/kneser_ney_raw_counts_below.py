"""Lower orders use raw counts.

Below the top order a word counts once for each different word in front of it. With raw counts "Francisco" is probable
after any word, because "San Francisco" is frequent.
"""

from collections import Counter, defaultdict

from ngram_lm import ngrams

REGION = "KneserNey.fit"
CAUGHT_BY = [
    "test_a_frequent_word_that_follows_one_word_only",
    "test_a_bigram_is_discounted_and_interpolated",
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
            shorter = Counter()
            for gram, count in grams.items():
                shorter[gram[1:]] += count
            grams = shorter
        self.counts = dict(counts)
        return self
        # END SOLUTION
