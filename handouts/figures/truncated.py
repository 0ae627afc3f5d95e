"""Truncated back-propagation: the value of the state crosses the border of a window, the gradient does not."""

from drawing import BLUE, INK, SOFT, WASH, Drawing


def draw() -> Drawing:
    picture = Drawing(620, 176)
    for window in range(3):
        left = 20 + 200 * window
        picture.box(left, 38, 172, 92, fill="none", stroke="#b4bbc5", radius=8)
        picture.text(left + 86, 28, f"window {window + 1}", 14, color=SOFT)
        for step in range(3):
            x = left + 14 + 54 * step
            picture.box(x, 62, 36, 34, fill=WASH, radius=6)
            picture.text(x + 18, 84, f"*h*_{{{3 * window + step + 1}}}", 14)
            if step:
                picture.line(x - 17, 72, x - 1, 72, arrow=True)
                picture.line(x - 1, 88, x - 17, 88, color=BLUE, dashed=True, arrow=True)
        picture.text(left + 86, 118, "one step of the optimizer", 12, color=SOFT)
        if window < 2:
            picture.line(left + 159, 72, left + 213, 72, arrow=True)
            picture.line(left + 186, 78, left + 186, 104, color=INK, width=3)
            picture.line(left + 212, 88, left + 191, 88, color=BLUE, dashed=True)
            picture.text(left + 186, 146, "detach", 12, mono=True)
    picture.text(20, 168, "solid: the value goes on;", 13, "start", SOFT)
    picture.text(170, 168, "dashed: the gradient stops at the border", 13, "start", BLUE)
    return picture
