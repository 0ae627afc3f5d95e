"""An n-gram counts once, however often it occurs.

A set of n-grams forgets how often each occurred in a text. Relative frequencies need the counts.
"""

from collections import Counter, defaultdict

from ngram_lm import ngrams

REGION = "NGramLM.fit"
CAUGHT_BY = [
    "test_maximum_likelihood_on_random_texts",
]


class NGramLM:
    def fit(self, seqs):
        # BEGIN SOLUTION NGramLM.fit
        table = defaultdict(Counter)
        for ids in seqs:
            for *context, word in set(ngrams(ids, self.n)):
                table[tuple(context)][word] += 1
        self.table = dict(table)
        return self
        # END SOLUTION
