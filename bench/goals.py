"""A figure beside its goal, and whether it is reached."""

from __future__ import annotations


def verdict(what: str, value: float, goal: float, unit: str = "") -> str:
    """A line for the terminal.

    >>> verdict("all from the store", 3.14159, 5, " s")
    'all from the store: 3.14 s (goal: at most 5 s): reached'
    >>> verdict("batch / loop", 0.8, 0.75, " ×")
    'batch / loop: 0.8 × (goal: at most 0.75 ×): MISSED'
    """
    end = "reached" if value <= goal else "MISSED"
    return f"{what}: {_short(value)}{unit} (goal: at most {_short(goal)}{unit}): {end}"


def _short(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.2f}".rstrip("0").rstrip(".")
