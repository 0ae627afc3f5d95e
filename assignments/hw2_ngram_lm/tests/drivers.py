"""Instruments: models with known probabilities, scripted dice, and meters for time and randomness.

On your laptop this is an ordinary module. In the grader it runs in the same process as your `ngram_lm.py`, apart from
the tests, because it subclasses your `NGramLM`, watches your code at work, or calls it many times.
"""

from __future__ import annotations

import copy
import random
import time
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np

import ngram_lm
from ngram_lm import BOS, UNK, NGramLM, Vocab

Array = np.ndarray

ENOUGH = 0.5  # seconds of CPU time after which a measurement is not repeated


class Known(NGramLM):
    """A model that was never fitted: its distributions are given.

    Args:
        rows: n axes of length V; rows[context] is the distribution after this context of n-1 words. With one axis, the
            only distribution there is.
    """

    def __init__(self, rows: Array) -> None:
        super().__init__(rows.ndim, rows.shape[-1])
        self.rows = rows

    def dist(self, history: Sequence[int]) -> Array:
        padded = [BOS] * (self.n - 1) + [int(word) for word in history]
        return self.rows[tuple(padded[len(padded) - self.n + 1 :])].copy()


class Gone(Known):
    """A known model to which one context is unknown: asked for it, it raises ValueError, as a fitted model does."""

    def __init__(self, rows: Array, unseen: int) -> None:
        super().__init__(rows)
        self.unseen = unseen

    def dist(self, history: Sequence[int]) -> Array:
        if len(history) and history[-1] == self.unseen:
            raise ValueError("never seen")
        return super().dist(history)


class Script:
    """Dice that show the numbers of a script, one after the other, in place of a random generator."""

    def __init__(self, *rolls: float) -> None:
        self.rolls, self.count = list(rolls), len(rolls)

    def random(self, size: int | tuple[int, ...] | None = None) -> float | Array:
        if size is None:
            return self._roll()
        return np.array([self._roll() for _ in range(int(np.prod(size)))]).reshape(size)

    def __getattr__(self, name: str) -> object:
        raise AttributeError(f"the dice of this check have no {name!r}: draw with rng.random(), once for each roll")

    def _roll(self) -> float:
        if not self.rolls:
            raise ValueError(
                f"rng.random() is called {self.count + 1} times where {self.count} are enough: roll once for each "
                "word, and no more after </s> or max_len words"
            )
        return self.rolls.pop(0)


def number_tokens(tokens: Sequence[str], min_count: int) -> list[str]:
    """All tokens of a Vocab by their ids."""
    vocab = Vocab(iter(tokens), min_count)
    return vocab.decode(list(range(len(vocab))))


def ngrams_and_text(ids: list[int], n: int) -> tuple[object, list[int]]:
    """What `ngrams` returns, and what the list of ids is afterwards."""
    ids = list(ids)
    return ngram_lm.ngrams(ids, n), ids


def returns_itself(model: NGramLM, texts: Sequence[Sequence[int]]) -> bool:
    return model.fit(texts) is model


def perplexity_with_one_twice(model: NGramLM, short: list[int], long: list[int]) -> float:
    """The perplexity of three texts, the first and the last of which are one list."""
    return model.perplexity([short, long, short])


def dists(model: NGramLM, histories: Sequence[Sequence[int]]) -> list[Array]:
    """The model's distribution after each history."""
    return [model.dist(list(history)) for history in histories]


def fitted_twice(
    model: NGramLM, first: Sequence[list[int]], second: Sequence[list[int]], histories: Sequence[list[int]]
) -> list[Array]:
    """The model's distribution after each history when it was fitted to some texts, asked, and fitted to others.

    Another model of the same kind is fitted after it, which is none of its business.
    """
    another = copy.deepcopy(model)
    model.fit(first)
    for ask in (model.dist, model.logprob):
        outcomes(ask, [list(history) for history in histories])
    model.fit(second)
    another.fit(first)
    return dists(model, histories)


def dists_after_changes(model: NGramLM, texts: Sequence[list[int]], histories: Sequence[Sequence[int]]) -> list[Array]:
    """The model's distribution after each history when the lists it was fitted to have changed since."""
    texts = [list(ids) for ids in texts]
    model.fit(texts)
    for ids in texts:
        ids.append(UNK)
    texts.append([UNK])
    return dists(model, histories)


def leaves_alone(call: Callable[..., object], *arguments: object) -> bool:
    """Whether a call leaves the lists that it is given, and the lists in them, as they are."""
    before = copy.deepcopy(arguments)
    call(*arguments)
    return arguments == before


def coded_once(vocab: Vocab, tokens: list[str], ids: list[int]) -> tuple[object, object]:
    """What encode and decode make of tokens and ids that can be gone through only once."""
    return vocab.encode(iter(tokens)), vocab.decode(iter(ids))


def outcomes(call: Callable[..., object], arguments: Sequence[object]) -> list[object]:
    """For each argument, what the call returns, or the name of the exception it raises."""
    seen: list[object] = []
    for argument in arguments:
        try:
            seen.append(call(argument))
        except NotImplementedError:
            raise
        except Exception as error:
            seen.append(type(error).__name__)
    return seen


def sample_by_script(model: NGramLM, rolls: Sequence[float], max_len: int) -> list[int]:
    """What the model samples when the dice show these numbers; fails if they are not enough."""
    return model.sample(Script(*rolls), max_len)


def sample_and_watch(model: NGramLM, seed: int, max_len: int) -> dict[str, object]:
    """Sample once.

    Returns the words, the next number that the generator would give, and whether the global random states of NumPy and
    Python were left alone.
    """
    rng = np.random.default_rng(seed)
    _move_on()
    before = _global_random_states()
    words = model.sample(rng, max_len)
    return {"words": words, "next": float(rng.random()), "global_randomness_kept": before == _global_random_states()}


def _move_on() -> None:
    """Draw from all global generators: so it is seen, too, when one is set back to where it began."""
    random.random()
    np.random.random()


def _global_random_states() -> tuple[object, ...]:
    kind, key, *rest = np.random.get_state()
    return (kind, key.tobytes(), *rest, random.getstate())


def times_of_counting(arrays: Sequence[Array], n: int) -> list[tuple[float, float]]:
    """CPU seconds of `count_ngrams` for each array, and of `plainly_counted` right after it.

    Of seven rounds the one whose ratio is in the middle: a machine that is slow for a while is so in few of them.
    """
    return [
        sorted((_times_of_counting(ids, n) for _ in range(7)), key=lambda times: times[0] / times[1])[3]
        for ids in arrays
    ]


def _times_of_counting(ids: Array, n: int) -> tuple[float, float]:
    return _seconds(lambda: ngram_lm.count_ngrams(ids, n)), _seconds(lambda: plainly_counted(ids, n))


def plainly_counted(ids: Array, n: int) -> tuple[Array, Array]:
    """What `count_ngrams` returns, without NumPy's help: one tuple for each position."""
    numbers = ids.tolist()
    counts = Counter(zip(*(numbers[start : len(numbers) - n + 1 + start] for start in range(n)), strict=True))
    grams = sorted(counts)
    return np.array(grams), np.array([counts[gram] for gram in grams])


def times_of_dist(
    small: NGramLM, few: list[list[int]], large: NGramLM, many: list[list[int]], seed: int = 0
) -> tuple[float, float]:
    """CPU seconds of one call of `dist` on the small model fitted to few texts, and on the large one fitted to many.

    Both are asked for contexts from all over their texts, drawn with `seed`: a search finds those early that were
    counted first, or that are frequent. The best of five rounds each, taken in turns: where the machine is slower for a
    while, it is so for both.
    """
    small.fit(few)
    large.fit(many)
    asked_small, asked_large = _histories(few, seed), _histories(many, seed)
    best_small, best_large, begun = np.inf, np.inf, time.thread_time()
    for _ in range(5):
        best_small = min(best_small, _seconds_per_call(small, asked_small))
        best_large = min(best_large, _seconds_per_call(large, asked_large))
        if time.thread_time() - begun > ENOUGH:
            break
    return best_small, best_large


def _histories(texts: list[list[int]], seed: int) -> list[list[int]]:
    """25 beginnings of texts, of any length: each ends with a context that was seen."""
    rng = np.random.default_rng(seed)
    chosen = [texts[i] for i in rng.integers(len(texts), size=25)]
    return [ids[: rng.integers(len(ids) + 1)] for ids in chosen]


def _seconds_per_call(model: NGramLM, histories: list[list[int]]) -> float:
    """Of `dist` after these histories; of fewer where that takes long."""
    calls, start = 0, time.thread_time()
    for history in histories:
        model.dist(history)
        calls += 1
        if time.thread_time() - start > ENOUGH / 2:
            break
    return (time.thread_time() - start) / calls


def _seconds(call: Callable[[], object]) -> float:
    """Of this thread: under a limit of CPU time, the clock of the process moves in ticks of milliseconds."""
    start = time.thread_time()
    call()
    return time.thread_time() - start
