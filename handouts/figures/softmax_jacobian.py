"""The Jacobian of softmax, diag(b) - b b^T, with its numbers: positive on the diagonal, negative elsewhere."""

import math

from drawing import BLUE, INK, SOFT, Drawing

LOGITS = (2.0, 1.0, 0.0, -1.0)


def draw() -> Drawing:
    picture = Drawing(620, 220)
    total = sum(math.exp(a) for a in LOGITS)
    b = [math.exp(a) / total for a in LOGITS]
    for row, value in enumerate(b):
        y = 40 + 40 * row
        picture.text(40, y + 25, f"{LOGITS[row]:g}", 14, color=SOFT)
        picture.box(72, y, 60, 36, fill=_grey(value), stroke="#b4bbc5", radius=0)
        picture.text(102, y + 23, f"{value:.2f}", 13, color="#ffffff" if value > 0.45 else INK)
        for column, other in enumerate(b):
            entry = value * ((row == column) - other)
            x = 200 + 64 * column
            picture.box(x, y, 60, 36, fill=_grey(abs(entry) * 2.2), stroke=INK if entry > 0 else "#b4bbc5", radius=0)
            sign = "+" if entry > 0 else "\u2212"
            picture.text(x + 30, y + 23, f"{sign}{abs(entry):.2f}", 13, color=INK, bold=entry > 0)
    picture.text(40, 26, "*a*", 15)
    picture.text(102, 26, "*b*", 15)
    picture.text(328, 26, "\u2202*b*_{i} / \u2202*a*_{j}", 15)
    picture.text(478, 66, "On the diagonal", 13, "start", SOFT)
    picture.text(478, 84, "*b*_{i}(1 \u2212 *b*_{i}) > 0,", 14, "start")
    picture.text(478, 112, "elsewhere", 13, "start", SOFT)
    picture.text(478, 130, "\u2212*b*_{i} *b*_{j} < 0.", 14, "start")
    picture.text(478, 158, "Each row and each", 13, "start", SOFT)
    picture.text(478, 174, "column sums to 0.", 13, "start", BLUE)
    return picture


def _grey(share: float) -> str:
    level = round(255 - 150 * min(share, 1.0))
    return f"#{level:02x}{level:02x}{level:02x}"
