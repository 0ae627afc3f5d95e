"""The report as pages that open without a network and need no JavaScript: an overview, and a page for each top pair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from autograder import DISTRIBUTION
from autograder.errors import InputError
from autograder.files import make_folder, replace_file
from autograder.similarity.passages import Lines, Passage, passages
from autograder.similarity.report import (
    NO_VERDICT,
    Report,
    group_kind,
    group_names,
    name_of,
    pair_names,
    pairs_table,
    summary,
)
from autograder.text import one_line, plain

_MOST_PASSAGES = 40
_MOST_LINES = 4000  # of one file that a page shows
_LONGEST_LINE = 1000
_BARS = 24

_Files = dict[str, list[str]]  # the lines of each file of a program


@dataclass(frozen=True)
class Line:
    """A line of a file on a page: its number, its text, and the passages it belongs to."""

    number: int
    text: str
    passages: tuple[int, ...]


@dataclass(frozen=True)
class Bar:
    """A bar of the histogram: from which surprise on, how many programs, and its height, 0 to 100."""

    start: float
    count: int
    height: float


def write_pages(report: Report, out: Path) -> Path:
    """Write `index.html`, `pairs/` and `pairs.csv` to `out`; returns the first.

    Raises:
        InputError: Jinja is not installed, or `out` cannot be written.
        GraderError: there is no room.
    """
    templates = _templates()
    make_folder(out / "pairs", "choose another folder with --out")
    for old in (out / "pairs").glob("[0-9]*.html"):
        old.unlink()
    for number, pair in report.pages:
        page = templates.get_template("pair.html").render(_pair(report, number, pair.left, pair.right))
        replace_file(out / "pairs" / f"{number}.html", page.encode("utf-8", "replace"))
    replace_file(out / "pairs.csv", pairs_table(report.comparison).encode("utf-8", "replace"))
    page = templates.get_template("index.html").render(_overview(report))
    replace_file(out / "index.html", page.encode("utf-8", "replace"))
    return out / "index.html"


def _templates() -> Any:
    try:
        import jinja2
    except ImportError:
        remedy = f"run 'pip install {DISTRIBUTION}[authoring]'"
        raise InputError("similar", "Jinja is not installed", remedy) from None
    folder = resources.files(__package__)
    texts = {
        name: folder.joinpath(name).read_text(encoding="utf-8") for name in ("base.html", "index.html", "pair.html")
    }
    return jinja2.Environment(
        loader=jinja2.DictLoader(texts), autoescape=True, trim_blocks=True, lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )  # fmt: skip


def _overview(report: Report) -> dict[str, Any]:
    comparison = report.comparison
    nothing = [(one_line(comparison.programs[place].who), what) for place, what in comparison.nothing_own]
    return {
        "title": f"Similar programs: {report.assignment}",
        "no_verdict": NO_VERDICT,
        "summary": list(summary(report)),
        "groups": [
            (
                group_names(comparison, group),
                len(group.places),
                group_kind(group),
                report.group_pages.get(group, (0,))[0],
            )
            for group in comparison.groups
        ],
        "entries": report.entries,
        "not_shown": report.not_shown,
        "usual": comparison.usual,
        "bars": bars(comparison.closest),
        "nothing": nothing,
        "left_out": [(one_line(who), plain(why)) for who, why in report.left_out],
        "remarks": [one_line(remark) for remark in comparison.remarks],
        "name": lambda place: name_of(comparison, place),
    }


def _pair(report: Report, number: int, left: int, right: int) -> dict[str, Any]:
    comparison = report.comparison
    found = passages(comparison, left, right)[:_MOST_PASSAGES]
    sides = [comparison.programs[place] for place in (left, right)]
    lines = [{path: _lines_of(text) for path, text in sorted(side.texts.items())} for side in sides]
    pair = next(pair for known, pair in report.pages if known == number)
    return {
        "title": f"Pair {number}: {report.assignment}",
        "no_verdict": NO_VERDICT,
        "names": pair_names(comparison, left, right),
        "equal": (group := comparison.group_of(left)) is not None and right in group.places,
        "ids": [one_line(side.id) for side in sides],
        "pair": pair,
        "usual": comparison.usual,
        "distinct": comparison.distinct,
        "passages": [(n, p, _excerpt(lines[0], p.left), _excerpt(lines[1], p.right)) for n, p in enumerate(found, 1)],
        "files": [_files(files, found, is_left=not place) for place, files in enumerate(lines)],
    }


def _excerpt(files: _Files, lines: Lines) -> str:
    return "\n".join(files[lines.path][lines.first - 1 : lines.last])


def _files(files: _Files, found: Sequence[Passage], is_left: bool) -> list[tuple[str, list[Line]]]:
    """Each file of a program, line by line, with the passages that a line belongs to."""
    marked: dict[tuple[str, int], list[int]] = {}
    for number, passage in enumerate(found, 1):
        place = passage.left if is_left else passage.right
        for line in range(place.first, place.last + 1):
            marked.setdefault((place.path, line), []).append(number)
    return [
        (
            one_line(path),
            [
                Line(number, line, tuple(marked.get((path, number), ())))
                for number, line in enumerate(lines[:_MOST_LINES], 1)
            ],
        )
        for path, lines in files.items()
    ]


def _lines_of(text: str) -> list[str]:
    lines = plain(text).replace("\f", " ").split("\n")
    return [line if len(line) <= _LONGEST_LINE else f"{line[:_LONGEST_LINE]} …" for line in lines]


def bars(closest: Sequence[float]) -> list[Bar]:
    """How many programs share how much with their closest one.

    >>> [bar.count for bar in bars([1.0, 2.0, 24.0])][:3]
    [1, 1, 0]
    """
    width = max(closest, default=0.0) / _BARS or 1.0
    counts = [0] * _BARS
    for surprise in closest:
        counts[min(_BARS - 1, int(surprise / width - 1e-9))] += 1
    most = max(counts) or 1
    return [Bar(place * width, count, 100 * count / most) for place, count in enumerate(counts)]
