"""The texts are kept and counted later, when dist is asked.

The lists belong to whoever called fit, and may have changed until then. Count at once.
"""

from collections import Counter, defaultdict

from ngram_lm import ngrams

REGION = "KneserNey.fit"
CAUGHT_BY = [
    "test_kneser_ney_leaves_lists_alone",
]


class KneserNey:
    def fit(self, seqs):
        # BEGIN SOLUTION KneserNey.fit
        model, texts = self, list(seqs)

        class Counts(dict):
            def get(self, context):
                if not self:
                    grams = Counter(gram for ids in texts for gram in ngrams(ids, model.n))
                    counts = defaultdict(Counter)
                    for _ in range(model.n):
                        for gram, count in grams.items():
                            counts[gram[:-1]][gram[-1]] = count
                        grams = Counter(gram[1:] for gram in grams)
                    self.update(counts)
                return super().get(context)

        self.counts = Counts()
        return self
        # END SOLUTION
