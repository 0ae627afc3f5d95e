"""The table is emptied for every text.

Where does the line that makes the table stand: inside the loop over texts, or before it?
"""

from collections import Counter, defaultdict

from ngram_lm import ngrams

REGION = "NGramLM.fit"
CAUGHT_BY = [
    "test_what_cows_eat",
    "test_maximum_likelihood_on_random_texts",
]


class NGramLM:
    def fit(self, seqs):
        # BEGIN SOLUTION NGramLM.fit
        for ids in seqs:
            table = defaultdict(Counter)
            for *context, word in ngrams(ids, self.n):
                table[tuple(context)][word] += 1
        self.table = dict(table)
        return self
        # END SOLUTION
