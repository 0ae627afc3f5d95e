"""An n-gram model is one many-sided die for each context; here two of a trigram model, and how one is rolled."""

from drawing import BLUE, SOFT, WASH, Drawing

DICE = {
    "cows eat": (("corn", 4), ("grass", 3), ("hay", 2), ("if", 1), ("which", 1)),
    "eat corn": (("and", 3), ("</s>", 2), ("with", 1)),
}
ROLLED = 0.65


def draw() -> Drawing:
    picture = Drawing(620, 236)
    for row, (context, sides) in enumerate(DICE.items()):
        y = 34 + 92 * row
        total, x = sum(count for _, count in sides), 150.0
        picture.box(16, y, 104, 44, fill=WASH, radius=8)
        picture.text(68, y + 27, context, 13, mono=True)
        picture.line(122, y + 22, 146, y + 22, arrow=True)
        for side, (word, count) in enumerate(sides):
            width = 450 * count / total
            picture.box(x, y, width, 44, fill="#ffffff" if side % 2 else WASH, radius=0)
            picture.text(x + width / 2, y + 20, word, 12 if width > 44 else 10, mono=True)
            picture.text(x + width / 2, y + 37, f"{count}/{total}", 12, color=SOFT)
            x += width
        if not row:
            at = 150 + 450 * ROLLED
            picture.line(at, y - 14, at, y + 50, color=BLUE, width=2, dashed=True)
            picture.text(at, y - 18, f"*r* = {ROLLED}: \u201chay\u201d? No: \u201cgrass\u201d ends at 7/11 = 0.64, so \u201chay\u201d it is", 13, "middle", BLUE)
            picture.text(150, y + 60, "0", 12, "middle", SOFT)
            picture.text(600, y + 60, "1", 12, "middle", SOFT)
    picture.text(16, 218, "The last two words choose the die; the word that it shows moves on into the context.", 14, "start", SOFT)
    return picture
