"""fit returns None.

NGramLM(2, V).fit(texts).dist(history) is how models are used; for that, fit returns the model itself.
"""

from collections import Counter, defaultdict

from ngram_lm import ngrams

REGION = "NGramLM.fit"
CAUGHT_BY = [
    "test_texts_are_counted_apart",
]


class NGramLM:
    def fit(self, seqs):
        # BEGIN SOLUTION NGramLM.fit
        table = defaultdict(Counter)
        for ids in seqs:
            for *context, word in ngrams(ids, self.n):
                table[tuple(context)][word] += 1
        self.table = dict(table)
        # END SOLUTION
