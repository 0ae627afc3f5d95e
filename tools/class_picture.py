"""The picture of a class report in README: the upper part of the page that `autograder report` writes, as one SVG.

The class is made up (`tools/sample_class.py`). What is drawn is taken from the page: its figures, the histogram, the
legend, and the first pieces' checks × submissions.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from html import escape
from pathlib import Path

from autograder.reporting.pages.class_report import ClassReport
from tools.sample_class import sample_assignment, sample_class

_SIZE, _PER_PIECE, _PIECES = 120, 6, 4
_WIDTH, _EDGE, _ROW = 1000, 20, 16
_LEFT = 240  # of the pictures of checks
_STYLE = """text { font: 13px system-ui, "DejaVu Sans", sans-serif; fill: #1b1f24; }
text.big { font-size: 24px; font-weight: 700; } text.head { font-size: 17px; font-weight: 700; }
text.soft { fill: #59636e; } text.check { font-size: 12px; fill: #0b57a4; } text.small { font-size: 12px; }
.chart text { font-size: 11px; fill: #59636e; text-anchor: middle; } .chart text.count { fill: #1b1f24; }
.bar { fill: #3a6ea5; } .axis { stroke: #59636e; fill: none; } image { image-rendering: pixelated; }"""


def page() -> str:
    """The first page of the made-up class's report."""
    with tempfile.TemporaryDirectory() as folder:
        report = ClassReport(sample_assignment(Path(folder), _PER_PIECE), sample_class(_SIZE, per_piece=_PER_PIECE))
        return dict(report.overview())["index.html"].decode()


def drawn(source: str) -> str:
    """The upper part of a page as an SVG that loads nothing."""
    title = re.findall("<h1>([^<]+)</h1>", source)[0]
    parts = [_text(_EDGE, 42, f"{title}: the class", "big"), *_figures(source), *_histogram(source), *_legend(source)]
    top = 420
    for piece in re.findall(r'<h3>.*?</h3>\s*<div class="matrix.*?</div>', source, re.DOTALL)[:_PIECES]:
        parts += _piece(piece, top)
        top += 32 + _PER_PIECE * _ROW
    opened = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {top}">'
    paper = f'<rect width="{_WIDTH}" height="{top}" fill="#fff"/>'
    return "\n".join([opened, f"<style>{_STYLE}</style>", paper, *parts, "</svg>", ""])


def _text(x: float, y: float, words: str, kind: str = "") -> str:
    return f'<text x="{x:g}" y="{y:g}" class="{kind}">{words}</text>'


def _figures(source: str) -> Iterator[str]:
    """Boxes with a number and what it counts."""
    found = re.findall(r"<div><b[^>]*>([^<]+)</b>([^<]+)</div>", source)
    width = (_WIDTH - 2 * _EDGE) / len(found)
    for place, (number, words) in enumerate(found):
        x = _EDGE + place * width
        yield f'<rect x="{x:g}" y="60" width="{width - 10:g}" height="68" rx="7" fill="#f4f5f7"/>'
        yield _text(x + 12, 92, number, "big")
        yield _text(x + 12, 114, words, "soft small")


def _histogram(source: str) -> Iterator[str]:
    (chart,) = re.findall(r'<svg class="chart"[^>]*>(.*?)</svg>', source, re.DOTALL)[:1]
    yield _text(_EDGE, 164, "Scores", "head")
    yield f'<g class="chart" transform="translate({_EDGE} 160)">{chart}</g>'


def _legend(source: str) -> Iterator[str]:
    """What a colour means, beside the histogram."""
    yield _text(720, 190, "Each column is a submission,", "soft")
    yield _text(720, 208, "each row is a check:", "soft")
    found = re.findall(r'<li><svg[^>]*><rect[^>]*fill="([^"]+)"[^>]*/></svg>([^<]+)</li>', source)
    for place, (colour, words) in enumerate(found):
        y = 222 + 21 * place
        yield f'<rect x="720" y="{y}" width="13" height="13" fill="{colour}" stroke="#777"/>'
        yield _text(742, y + 11, words)


def _piece(source: str, top: int) -> Iterator[str]:
    """A piece's title, the titles of its checks, and the picture of who gets what."""
    yield _text(_EDGE, top + 14, re.findall("<h3>([^<]+)</h3>", source)[0], "head")
    titles = re.findall(r'<li><a[^>]*>([^<]+)<span class="title">([^<]+)</span>', source)
    for place, (number, title) in enumerate(titles):
        words = f"{number}{title}"
        shown = words if len(words) < 33 else f"{words[:31]}…"
        yield _text(_EDGE, top + 33 + place * _ROW, shown, "check")
    (content,) = re.findall(r'<img[^>]*src="(data:image/png;base64,[^"]+)"', source)
    size = f'width="{_WIDTH - _LEFT - _EDGE}" height="{len(titles) * _ROW}"'
    yield f'<image x="{_LEFT}" y="{top + 21}" {size} preserveAspectRatio="none" href="{escape(content)}"/>'


def class_report() -> str:
    """The picture."""
    return drawn(page())
