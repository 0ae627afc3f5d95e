"""Interpolated back-off as a tree: what a context cannot say is asked of the shorter one."""

from drawing import BLUE, SOFT, WASH, Drawing

LEVELS = (
    ("cows eat", "trigram: knows much, seen 11 times", "max(*c* \u2212 *D*, 0) / *c*"),
    ("eat", "bigram: knows less, seen more often", "the same with continuation counts"),
    ("(nothing)", "unigram: after how many different words?", "the same"),
    ("1 / (*V* \u2212 1)", "uniform: every word that can be said", ""),
)


def draw() -> Drawing:
    picture = Drawing(620, 262)
    for level, (context, about, share) in enumerate(LEVELS):
        x, y = 16 + 44 * level, 12 + 62 * level
        mono = level < 3
        picture.box(x, y, 116, 38, fill=WASH, radius=8)
        picture.text(x + 58, y + 24, context, 12 if mono else 14, mono=mono)
        picture.text(x + 128, y + 16, about, 14, "start")
        if share:
            picture.text(x + 128, y + 34, share, 13, "start", SOFT)
        if level < 3:
            picture.line(x + 58, y + 38, x + 84, y + 60, color=BLUE, dashed=True, arrow=True)
            picture.text(x + 92, y + 54, "\u00d7 what was freed", 12, "start", BLUE)
    return picture
