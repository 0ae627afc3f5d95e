"""A second fit adds to the counts of the first.

A model that is fitted again is to know the new texts only. Count into a new table, and put it in place of the old
one.
"""

from collections import Counter

from ngram_lm import ngrams

REGION = "NGramLM.fit"
CAUGHT_BY = [
    "test_a_second_fit_forgets_the_first",
]


class NGramLM:
    def fit(self, seqs):
        # BEGIN SOLUTION NGramLM.fit
        for ids in seqs:
            for *context, word in ngrams(ids, self.n):
                self.table.setdefault(tuple(context), Counter())[word] += 1
        return self
        # END SOLUTION
