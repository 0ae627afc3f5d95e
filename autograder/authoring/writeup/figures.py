"""Figures of a write-up: SVG files in handouts/figures, set into the page and the PDF as they are.

`![Caption](figures/graph.svg){alt="What there is to see, in words."}`, in a paragraph of its own, is a figure. The path
is meant from the write-up. What a figure could load or run is refused; it holds shapes and words only.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from autograder.authoring.writeup.nodes import Node, Nodes, division, paragraph, plain_text
from autograder.errors import ConfigError

FOLDER = "figures"
KIND = "drawing"
_LIVE = re.compile(
    r"<script|<foreignObject|<image|\son\w+=|(?:href|src)\s*=\s*[\"'](?!#)|@import|url\((?!#)|<!", re.I
)  # comments are gone by then
_ID = re.compile(r"(?<=\sid=\")([^\"]+)|(?<=href=\"#)([^\"]+)|(?<=url\(#)([^)]+)")


def place_figures(blocks: Nodes, wrong: Callable[[str, str, str], ConfigError]) -> Nodes:
    """The blocks with each figure as a Div of the kind "drawing" around its caption.

    Args:
        wrong: makes the error about a file that the write-up names, of what is wrong and what to do.

    Raises:
        ConfigError: an image is not an SVG in handouts/figures, has no alt text, or is in the middle of a paragraph.
    """
    found: Nodes = []
    for block in blocks:
        if block["t"] == "Figure":
            found.append(_drawing(block, wrong))
        elif block["t"] == "Div":
            found.append(block | {"c": [block["c"][0], place_figures(block["c"][1], wrong)]})
        else:
            for image in images(block):
                source = image["c"][2][0]
                raise wrong(
                    source,
                    f"the image {source} is in the middle of a paragraph",
                    "put it into a separate paragraph, with a caption",
                )
            found.append(block)
    return found


def images(node: Any) -> Iterator[Node]:
    """Every image of a syntax tree."""
    if isinstance(node, list):
        for item in node:
            yield from images(item)
    elif isinstance(node, dict):
        if node.get("t") == "Image":
            yield node
        yield from images(node.get("c"))


def read_figure(handouts: Path, source: str, shown: str) -> str:
    """The SVG element of a figure, to be set into a page; its ids begin with its name, so that no two are the same.

    Args:
        handouts: the folder of the write-up, from which `source` is meant.
        shown: where the write-up names it.

    Raises:
        ConfigError: it is not there, no SVG, or holds something that would be loaded or run.
    """
    path = handouts / source
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise ConfigError(shown, f"there is no figure {source}", f"put it into handouts/{FOLDER}") from None
    text = re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)
    text = re.sub(r"^\s*(?:<\?xml[^>]*\?>|<!DOCTYPE[^>\[]*>|\s)*", "", text).strip()
    if live := _LIVE.search(text):
        what = f"has {live[0].strip()!r}: a figure loads nothing and runs nothing"
        raise ConfigError(f"handouts/{source}", what, "take it out")
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        raise ConfigError(f"handouts/{source}:{error.position[0]}", "is no SVG", "write it anew") from None
    if not root.tag.endswith("svg"):
        raise ConfigError(f"handouts/{source}", "is no SVG", "write it anew")
    return _ID.sub(lambda found: f"{path.stem}-{found[0]}", text)


def width_of(svg: str) -> float:
    """A figure's width in pixels; 620, the width of a page's text, where it does not say.

    >>> width_of('<svg width="310" height="2">'), width_of("<svg>")
    (310.0, 620.0)
    """
    found = re.match(r"<svg\b[^>]*\swidth=\"(\d+(?:\.\d+)?)(?:px|pt)?\"", svg)
    return float(found[1]) if found else 620.0


def has_steps(svg: str) -> bool:
    """Whether the page can step through it."""
    return "data-steps=" in svg


def _drawing(figure: Node, wrong: Callable[[str, str, str], ConfigError]) -> Node:
    found, caption = (
        list(images(figure)),
        [block["c"] for block in figure["c"][1][1] if block["t"] in ("Plain", "Para")],
    )
    words, source = (found[0]["c"][1], found[0]["c"][2][0]) if len(found) == 1 else ([], "")
    alt = plain_text(words).strip()
    if not re.fullmatch(rf"{FOLDER}/[\w-]+\.svg", source):
        raise wrong(
            source, f"the figure {source} is not an SVG in handouts/{FOLDER}", f"put one there: {FOLDER}/name.svg"
        )
    if not alt or alt in [plain_text(part).strip() for part in caption]:  # pandoc takes the caption where there is none
        raise wrong(source, f"the figure {source} has no alt text", 'write what it shows: {alt="…"}')
    return division(KIND, [paragraph(part) for part in caption], src=source, alt=alt)
