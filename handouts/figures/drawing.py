"""Draws the figures of the handouts as SVG: no fonts but the handout's own, dark on light, readable in grey.

What stands for going forward is solid, what stands for going backward is dashed, so that no meaning hangs on a colour.

A part may belong to some steps of a figure that the page steps through: `steps=(2, 4)` shows it in steps 2 to 4 only.
Without the page's script, on paper, all parts stand that are not made with `still=False`.
"""

from __future__ import annotations

import math
import re
from html import escape

INK, SOFT, LINE, WASH, BLUE = "#1c1e21", "#5b6470", "#b4bbc5", "#eef1f4", "#1f4e79"
SERIF, MONO = "Libertinus Serif, Charter, Georgia, serif", "DejaVu Sans Mono, Menlo, Consolas, monospace"
_PART = re.compile(r"\*([^*]+)\*|_\{([^}]*)\}|([^*_]+|_)")

Steps = tuple[int, int] | None


class Drawing:
    """A picture that grows by calls; coordinates are in pixels, y goes down."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self._parts: list[str] = []

    def text(
        self, x: float, y: float, words: str, size: float = 14, anchor: str = "middle", color: str = INK,
        mono: bool = False, bold: bool = False, steps: Steps = None, still: bool = True,
    ) -> None:  # fmt: skip
        """Words with their baseline at y; *a* is italic, _{t} is below the line."""
        look = f'font-family="{MONO if mono else SERIF}" font-size="{size:g}" text-anchor="{anchor}" fill="{color}"'
        look += ' font-weight="bold"' if bold else ""
        inner = escape(words, quote=False) if mono else _rich(words, size)
        self._add(f'<text x="{x:g}" y="{y:g}" {look}>{inner}</text>', steps, still)

    def box(
        self, x: float, y: float, width: float, height: float, fill: str = "none", stroke: str = INK, radius: float = 4,
        dashed: bool = False, steps: Steps = None, still: bool = True,
    ) -> None:  # fmt: skip
        """A rectangle by its upper left corner."""
        look = f'rx="{radius:g}" fill="{fill}" stroke="{stroke}" stroke-width="1.2"{_dashes(dashed)}'
        place = f'x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}"'
        self._add(f"<rect {place} {look}/>", steps, still)

    def circle(
        self, x: float, y: float, radius: float, fill: str = "#ffffff", stroke: str = INK, steps: Steps = None,
        still: bool = True,
    ) -> None:  # fmt: skip
        look = f'fill="{fill}" stroke="{stroke}" stroke-width="1.3"'
        self._add(f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" {look}/>', steps, still)

    def line(
        self, x1: float, y1: float, x2: float, y2: float, color: str = INK, width: float = 1.3, dashed: bool = False,
        arrow: bool = False, steps: Steps = None, still: bool = True,
    ) -> None:  # fmt: skip
        """A straight line; with `arrow`, its end points at (x2, y2)."""
        length = math.hypot(x2 - x1, y2 - y1) or 1.0
        dx, dy = (x2 - x1) / length, (y2 - y1) / length
        end = (x2 - 6 * dx, y2 - 6 * dy) if arrow else (x2, y2)
        look = f'stroke="{color}" stroke-width="{width:g}" fill="none"{_dashes(dashed)}'
        parts = f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}" {look}/>'
        if arrow:
            back = (x2 - 9 * dx, y2 - 9 * dy)
            left, right = (back[0] - 4 * dy, back[1] + 4 * dx), (back[0] + 4 * dy, back[1] - 4 * dx)
            corners = " ".join(f"{a:.1f},{b:.1f}" for a, b in ((x2, y2), left, right))
            parts += f'<polygon points="{corners}" fill="{color}"/>'
        self._add(parts, steps, still)

    def curve(self, points: list[tuple[float, float]], color: str = INK, width: float = 1.6, dashed: bool = False) -> None:
        """A line through points."""
        shown = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        look = f'stroke="{color}" stroke-width="{width:g}" stroke-linejoin="round"{_dashes(dashed)}'
        self._add(f'<polyline points="{shown}" fill="none" {look}/>', None, True)

    def svg(self) -> str:
        """The file: one part a line."""
        size = f'viewBox="0 0 {self.width:g} {self.height:g}" width="{self.width:g}" height="{self.height:g}"'
        return "\n".join([f'<svg xmlns="http://www.w3.org/2000/svg" {size}>', *self._parts, "</svg>"]) + "\n"

    def _add(self, part: str, steps: Steps, still: bool) -> None:
        if steps is not None or not still:
            first, last = steps or (0, 99)
            hidden = "" if still else ' display="none"'
            part = f'<g data-steps="{first}-{last}"{hidden}>{part}</g>'
        self._parts.append(part)


def _dashes(dashed: bool) -> str:
    return ' stroke-dasharray="4 3"' if dashed else ""


def _rich(words: str, size: float) -> str:
    """Tspans; what is below the line is smaller, and the line is taken up again behind it."""
    parts, shift = [], 0.0
    for italic, below, plain in _PART.findall(words):
        down = 0.28 * size if below else 0.0
        moved = f' dy="{down - shift:g}"' if down != shift else ""
        shift = down
        if below:
            style = "" if below.isdigit() else ' font-style="italic"'
            parts.append(f'<tspan{moved} font-size="{0.72 * size:g}"{style}>{escape(below, quote=False)}</tspan>')
        elif italic or moved:
            style = ' font-style="italic"' if italic else ""
            parts.append(f"<tspan{moved}{style}>{escape(italic or plain, quote=False)}</tspan>")
        else:
            parts.append(escape(plain, quote=False))
    return "".join(parts)
