"""</s> is appended to the caller's texts.

ids.append(EOS) changes the list that you were given. ngrams adds </s> by itself, in a list of its own.
"""

from collections import Counter, defaultdict

from ngram_lm import EOS, ngrams

REGION = "KneserNey.fit"
CAUGHT_BY = [
    "test_kneser_ney_leaves_lists_alone",
]


class KneserNey:
    def fit(self, seqs):
        # BEGIN SOLUTION KneserNey.fit
        grams = Counter()
        for ids in seqs:
            ids.append(EOS)
            grams.update(ngrams(ids, self.n)[:-1])
        counts = defaultdict(Counter)
        for _ in range(self.n):
            for gram, count in grams.items():
                counts[gram[:-1]][gram[-1]] = count
            grams = Counter(gram[1:] for gram in grams)
        self.counts = dict(counts)
        return self
        # END SOLUTION
