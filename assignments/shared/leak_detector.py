"""Has a language model seen what it had to predict? And, if not, how good is it?

A text was drawn from a source whose probabilities are known (text_source.py), word by word. A model, too, gave each
word a probability. Compare the two: the *log-ratio* after T words is

    L_T = sum_{t <= T} ( ln p_model(w_t | past) - ln p_source(w_t | past) )

**Theorem.** For a model that is causal (its distribution at t depends on w_1 ... w_{t-1} and on randomness of its own
only, and sums to at most 1) the probability that L_T ever exceeds ln(1/d), for whatever T, is at most d.

*Proof.* Let M_T = exp(L_T), M_0 = 1. It is never negative. Given the past, the word w_{T+1} has the source's
distribution q = p_source(. | past), and p = p_model(. | past) is fixed, because the model is causal. So

    E[M_{T+1} | past] = M_T * sum_{w: q(w) > 0} q(w) * p(w) / q(w) <= M_T * sum_w p(w) <= M_T:

M is a non-negative supermartingale. Let S be the first T with M_T > 1/d. Stopped there, it still is one, so for any
horizon N: 1 = M_0 >= E[M_min(S,N)] >= E[M_S; S <= N] >= (1/d) P(S <= N). Hence P(S <= N) <= d for every N, and in the
limit P(L ever exceeds ln(1/d)) <= d. (This is Ville's inequality; Ville 1939, Étude critique de la notion de collectif,
chapter V.) Nothing was assumed about the length of the text, about the source, or about how the model was made, except
that it was made without this text. ∎

So with d = 1e-9 one honest model in a thousand million is accused, and the bound is ln(1e9) = 20.7 nats. A model that
does see the next word gains about one nat (the source's entropy) with every word and crosses it within some twenty.
What the detector cannot do: a model that leaks and hides it by being no better than the source is not caught.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

Array = np.ndarray

FALSE_ALARM = 1e-9
TOO_MUCH = 1e-9  # by which the sum of a distribution may exceed 1: rounding


@dataclass(frozen=True)
class Finding:
    """What the detector says.

    Attributes:
        token: the number of words, counted from 1, after which the log-ratio first exceeded the bound; None if never.
        highest: the highest that the log-ratio became, in nats; at least 0, its value before the first word.
        bound: ln(1 / the probability of a false alarm).
    """

    token: int | None
    highest: float
    bound: float

    @property
    def leaked(self) -> bool:
        """Whether an honest model can be ruled out."""
        return self.token is not None

    def __str__(self) -> str:
        if self.leaked:
            return (
                f"by word {self.token} the model was more than {self.bound:.1f} nats better than the source itself: "
                "it has seen the words it had to predict"
            )
        return f"never {self.bound:.1f} nats better than the source ({self.highest:.1f} at most): no leak is proved"


def detect(model: Array, source: Array, false_alarm: float = FALSE_ALARM) -> Finding:
    """Judge a model by its log-probabilities and the source's, of the same text, word by word.

    Args:
        model: (T,) ln p_model(w_t | past), each from a distribution that sums to at most 1; `picked` sees to that.
        source: (T,) ln p_source(w_t | past), finite: the source did say the text.
        false_alarm: the most probable that an honest model may be accused.

    Raises:
        ValueError: the arrays do not fit together, the model's are not log-probabilities, or false_alarm is none.
    """
    model, source = np.asarray(model, dtype=np.float64), np.asarray(source, dtype=np.float64)
    if model.shape != source.shape or model.ndim != 1:
        raise ValueError(f"two lists of the same length are needed, not shapes {model.shape} and {source.shape}")
    if not np.isfinite(source).all():
        raise ValueError("source: has an impossible word; was the text drawn from this source?")
    if not (model <= 0).all():
        raise ValueError("model: has entries that are not log-probabilities")
    if not 0 < false_alarm < 1:
        raise ValueError(f"false_alarm must lie between 0 and 1, not be {false_alarm}")
    bound = math.log(1 / false_alarm)
    ratio = np.cumsum(model - source)
    crossed = np.flatnonzero(ratio > bound)
    highest = float(ratio.max(initial=0.0))
    return Finding(int(crossed[0]) + 1 if crossed.size else None, highest, bound)


def picked(distributions: Array, words: Array) -> Array:
    """ln p of each word, (T,), from distributions (T, V) that must be distributions.

    A row that rounding brought above 1 is divided by its sum, so that the theorem holds to the letter.

    Raises:
        ValueError: the shape is another, or a row is negative somewhere, not a number, or sums to more than 1. A model
            that hands out more than 1 could be as good as it likes.
    """
    distributions = np.asarray(distributions, dtype=np.float64)
    if distributions.ndim != 2 or len(distributions) != len(words):
        raise ValueError(f"has shape {distributions.shape}, expected one distribution for each of {len(words)} words")
    if not (distributions >= 0).all():
        raise ValueError("has probabilities that are negative or not numbers")
    total = distributions.sum(axis=1)
    if (total > 1 + TOO_MUCH).any():
        row = int(np.argmax(total))
        raise ValueError(f"sums to {total[row]:.6g} at position {row}; probabilities sum to 1")
    with np.errstate(divide="ignore"):
        return np.log(distributions[np.arange(len(words)), words] / np.maximum(total, 1.0))


def normalised_score(perplexity: float, best_5gram: float, floor: float) -> float:
    """(best possible 5-gram - perplexity) / (best possible 5-gram - floor), comparable from year to year.

    0 is as good as the best possible 5-gram model, 1 is perfect, and negative is what most n-gram models are.

    >>> normalised_score(perplexity=2.75, best_5gram=3.0, floor=2.5)
    0.5
    """
    if not 1 <= floor < best_5gram:
        raise ValueError(f"the floor, {floor}, must lie below the best 5-gram, {best_5gram}, and not below 1")
    return (best_5gram - perplexity) / (best_5gram - floor)
