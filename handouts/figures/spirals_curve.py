"""hw0: what the losses of a right solution look like, at learning rate 0.1 without dropout."""

from drawing import BLUE, INK, SOFT, Drawing
from plotting import axes, measured


def draw() -> Drawing:
    picture, run = Drawing(620, 250), measured("hw0")
    train, test, guessing = run["train_loss"], run["test_loss"], run["guessing"]
    place = axes(picture, range(0, 101, 20), (0, 0.3, 0.6, 0.9, 1.2), "epoch", "loss, nats")
    picture.line(*place(0, guessing), *place(100, guessing), color=SOFT, dashed=True)
    picture.curve([place(epoch, loss) for epoch, loss in enumerate(train, 1)], INK)
    picture.curve([place(epoch, loss) for epoch, loss in enumerate(test, 1)], BLUE, dashed=True)
    for words, value, color in (
        ("guessing: ln 3 = 1.10", guessing, SOFT),
        (f"test set: {test[-1]:.2f}", test[-1], BLUE),
        (f"training set: {train[-1]:.2f}", train[-1], INK),
    ):
        picture.text(444, place(0, value)[1] + 4, words, 13, "start", color)
    return picture
