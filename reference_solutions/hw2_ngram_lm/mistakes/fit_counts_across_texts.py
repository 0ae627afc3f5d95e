"""All texts are counted as one.

Joined together, the end of one text becomes the context of the next one's beginning, and there is one </s> for all.
Count each text on its own.
"""

from collections import Counter, defaultdict

from ngram_lm import ngrams

REGION = "NGramLM.fit"
CAUGHT_BY = [
    "test_texts_are_counted_apart",
    "test_maximum_likelihood_on_random_texts",
]


class NGramLM:
    def fit(self, seqs):
        # BEGIN SOLUTION NGramLM.fit
        table = defaultdict(Counter)
        for *context, word in ngrams([word for ids in seqs for word in ids], self.n):
            table[tuple(context)][word] += 1
        self.table = dict(table)
        return self
        # END SOLUTION
