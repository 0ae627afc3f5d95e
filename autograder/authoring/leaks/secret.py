"""A secret: what must not be found in anything that students see."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Secret:
    """A run of tokens that must not be found.

    Attributes:
        origin: where it comes from, e.g. "reference_solutions/hw1/solution/autodiff.py:145 (Softmax.backward)".
        file: the staff file it comes from.
        needed: how many different secrets of this file make a leak together.
    """

    tokens: tuple[str, ...]
    origin: str
    file: str
    needed: int = 1
