"""How texts end is not counted.

The last n-gram of a text predicts </s>. Leaving it out makes a model that cannot stop.
"""

from collections import Counter, defaultdict

from ngram_lm import ngrams

REGION = "NGramLM.fit"
CAUGHT_BY = [
    "test_what_cows_eat",
    "test_texts_are_counted_apart",
    "test_maximum_likelihood_on_random_texts",
]


class NGramLM:
    def fit(self, seqs):
        # BEGIN SOLUTION NGramLM.fit
        table = defaultdict(Counter)
        for ids in seqs:
            for *context, word in ngrams(ids, self.n)[:-1]:
                table[tuple(context)][word] += 1
        self.table = dict(table)
        return self
        # END SOLUTION
