"""The pictures of what a student sees on Gradescope: the platform's page of results, drawn by ourselves from a real
results.json. The page is redrawn in its main lines, not copied: tests with their points and output on the left, the
score and the lists of failed and passed tests on the right.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

_WIDTH, _EDGE, _SIDE = 1000, 20, 300
_LINE, _LETTERS, _BOLD_LETTERS, _SIDE_LETTERS = 17, 88, 78, 40
_PASSED_SHOWN, _LISTED = 2, 6
_STYLE = """text { font: 13px system-ui, "DejaVu Sans", sans-serif; fill: #1b1f24; white-space: pre; }
text.head { font-size: 17px; font-weight: 700; } text.soft { fill: #59636e; } text.small { font-size: 12px; }
text.code { font: 12px "DejaVu Sans Mono", Menlo, Consolas, monospace; }
text.failed { fill: #a11a28; font-weight: 600; } text.passed { fill: #1d6b32; font-weight: 600; }
.box { fill: #fff; stroke: #c9ced6; } .failed-box { fill: #fdf1f1; stroke: #a11a28; }
.passed-box { fill: #f0f8f2; stroke: #1d6b32; }"""
#: What students see of a test, before and after grades are published.
_SEEN = {False: ("visible",), True: ("visible", "after_published")}


@dataclass(frozen=True)
class Shown:
    """A test as the page shows it."""

    title: str
    points: str
    failed: bool
    output: str


def drawn(results: bytes, published: bool) -> str:
    """The page as an SVG that loads nothing.

    Args:
        results: a results.json.
        published: whether grades are published, so that results of hidden checks are shown.
    """
    found = json.loads(results)
    tests = [*_tests(found, published)]
    left, bottom = _left(found, tests)
    side, end = _side(found, tests, published)
    height = max(bottom, end) + _EDGE
    opened = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}">'
    paper = f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>'
    return "\n".join([opened, f"<style>{_STYLE}</style>", paper, *left, *side, "</svg>", ""])


def _tests(results: dict[str, Any], published: bool) -> Iterator[Shown]:
    for test in results["tests"]:
        if test["visibility"] in _SEEN[published]:
            title, points = f"{test['number']}) {test['name']}", f"{test['score']:g}/{test['max_score']:g}"
            yield Shown(title, points, test["status"] == "failed", test.get("output", ""))


def _left(results: dict[str, Any], tests: Sequence[Shown]) -> tuple[list[str], int]:
    """The words about all of it, then tests: the first of those that passed, and those that failed."""
    parts = [_text(_EDGE, 38, "Autograder Results", "head")]
    top = 56
    box, top = _box(top, "box", [("Autograder Output", "soft small"), *_wrapped(results["output"], "code")])
    parts += box
    passed = [test for test in tests if not test.failed]
    for test in passed[:_PASSED_SHOWN]:
        box, top = _box(top, "passed-box", _lines(test))
        parts += box
    if rest := len(passed) - _PASSED_SHOWN:
        parts.append(_text(_EDGE + 12, top + 14, f"… {rest} more that passed, in their order …", "soft small"))
        top += 30
    for test in tests:
        if test.failed:
            box, top = _box(top, "failed-box", _lines(test))
            parts += box
    return parts, top


def _lines(test: Shown) -> list[tuple[str, str]]:
    kind = "failed" if test.failed else "passed"
    return [*_wrapped(f"{test.title} ({test.points})", kind, _BOLD_LETTERS), *_wrapped(test.output, "code")]


def _side(results: dict[str, Any], tests: Sequence[Shown], published: bool) -> tuple[list[str], int]:
    """The score, which is shown once nothing is hidden, and the names of the tests."""
    x, y = _WIDTH - _SIDE, 66
    most = sum(test["max_score"] for test in results["tests"])
    score = f"{sum(test['score'] for test in results['tests']):g}" if published else "-"
    lines = [("AUTOGRADER SCORE", "soft small"), (f"{score} / {most:g}", "head"), ("", "")]
    for name, failed in (("FAILED TESTS", True), ("PASSED TESTS", False)):
        titles = [f"{test.title} ({test.points})" for test in tests if test.failed is failed]
        lines.append((name, "soft small"))
        lines += [(_cut(one), "small") for one in titles[:_LISTED]]
        if len(titles) > _LISTED:
            lines.append((f"… and {len(titles) - _LISTED} more", "soft small"))
        lines.append(("", ""))
    parts = []
    for words, kind in lines:
        y += 5 * (kind == "head")
        parts.append(_text(x, y, words, kind))
        y += _LINE
    return parts, y


def _box(top: int, kind: str, lines: Sequence[tuple[str, str]]) -> tuple[list[str], int]:
    height = _LINE * len(lines) + 14
    width = _WIDTH - _SIDE - 2 * _EDGE
    parts = [f'<rect x="{_EDGE}" y="{top}" width="{width}" height="{height}" rx="4" class="{kind}"/>']
    parts += [_text(_EDGE + 12, top + 20 + _LINE * row, words, style) for row, (words, style) in enumerate(lines)]
    return parts, top + height + 10


def _wrapped(words: str, kind: str, letters: int = _LETTERS) -> list[tuple[str, str]]:
    return [(line, kind) for part in words.splitlines() for line in textwrap.wrap(part, letters) or [""]]


def _cut(words: str) -> str:
    return words if len(words) <= _SIDE_LETTERS else words[: _SIDE_LETTERS - 1].rstrip() + "…"


def _text(x: int, y: int, words: str, kind: str) -> str:
    return f'<text x="{x}" y="{y}" class="{kind}">{escape(words)}</text>' if words else ""
