"""u = xy, v = u + x, J = uv at x = 2, y = 3: the graph, its values and gradients, and the tape, step by step."""

from drawing import BLUE, INK, LINE, SOFT, WASH, Drawing

VALUES = {"x": 2, "y": 3, "u": 6, "v": 8, "J": 48}
PLACES = {"x": (60, 62), "y": (60, 206), "u": (190, 150), "v": (300, 62), "J": (410, 150)}
RULES = {"u": "*u* = *x y*", "v": "*v* = *u* + *x*", "J": "*J* = *u v*"}
ARROWS = ("xu", "yu", "uv", "xv", "uJ", "vJ")
SHOWN_FROM = {"x": 0, "y": 0, "u": 1, "v": 2, "J": 3}
POPPED = {"J": 5, "v": 6, "u": 7}
#: gradient by node: (value, first step, last step)
GRADIENTS = {
    "J": ((1, 4, 7),),
    "v": ((0, 2, 4), (6, 5, 7)),
    "u": ((0, 1, 4), (8, 5, 5), (14, 6, 7)),
    "x": ((0, 0, 5), (6, 6, 6), (48, 7, 7)),
    "y": ((0, 0, 6), (28, 7, 7)),
}
#: arrows that a visited node sends gradients along: (from, to, step)
BACKWARD = (("J", "u", 5), ("J", "v", 5), ("v", "u", 6), ("v", "x", 6), ("u", "x", 7), ("u", "y", 7))
TOLD = (
    "The inputs. They are leaves: no arrow leads to them, and they are not on the tape.",
    "Forward: *u* = *x y* = 6. The node pushes itself on the tape.",
    "Forward: *v* = *u* + *x* = 8. Pushed.",
    "Forward: *J* = *u v* = 48. Pushed. The tape holds the computation in its order.",
    "Backward begins: the gradient of *J* is 1, all others are 0.",
    "Pop *J*. It tells its inputs: *g*_{u} += 1 · *v* = 8 and *g*_{v} += 1 · *u* = 6.",
    "Pop *v*. It tells its inputs: *g*_{u} += 6 · 1, now 14, and *g*_{x} += 6 · 1 = 6.",
    "Pop *u*. It tells its inputs: *g*_{x} += 14 · *y*, now 48, and *g*_{y} += 14 · *x* = 28. The tape is empty.",
)


def draw() -> Drawing:
    picture = Drawing(620, 300)
    for start, end in ARROWS:
        picture.line(*_between(start, end), arrow=True, steps=(SHOWN_FROM[end], 99))
    for start, end, step in BACKWARD:
        picture.line(*_between(start, end), color=BLUE, width=3, dashed=True, arrow=True, steps=(step, step), still=False)
    for name, (x, y) in PLACES.items():
        first = SHOWN_FROM[name]
        picture.circle(x, y, 24, steps=(first, 99))
        if name in POPPED:
            picture.circle(x, y, 24, fill=WASH, stroke=BLUE, steps=(POPPED[name], POPPED[name]), still=False)
        picture.text(x, y - 3, f"*{name}*", 17, steps=(first, 99))
        picture.text(x, y + 13, str(VALUES[name]), 13, steps=(first, 99))
        for value, begin, end in GRADIENTS[name]:
            words = f"*g*_{{{name}}} = {value}"
            picture.text(x, y + 42, words, 14, color=BLUE, bold=True, steps=(begin, end), still=end == 7)
    _tape(picture)
    for step, words in enumerate(TOLD):
        picture.text(12, 290, words, 14, "start", steps=(step, step), still=False)
    picture.text(12, 290, "Values in the circles, gradients in blue below them, after the last step.", 14, "start", SOFT, steps=(-1, -1))
    return picture


def _tape(picture: Drawing) -> None:
    """A stack: the last node pushed lies on top and is popped first."""
    left, bottom, height = 500, 216, 40
    picture.text(left + 50, 30, "the tape, a stack", 14, color=SOFT)
    picture.line(left, bottom, left + 100, bottom, color=LINE, width=2)
    for place, (name, rule) in enumerate(RULES.items()):
        y = bottom - (place + 1) * (height + 4)
        span = (SHOWN_FROM[name], POPPED[name] - 1)
        picture.box(left, y, 100, height, fill=WASH, steps=span)
        picture.text(left + 50, y + 25, rule, 15, color=INK, steps=span)
        picture.text(left + 112, y + 25, str(3 - place), 13, color=BLUE, steps=(-1, -1))
    picture.text(left + 50, bottom + 20, "pushed upwards,", 13, color=SOFT)
    picture.text(left + 50, bottom + 36, "popped in the order 1, 2, 3", 13, color=SOFT, steps=(-1, -1))
    picture.text(left + 50, bottom + 36, "popped from the top", 13, color=SOFT, steps=(0, 99), still=False)


def _between(start: str, end: str, radius: float = 26) -> tuple[float, float, float, float]:
    (x1, y1), (x2, y2) = PLACES[start], PLACES[end]
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
    dx, dy = (x2 - x1) / length * radius, (y2 - y1) / length * radius
    return x1 + dx, y1 + dy, x2 - dx, y2 - dy
