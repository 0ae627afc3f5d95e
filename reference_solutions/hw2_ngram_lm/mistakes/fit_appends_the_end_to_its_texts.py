"""</s> is appended to the caller's texts.

ids.append(EOS) changes the list that you were given, and whoever counts it again finds two </s>. [*ids, EOS] is a new
list.
"""

from collections import Counter, defaultdict

from ngram_lm import EOS, ngrams

REGION = "NGramLM.fit"
CAUGHT_BY = [
    "test_texts_and_histories_are_left_alone",
]


class NGramLM:
    def fit(self, seqs):
        # BEGIN SOLUTION NGramLM.fit
        table = defaultdict(Counter)
        for ids in seqs:
            ids.append(EOS)
            for *context, word in ngrams(ids, self.n)[:-1]:
                table[tuple(context)][word] += 1
        self.table = dict(table)
        return self
        # END SOLUTION
