"""hw3: the loss of a right solution crosses what n-grams can reach, one line after the other."""

from drawing import BLUE, INK, SOFT, Drawing
from plotting import axes, measured, smooth

WINDOW = 9


def draw() -> Drawing:
    picture, run = Drawing(620, 250), measured("hw3")
    place = axes(picture, range(0, 401, 100), (0.9, 1.0, 1.1, 1.2, 1.3), "step", "loss, nats per word")
    shown = [(step + WINDOW, loss) for step, loss in enumerate(smooth(run["losses"], WINDOW)) if loss < 1.3]
    for name, nats in run["floors"].items():
        picture.line(*place(0, nats), *place(400, nats), color=SOFT, dashed=True, width=1)
        picture.text(444, place(0, nats)[1] + 4, f"{name.replace('entropy rate', 'the source itself')}: {nats:.3f}", 13, "start", SOFT)
    picture.curve([place(step, loss) for step, loss in shown], BLUE, 2)
    step, loss = shown[len(shown) // 6]
    x, y = place(step, loss)
    picture.text(x + 12, y - 6, f"training loss, mean of {WINDOW} steps", 13, "start", INK)
    return picture
