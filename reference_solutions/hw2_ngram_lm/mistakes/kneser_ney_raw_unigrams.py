"""The unigrams use raw counts, the orders between do not.

Unigrams, too, are below the top order: they count different words in front.
"""

from collections import Counter, defaultdict

from ngram_lm import EOS, ngrams

REGION = "KneserNey.fit"
CAUGHT_BY = [
    "test_a_frequent_word_that_follows_one_word_only",
    "test_kneser_ney_on_random_texts",
]


class KneserNey:
    def fit(self, seqs):
        # BEGIN SOLUTION KneserNey.fit
        texts = [[*ids, EOS] for ids in seqs]
        grams = Counter(gram for ids in texts for gram in ngrams(ids[:-1], self.n))
        counts = defaultdict(Counter)
        for _ in range(self.n):
            for gram, count in grams.items():
                counts[gram[:-1]][gram[-1]] = count
            grams = Counter(gram[1:] for gram in grams)
        self.counts = {**counts, (): Counter(word for ids in texts for word in ids)}
        return self
        # END SOLUTION
