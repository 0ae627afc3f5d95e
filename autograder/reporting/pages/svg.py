"""SVG drawings, written by hand: a histogram, and how scores grew. They hold only numbers, no text from students."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from autograder.reporting.pages.figures import Bar
from autograder.reporting.pages.history import Step
from autograder.text import many, points

_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _TOP = 640, 220, 34, 30, 18


def histogram_svg(bars: Sequence[Bar], before: Sequence[Bar] = ()) -> str:
    """Bars with their counts above them and points below; empty if there is nothing to show.

    Args:
        before: the same bars at an earlier time; they are drawn as dashed outlines.
    """
    if not bars:
        return ""
    most = max(bar.count for bar in (*bars, *before)) or 1
    earlier = f"; before: {_told(before)}" if before else ""
    return _svg(f"Histogram of scores: {_told(bars)}{earlier}", [*_bars(bars, most), *_outlines(before, most)])


def growth_svg(steps: Sequence[Step], possible: float) -> str:
    """The median score by the number of the submission, in a band between the quartiles."""
    if len(steps) < 2:
        return ""
    most = possible or 1.0
    told = "; ".join(f"{many(step.students, 'student')} at {points(step.spread.median)}" for step in steps)
    return _svg(f"Median score by the number of the submission: {told}", _growth(steps, most))


def line_svg(scores: Sequence[float | None], possible: float) -> str:
    """One student's scores as a small line, with gaps for missing scores; empty for fewer than two scores."""
    known = [score for score in scores if score is not None]
    if len(known) < 2:
        return ""
    width, height = 180, 40
    step = (width - 8) / (len(scores) - 1)
    dots = [
        (4 + index * step, height - 4 - (height - 8) * min(score / (possible or 1.0), 1.0))
        for index, score in enumerate(scores)
        if score is not None
    ]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in dots)
    shapes = f'<polyline class="line" points="{path}"/>' + "".join(_dot(x, y) for x, y in dots)
    told = ", ".join("no score" if score is None else points(score) for score in scores)
    return f'<svg class="small" viewBox="0 0 {width} {height}" role="img" aria-label="Scores: {told}">{shapes}</svg>'


def _svg(label: str, shapes: Iterable[str]) -> str:
    view = f"0 0 {_WIDTH} {_HEIGHT}"
    return f'<svg class="chart" viewBox="{view}" role="img" aria-label="{label}">{"".join(shapes)}</svg>'


def _told(bars: Iterable[Bar]) -> str:
    return ", ".join(f"{points(bar.low)} to {points(bar.high)}: {bar.count}" for bar in bars if bar.count)


def _bars(bars: Sequence[Bar], most: int) -> Iterator[str]:
    every, width = -(-len(bars) // 12), (_WIDTH - _LEFT) / len(bars)
    for index, bar in enumerate(bars):
        x, y, width, height = _box(index, len(bars), bar.count / most)
        if bar.count:
            yield f'<rect class="bar" x="{x + 1:.1f}" y="{y:.1f}" width="{width - 2:.1f}" height="{height:.1f}"/>'
            yield _text(x + width / 2, y - 4, str(bar.count), "count")
        if index % every == 0:
            yield _text(x, _HEIGHT - _BOTTOM + 16, points(bar.low))
    yield _text(_LEFT / 2 + len(bars) * width, _HEIGHT - _BOTTOM + 16, points(bars[-1].high))
    base = _HEIGHT - _BOTTOM
    yield f'<path class="axis" d="M{_LEFT / 2} {base}H{_LEFT / 2 + len(bars) * width:.1f}"/>'


def _outlines(bars: Sequence[Bar], most: int) -> Iterator[str]:
    for index, bar in enumerate(bars):
        if bar.count:
            x, y, width, height = _box(index, len(bars), bar.count / most)
            yield f'<rect class="was" x="{x + 3:.1f}" y="{y:.1f}" width="{width - 6:.1f}" height="{height:.1f}"/>'


def _box(index: int, of: int, part: float) -> tuple[float, float, float, float]:
    """Left, top, width and height of one of `of` bars that fills a part of the room."""
    width = (_WIDTH - _LEFT) / of
    height = (_HEIGHT - _BOTTOM - _TOP) * part
    return _LEFT / 2 + index * width, _HEIGHT - _BOTTOM - height, width, height


def _growth(steps: Sequence[Step], most: float) -> Iterator[str]:
    across = (_WIDTH - 2 * _LEFT) / (len(steps) - 1)

    def at(index: int, value: float) -> tuple[float, float]:
        return _LEFT + index * across, _HEIGHT - _BOTTOM - (_HEIGHT - _BOTTOM - _TOP) * value / most

    def path(dots: Iterable[tuple[float, float]]) -> str:
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in dots)

    upper = [at(index, step.spread.upper) for index, step in enumerate(steps)]
    lower = [at(index, step.spread.lower) for index, step in enumerate(steps)]
    middle = [at(index, step.spread.median) for index, step in enumerate(steps)]
    yield f'<polygon class="band" points="{path([*upper, *reversed(lower)])}"/>'
    yield f'<polyline class="line" points="{path(middle)}"/>'
    for step, (x, y) in zip(steps, middle, strict=True):
        yield _dot(x, y)
        yield _text(x, y - 7, points(step.spread.median), "count")
        yield _text(x, _HEIGHT - _BOTTOM + 16, str(step.nth))
    yield f'<path class="axis" d="M{_LEFT} {_HEIGHT - _BOTTOM}H{_WIDTH - _LEFT}"/>'


def _dot(x: float, y: float) -> str:
    return f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="3"/>'


def _text(x: float, y: float, text: str, kind: str = "tick") -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}">{text}</text>'
