"""The machine that writes the play: in each state a loaded die; the word that it shows chooses the next state."""

from drawing import BLUE, SOFT, WASH, Drawing


def draw() -> Drawing:
    picture = Drawing(620, 218)
    _state(picture, 16, 60, "state 17", (("my", 0.5), ("thy", 0.3), ("the", 0.2)))
    _state(picture, 250, 12, "state 31", (("child", 0.6), ("letter", 0.4)))
    _state(picture, 250, 120, "state 58", (("hand", 0.7), ("moon", 0.3)))
    picture.line(136, 82, 246, 50, arrow=True)
    picture.line(136, 114, 246, 156, arrow=True)
    picture.text(180, 56, "my, thy", 12, mono=True)
    picture.text(178, 150, "the", 12, mono=True)
    picture.line(370, 48, 420, 48, arrow=True)
    picture.line(370, 156, 420, 156, arrow=True)
    picture.text(430, 38, "Whoever has read all words so far", 13, "start")
    picture.text(430, 54, "knows the state, and so the die:", 13, "start")
    picture.text(430, 74, "*H*(*s*) = \u2212 \u2211 *p* ln *p*", 14, "start", BLUE)
    picture.text(430, 146, "An *n*-gram has forgotten", 13, "start")
    picture.text(430, 162, "some of them, and mixes the dice", 13, "start")
    picture.text(430, 178, "of all states they may have led to.", 13, "start")
    picture.text(16, 212, "138 such states; the numbers here are made up.", 13, "start", SOFT)
    return picture


def _state(picture: Drawing, x: float, y: float, name: str, sides: tuple[tuple[str, float], ...]) -> None:
    picture.box(x, y, 118, 70, fill="#ffffff", radius=8)
    picture.text(x + 59, y + 18, name, 13, color=SOFT)
    left = x + 5
    for side, (word, share) in enumerate(sides):
        width = 108 * share
        picture.box(left, y + 28, width, 34, fill=WASH if side % 2 == 0 else "#ffffff", radius=0)
        picture.text(left + width / 2, y + 43, word, 10 if len(word) < 4 else 9, mono=True)
        picture.text(left + width / 2, y + 57, f"{share:g}", 11, color=SOFT)
        left += width
