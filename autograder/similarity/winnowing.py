"""Winnowing: few of a file's k-grams, chosen so that a long enough passage that two files share is always noticed.

S. Schleimer, D. S. Wilkerson, A. Aiken: Winnowing: local algorithms for document fingerprinting. SIGMOD 2003.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

K = 10  # tokens of a k-gram: a shared passage shorter than this is never noticed
WINDOW = 6  # k-grams of which one is chosen: a passage of K + WINDOW - 1 tokens is always noticed

Hashes = NDArray[np.uint64]
_BASE = np.uint64(0x9E3779B97F4A7C15)  # odd, so that no token is lost modulo 2**64
_LARGEST = np.uint64(0xFFFFFFFFFFFFFFFF)


def k_grams(ids: Hashes, k: int = K) -> Hashes:
    """A hash of each `k` tokens in a row, shape (n - k + 1,); empty if there are fewer than `k`."""
    count = len(ids) - k + 1
    if count <= 0:
        return np.empty(0, np.uint64)
    total = np.zeros(count, np.uint64)
    for start in range(k):
        total = total * _BASE + ids[start : start + count]
    return _mixed(total)


def winnowed(hashes: Hashes, expected: Hashes | None = None, window: int = WINDOW) -> NDArray[np.intp]:
    """The indices of the k-grams that represent a file: the smallest of each window, the last of equal ones.

    Args:
        hashes: as of `k_grams`.
        expected: sorted; these are never chosen, and windows choose among the others.
    """
    if not len(hashes):
        return np.empty(0, np.intp)
    usable = ~is_among(hashes, expected) if expected is not None else np.ones(len(hashes), bool)
    ranked = np.where(usable, hashes, _LARGEST)
    width = min(window, len(ranked))
    windows = np.lib.stride_tricks.sliding_window_view(ranked, width)
    last = np.arange(len(windows)) + width - 1 - np.argmin(windows[:, ::-1], axis=1)
    chosen = np.unique(last)
    return np.asarray(chosen[usable[chosen]], np.intp)


def is_among(hashes: Hashes, among: Hashes) -> NDArray[np.bool_]:
    """Whether each hash is in the sorted array `among`."""
    if not len(among):
        return np.zeros(len(hashes), bool)
    places = np.minimum(np.searchsorted(among, hashes), len(among) - 1)
    return np.asarray(among[places] == hashes)


def _mixed(hashes: Hashes) -> Hashes:
    """The same hashes with every bit depending on all, as the smallest are to be a random choice (splitmix64)."""
    hashes = (hashes ^ (hashes >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    hashes = (hashes ^ (hashes >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return hashes ^ (hashes >> np.uint64(31))
