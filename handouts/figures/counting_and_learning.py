"""hw3: perplexities of what counts and of what learns from the same text, and what both of them write."""

import textwrap

from drawing import BLUE, INK, LINE, SOFT, WASH, Drawing
from plotting import measured


def draw() -> Drawing:
    picture, run = Drawing(620, 330), measured("hw3")
    for row, (name, value) in enumerate(run["perplexity"].items()):
        y = 14 + 26 * row
        width = 320 * (value - 2.4) / 0.6
        picture.text(186, y + 14, name, 14, "end")
        picture.box(196, y, width, 18, fill=BLUE if "RNN" in name else WASH, stroke=LINE, radius=0)
        picture.text(204 + width, y + 14, f"{value:.3f}", 13, "start")
    picture.text(196, 130, "perplexity on fresh text; the bars begin at 2.4", 13, "start", SOFT)
    for column, (name, sample) in enumerate(run["samples"].items()):
        x = 12 + 306 * column
        picture.text(x, 158, f"{name} writes", 14, "start", bold=True)
        for line, words in enumerate(_lines(sample)[:11]):
            picture.text(x, 176 + 14 * line, words, 9.5, "start", INK, mono=True)
    return picture


def _lines(sample: str) -> list[str]:
    return [part for line in sample.split("\n") for part in textwrap.wrap(line, 50, subsequent_indent="  ")]
