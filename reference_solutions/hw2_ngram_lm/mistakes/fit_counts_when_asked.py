"""The texts are kept and counted later, when dist is asked.

The lists belong to whoever called fit, and may have changed until then. Count at once; the table is all you need.
"""

from collections import Counter

from ngram_lm import ngrams

REGION = "NGramLM.fit"
CAUGHT_BY = [
    "test_texts_and_histories_are_left_alone",
]


class NGramLM:
    def fit(self, seqs):
        # BEGIN SOLUTION NGramLM.fit
        model, texts = self, list(seqs)

        class Table(dict):
            def get(self, context, default=None):
                while texts:
                    for *start, word in ngrams(texts.pop(), model.n):
                        self.setdefault(tuple(start), Counter())[word] += 1
                return super().get(context, default)

            def __contains__(self, context):
                return self.get(context) is not None

        self.table = Table()
        return self
        # END SOLUTION
