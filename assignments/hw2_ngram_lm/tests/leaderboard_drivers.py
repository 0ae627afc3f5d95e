"""Fits models to long texts and reports what they say. See drivers.py for where this runs.

The leaderboard's entry is the model that a function `leaderboard_model(vocab_size)` in your file returns; it must have
the methods `fit` and `dist` of NGramLM and its attribute `n`. Without such a function it is KneserNey(5, vocab_size).
"""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np

import ngram_lm
from ngram_lm import KneserNey

Array = np.ndarray


def perplexities(orders: Sequence[int], vocab_size: int, train: Array, test: Array) -> list[float]:
    """The perplexity of Kneser-Ney models of these orders on one test text."""
    models = [KneserNey(n, vocab_size) for n in orders]
    return [float(model.fit([train.tolist()]).perplexity([test.tolist()])) for model in models]


def enter(vocab_size: int, train: Array, test: Array) -> dict[str, object]:
    """Fit the leaderboard's entry, and ask it for the distribution of each word of the test text, given those before.

    Returns these distributions (len(test), V), the CPU seconds of it all, and the entry's order n.
    """
    start = time.process_time()
    make = getattr(ngram_lm, "leaderboard_model", None) or (lambda size: KneserNey(5, size))
    model, words = make(vocab_size), test.tolist()
    model.fit([train.tolist()])
    rows = np.array([model.dist(words[:t]) for t in range(len(words))], dtype=np.float64)
    return {"distributions": rows, "cpu_seconds": time.process_time() - start, "orders": int(model.n)}
