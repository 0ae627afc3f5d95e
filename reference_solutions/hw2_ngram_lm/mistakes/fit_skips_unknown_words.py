"""Unknown words are not counted.

UNK is a word like any other: it follows words, words follow it, and only BOS is never predicted.
"""

from collections import Counter, defaultdict

from ngram_lm import UNK, ngrams

REGION = "NGramLM.fit"
CAUGHT_BY = [
    "test_maximum_likelihood_on_random_texts",
]


class NGramLM:
    def fit(self, seqs):
        # BEGIN SOLUTION NGramLM.fit
        table = defaultdict(Counter)
        for ids in seqs:
            for *context, word in ngrams(ids, self.n):
                if word != UNK:
                    table[tuple(context)][word] += 1
        self.table = dict(table)
        return self
        # END SOLUTION
