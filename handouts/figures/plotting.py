"""Axes for the few figures that show measured numbers; these are in curves.json, from `python -m tools.training_curves`."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from drawing import LINE, SOFT, Drawing

LEFT, TOP, WIDTH, HEIGHT = 56.0, 16.0, 380.0, 190.0


def measured(name: str) -> Any:
    """What was measured for a homework."""
    return json.loads((Path(__file__).parent / "curves.json").read_text(encoding="utf-8"))[name]


def axes(
    picture: Drawing, x_ticks: Sequence[float], y_ticks: Sequence[float], x_label: str, y_label: str
) -> Callable[[float, float], tuple[float, float]]:
    """Draw them from the first to the last tick; returns what turns values into a place."""
    (x0, x1), (y0, y1) = (x_ticks[0], x_ticks[-1]), (y_ticks[0], y_ticks[-1])

    def place(x: float, y: float) -> tuple[float, float]:
        return LEFT + WIDTH * (x - x0) / (x1 - x0), TOP + HEIGHT * (1 - (min(y, y1) - y0) / (y1 - y0))

    for y in y_ticks:
        picture.line(*place(x0, y), *place(x1, y), color="#e3e6ea", width=0.8)
        picture.text(LEFT - 8, place(x0, y)[1] + 4, f"{y:g}", 12, "end", SOFT)
    for x in x_ticks:
        picture.text(place(x, y0)[0], TOP + HEIGHT + 18, f"{x:g}", 12, color=SOFT)
    picture.line(*place(x0, y0), *place(x1, y0), color=LINE)
    picture.text(LEFT + WIDTH, TOP + HEIGHT + 36, x_label, 13, "end", SOFT)
    picture.text(LEFT, TOP + HEIGHT + 36, y_label, 13, "start", SOFT)
    return place


def smooth(values: Sequence[float], width: int) -> list[float]:
    """Means of `width` values in a row."""
    return [sum(values[k : k + width]) / width for k in range(len(values) - width + 1)]
