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
        # BEGIN SOLUTION Vocab.__init__
        counts = Counter(tokens)
        frequent = [token for token, count in counts.items() if count >= min_count and token not in SPECIALS]
        self.itos = [*SPECIALS, *sorted(frequent, key=lambda token: (-counts[token], token))]
        self.stoi = {token: index for index, token in enumerate(self.itos)}
        # END SOLUTION

    def __len__(self) -> int:
        return len(self.itos)

    def encode(self, tokens: Iterable[str]) -> list[int]:
        """The ids of the tokens; UNK for a token that has none."""
        # BEGIN SOLUTION Vocab.encode
        return [self.stoi.get(token, UNK) for token in tokens]
        # END SOLUTION

    def decode(self, ids: Iterable[int]) -> list[str]:
        """The tokens of the ids, specials included."""
        # BEGIN SOLUTION Vocab.decode
        return [self.itos[index] for index in ids]
        # END SOLUTION


def ngrams(ids: Sequence[int], n: int) -> list[tuple[int, ...]]:
    """The n-grams of <s>^(n-1) ids </s>: exactly len(ids) + 1 of them, in the order of the text."""
    # BEGIN SOLUTION ngrams
    padded = [BOS] * (n - 1) + [*ids, EOS]
    return [tuple(padded[start : start + n]) for start in range(len(ids) + 1)]
    # END SOLUTION


def count_ngrams(ids: Array, n: int) -> tuple[Array, Array]:
    """Distinct n-grams of one long id array, as (K, n) sorted lexicographically, and their counts (K,).

    Nothing is padded: there are len(ids) - n + 1 positions (none if the array is shorter than n: K = 0). The ids are
    non-negative, of any integer dtype, and may be large, but below 2^63; both results are integer arrays.

    No Python loop over positions: it must be clearly faster than counting tuples in a Counter and sorting them.
    Sorting numbers is; sorting rows (`np.unique` with axis=0) is not.
    """
    # BEGIN SOLUTION count_ngrams
    positions = max(len(ids) - n + 1, 0)
    values, digits = np.unique(ids, return_inverse=True)
    codes = digits[:positions]  # what has been read of each n-gram, as one number
    for offset in range(1, n):
        ranks = np.unique(codes, return_inverse=True)[1]  # the same order, but so small that nothing overflows
        codes = ranks * len(values) + digits[offset : offset + positions]
    _, first, counts = np.unique(codes, return_index=True, return_counts=True)
    return ids[first[:, None] + np.arange(n)], counts  # each n-gram from where it stands first
    # END SOLUTION


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
        # BEGIN SOLUTION NGramLM.fit
        table = defaultdict(Counter)
        for ids in seqs:
            for *context, word in ngrams(ids, self.n):
                table[tuple(context)][word] += 1
        self.table = dict(table)
        return self
        # END SOLUTION

    def context(self, history: Sequence[int]) -> tuple[int, ...]:
        """The last n-1 ids of history, padded with BOS on the left."""
        # BEGIN SOLUTION NGramLM.context
        length = self.n - 1
        recent = tuple(history[max(len(history) - length, 0) :])
        return (BOS,) * (length - len(recent)) + recent
        # END SOLUTION

    def dist(self, history: Sequence[int]) -> Array:
        """The maximum-likelihood distribution, float64 (V,); ValueError for a context never seen.

        The context is looked up, not searched for: the time does not grow with the number of contexts.
        """
        # BEGIN SOLUTION NGramLM.dist
        context = self.context(history)
        if context not in self.table:
            raise ValueError(f"the context {context} was never seen, so there is nothing to estimate from")
        counts = self.table[context]
        p = np.zeros(self.V)
        p[list(counts)] = list(counts.values())
        return p / p.sum()
        # END SOLUTION

    def logprob(self, ids: Sequence[int]) -> float:
        """ln p(ids </s>) by the chain rule; -inf if some factor is 0."""
        # BEGIN SOLUTION NGramLM.logprob
        total = 0.0
        for t, word in enumerate([*ids, EOS]):
            p = self.dist(ids[max(t - self.n + 1, 0) : t])[word]
            if p == 0:
                return -math.inf  # at once: the contexts that follow may never have been seen
            total += math.log(p)
        return total
        # END SOLUTION

    def perplexity(self, seqs: Iterable[Sequence[int]]) -> float:
        """exp of the mean negative log-probability per predicted token; </s> is predicted, <s> is not."""
        # BEGIN SOLUTION NGramLM.perplexity
        logs, lengths = zip(*((self.logprob(ids), len(ids) + 1) for ids in seqs), strict=True)
        return math.exp(-sum(logs) / sum(lengths))
        # END SOLUTION

    def sample(self, rng: np.random.Generator, max_len: int = 100) -> list[int]:
        """Roll the dice until </s> or max_len words; exactly one rng.random() per roll, by the inverse CDF.

        The inverse CDF: of the words in the order of their ids, take the first whose cumulative probability is greater
        than the number rolled. Returns the words, without </s>; after max_len words there is no further roll.
        """
        # BEGIN SOLUTION NGramLM.sample
        words: list[int] = []
        while len(words) < max_len:
            cumulative = np.cumsum(self.dist(words))
            roll = rng.random() * cumulative[-1]  # which may be a rounding error away from 1
            word = int(np.searchsorted(cumulative, roll, side="right"))
            if word == EOS:
                break
            words.append(word)
        return words
        # END SOLUTION


class AddK(NGramLM):
    """Add-k smoothing: every word that can be predicted is counted k times more than it was seen; k is positive."""

    def __init__(self, n: int, vocab_size: int, k: float = 1.0) -> None:
        super().__init__(n, vocab_size)
        self.k = k

    def dist(self, history: Sequence[int]) -> Array:
        """The smoothed distribution, float64 (V,); uniform over the V-1 words for a context never seen."""
        # BEGIN SOLUTION AddK.dist
        counts = self.table.get(self.context(history), {})
        p = np.full(self.V, self.k, dtype=np.float64)
        p[list(counts)] += list(counts.values())
        p[BOS] = 0.0
        return p / p.sum()
        # END SOLUTION


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
        # BEGIN SOLUTION Interpolated.fit
        texts = list(seqs)
        for order in self.orders:
            order.fit(texts)
        return self
        # END SOLUTION

    def components(self, history: Sequence[int]) -> Array:
        """(n+1, V): row 0 uniform over everything but BOS, row j the j-gram estimate (or row j-1 if unseen)."""
        # BEGIN SOLUTION Interpolated.components
        rows = np.empty((self.n + 1, self.V))
        rows[0] = 1 / (self.V - 1)
        rows[0, BOS] = 0.0
        for j, order in enumerate(self.orders, start=1):
            seen = order.context(history) in order.table
            rows[j] = order.dist(history) if seen else rows[j - 1]
        return rows
        # END SOLUTION

    def dist(self, history: Sequence[int]) -> Array:
        """The mixture of the components, float64 (V,)."""
        # BEGIN SOLUTION Interpolated.dist
        return self.lam @ self.components(history)
        # END SOLUTION

    def em(self, heldout: Iterable[Sequence[int]], steps: int) -> list[float]:
        """EM for lam on held-out data; returns the held-out log-likelihood before each step (never decreasing).

        One step: each predicted token (</s> too) is shared out among the n+1 components by their posterior
        probabilities of having produced it; the new weights are the mean shares, and `dist` uses them from then on.
        Each predicted token must be possible at the beginning, for which lam[0] > 0 is enough.
        """
        # BEGIN SOLUTION Interpolated.em
        likelihoods = np.array(  # (tokens, n+1); they do not depend on lam
            [
                self.components(ids[max(t - self.n + 1, 0) : t])[:, word]
                for ids in heldout
                for t, word in enumerate([*ids, EOS])
            ]
        )
        history = []
        for _ in range(steps):
            joint = likelihoods * self.lam
            mixture = joint.sum(axis=1)
            history.append(float(np.log(mixture).sum()))
            self.lam = (joint / mixture[:, None]).mean(axis=0)
        return history
        # END SOLUTION


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
        # BEGIN SOLUTION KneserNey.fit
        grams = Counter(gram for ids in seqs for gram in ngrams(ids, self.n))
        counts = defaultdict(Counter)  # context of n-1 words or fewer -> word -> count
        for _ in range(self.n):
            for gram, count in grams.items():
                counts[gram[:-1]][gram[-1]] = count
            grams = Counter(gram[1:] for gram in grams)  # one for each different word in front
        self.counts = dict(counts)
        return self
        # END SOLUTION

    def dist(self, history: Sequence[int]) -> Array:
        """The smoothed distribution, float64 (V,). Takes time for the words that followed, not for all contexts."""
        # BEGIN SOLUTION KneserNey.dist
        p = np.full(self.V, 1 / (self.V - 1))
        p[BOS] = 0.0
        context = self.context(history)
        for start in reversed(range(self.n)):  # from the empty context to the longest
            seen = self.counts.get(context[start:])
            if seen:
                words, counts = list(seen), np.array(list(seen.values()))
                p *= self.D * len(words) / counts.sum()
                p[words] += np.maximum(counts - self.D, 0.0) / counts.sum()
        return p
        # END SOLUTION
