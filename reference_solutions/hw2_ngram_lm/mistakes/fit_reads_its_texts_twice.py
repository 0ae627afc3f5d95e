"""fit goes through the texts twice.

An iterator can be gone through once: the second time it is empty. Do everything in one go, or make a list first.
"""

from collections import Counter

from ngram_lm import ngrams

REGION = "NGramLM.fit"
CAUGHT_BY = [
    "test_texts_are_counted_apart",
]


class NGramLM:
    def fit(self, seqs):
        # BEGIN SOLUTION NGramLM.fit
        contexts = {tuple(context) for ids in seqs for *context, _ in ngrams(ids, self.n)}
        self.table = {context: Counter() for context in contexts}
        for ids in seqs:
            for *context, word in ngrams(ids, self.n):
                self.table[tuple(context)][word] += 1
        return self
        # END SOLUTION
