"""n-gram language models, with NumPy only.

A language model gives every text a probability, word by word (the chain rule):

    p(w_1 ... w_T </s>) = prod_t p(w_t | w_1 ... w_{t-1})

An n-gram model looks at the last n-1 words only. Words are ids in range(V); a text is a list of ids. In front of a text
stand n-1 times <s>, so that its first words have a context too, and behind it stands </s>: so the model knows how texts
begin and, being asked for </s> as for any word, how they end. All logarithms are natural.

No function changes the lists and arrays it is given, and none looks at them again after it has returned. An Iterable
may be one that can be gone through only once, such as an open file or a generator; the texts in it are lists. There is
at least one text wherever texts are asked for.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

Array = np.ndarray

BOS, EOS, UNK = 0, 1, 2
SPECIALS = ("<s>", "</s>", "<unk>")


class Vocab:
    """ids 0, 1, 2 are <s>, </s>, <unk>; the rest by (count desc, token asc), so the order is a function of the data.

    Attributes:
        itos: the tokens by id ("integer to string"), the specials first.
    """

    def __init__(self, tokens: Iterable[str], min_count: int = 1) -> None:
        """Number the tokens that occur at least `min_count` times. A special among them keeps its own id."""
        # YOUR CODE HERE
        raise NotImplementedError("ngram_lm.py: Vocab.__init__")

    def __len__(self) -> int:
        return len(self.itos)

    def encode(self, tokens: Iterable[str]) -> list[int]:
        """The ids of the tokens; UNK for a token that has none."""
        # YOUR CODE HERE
        raise NotImplementedError("ngram_lm.py: Vocab.encode")

    def decode(self, ids: Iterable[int]) -> list[str]:
        """The tokens of the ids, specials included."""
        # YOUR CODE HERE
        raise NotImplementedError("ngram_lm.py: Vocab.decode")


def ngrams(ids: Sequence[int], n: int) -> list[tuple[int, ...]]:
    """The n-grams of <s>^(n-1) ids </s>: exactly len(ids) + 1 of them, in the order of the text."""
    # YOUR CODE HERE
    raise NotImplementedError("ngram_lm.py: ngrams")


def count_ngrams(ids: Array, n: int) -> tuple[Array, Array]:
    """Distinct n-grams of one long id array, as (K, n) sorted lexicographically, and their counts (K,).

    Nothing is padded: there are len(ids) - n + 1 positions (none if the array is shorter than n: K = 0). The ids are
    non-negative, of any integer dtype, and may be large, but below 2^63; both results are integer arrays.

    No Python loop over positions: it must be clearly faster than counting tuples in a Counter and sorting them.
    Sorting numbers is; sorting rows (`np.unique` with axis=0) is not.
    """
    # YOUR CODE HERE
    raise NotImplementedError("ngram_lm.py: count_ngrams")


class NGramLM:
    """p(w | the last n-1 words). BOS is never predicted: p(BOS | .) = 0 and the other V-1 probabilities sum to 1.

    Attributes:
        n: the order of the model: it sees n-1 words.
        V: the number of ids, specials included.
        table: context (a tuple of n-1 ids) -> how often each word followed it. For your own use: no test reads it.
    """

    def __init__(self, n: int, vocab_size: int) -> None:
        self.n, self.V = n, vocab_size
        self.table: dict[tuple, Counter] = {}

    def fit(self, seqs: Iterable[Sequence[int]]) -> NGramLM:
        """Count the n-grams of all texts, each text padded on its own; returns self. A second fit forgets the first."""
        # YOUR CODE HERE
        raise NotImplementedError("ngram_lm.py: NGramLM.fit")

    def context(self, history: Sequence[int]) -> tuple[int, ...]:
        """The last n-1 ids of history, padded with BOS on the left."""
        # YOUR CODE HERE
        raise NotImplementedError("ngram_lm.py: NGramLM.context")

    def dist(self, history: Sequence[int]) -> Array:
        """The maximum-likelihood distribution, float64 (V,); ValueError for a context never seen.

        The context is looked up, not searched for: the time does not grow with the number of contexts.
        """
        # YOUR CODE HERE
        raise NotImplementedError("ngram_lm.py: NGramLM.dist")

    def logprob(self, ids: Sequence[int]) -> float:
        """ln p(ids </s>) by the chain rule; -inf if some factor is 0."""
        # YOUR CODE HERE
        raise NotImplementedError("ngram_lm.py: NGramLM.logprob")

    def perplexity(self, seqs: Iterable[Sequence[int]]) -> float:
        """exp of the mean negative log-probability per predicted token; </s> is predicted, <s> is not."""
        # YOUR CODE HERE
        raise NotImplementedError("ngram_lm.py: NGramLM.perplexity")

    def sample(self, rng: np.random.Generator, max_len: int = 100) -> list[int]:
        """Roll the dice until </s> or max_len words; exactly one rng.random() per roll, by the inverse CDF.

        The inverse CDF: of the words in the order of their ids, take the first whose cumulative probability is greater
        than the number rolled. Returns the words, without </s>; after max_len words there is no further roll.
        """
        # YOUR CODE HERE
        raise NotImplementedError("ngram_lm.py: NGramLM.sample")


class AddK(NGramLM):
    """Add-k smoothing: every word that can be predicted is counted k times more than it was seen; k is positive."""

    def __init__(self, n: int, vocab_size: int, k: float = 1.0) -> None:
        super().__init__(n, vocab_size)
        self.k = k

    def dist(self, history: Sequence[int]) -> Array:
        """The smoothed distribution, float64 (V,); uniform over the V-1 words for a context never seen."""
        # YOUR CODE HERE
        raise NotImplementedError("ngram_lm.py: AddK.dist")


class Interpolated(NGramLM):
    """Jelinek-Mercer: sum_j lam[j] p_j(w | the last j-1 words), j = 0 (uniform), 1, ..., n.

    An order whose context was never seen gives its weight to the next lower order.

    Attributes:
        lam: the n+1 weights, float64.
        orders: the maximum-likelihood models of orders 1, ..., n.
    """

    def __init__(self, n: int, vocab_size: int, lam: Sequence[float]) -> None:
        super().__init__(n, vocab_size)
        self.lam = np.array(lam, dtype=np.float64)
        if len(self.lam) != n + 1 or self.lam.min() < 0 or abs(self.lam.sum() - 1) > 1e-9:
            raise ValueError("lam must be n+1 non-negative weights that sum to 1")
        self.orders = [NGramLM(j, vocab_size) for j in range(1, n + 1)]

    def fit(self, seqs: Iterable[Sequence[int]]) -> Interpolated:
        """Fit the model of every order on all texts; returns self. The weights stay as they are.

        A second fit forgets the first.
        """
        # YOUR CODE HERE
        raise NotImplementedError("ngram_lm.py: Interpolated.fit")

    def components(self, history: Sequence[int]) -> Array:
        """(n+1, V): row 0 uniform over everything but BOS, row j the j-gram estimate (or row j-1 if unseen)."""
        # YOUR CODE HERE
        raise NotImplementedError("ngram_lm.py: Interpolated.components")

    def dist(self, history: Sequence[int]) -> Array:
        """The mixture of the components, float64 (V,)."""
        # YOUR CODE HERE
        raise NotImplementedError("ngram_lm.py: Interpolated.dist")

    def em(self, heldout: Iterable[Sequence[int]], steps: int) -> list[float]:
        """EM for lam on held-out data; returns the held-out log-likelihood before each step (never decreasing).

        One step: each predicted token (</s> too) is shared out among the n+1 components by their posterior
        probabilities of having produced it; the new weights are the mean shares, and `dist` uses them from then on.
        Each predicted token must be possible at the beginning, for which lam[0] > 0 is enough.
        """
        # YOUR CODE HERE
        raise NotImplementedError("ngram_lm.py: Interpolated.em")


class KneserNey(NGramLM):
    """Interpolated Kneser-Ney with one discount D; continuation counts below the top order; uniform at the bottom.

    With c the count of an n-gram at the top order, and below it the number of different words seen in front of the
    shorter n-gram (<s> is such a word too),

        p(w | context) = max(c(context w) - D, 0) / c(context .)
                         + D * |{v: c(context v) > 0}| / c(context .) * p(w | context without its oldest word)

    where c(context .) is the sum over all words. A context never seen leaves everything to the shorter one. Below the
    unigrams, which have the empty context, stands the uniform distribution over the V-1 words. D is above 0, at most 1.
    """

    def __init__(self, n: int, vocab_size: int, discount: float = 0.75) -> None:
        super().__init__(n, vocab_size)
        self.D = discount

    def fit(self, seqs: Iterable[Sequence[int]]) -> KneserNey:
        """Count the n-grams of all texts, each padded on its own, and what they say of shorter ones; returns self.

        A second fit forgets the first.
        """
        # YOUR CODE HERE
        raise NotImplementedError("ngram_lm.py: KneserNey.fit")

    def dist(self, history: Sequence[int]) -> Array:
        """The smoothed distribution, float64 (V,). Takes time for the words that followed, not for all contexts."""
        # YOUR CODE HERE
        raise NotImplementedError("ngram_lm.py: KneserNey.dist")
