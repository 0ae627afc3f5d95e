"""The RNN unrolled: one cell, drawn once for each step; inputs and targets are one text, shifted by one."""

from drawing import BLUE, SOFT, WASH, Drawing

READ = ("START", "*w*_{1}", "*w*_{2}", "*w*_{3}")


def draw() -> Drawing:
    picture = Drawing(620, 260)
    picture.text(30, 130, "*h*_{0} = 0", 14)
    for step, word in enumerate(READ, start=1):
        x = 20 + 132 * step - 40
        picture.box(x, 104, 74, 44, fill=WASH, radius=8)
        picture.text(x + 37, 130, "cell", 14)
        picture.text(x + 37, 222, word, 15)
        picture.line(x + 37, 204, x + 37, 150, arrow=True)
        picture.text(x + 46, 186, f"*x*_{{{step}}}", 14, "start", SOFT)
        picture.line(x + 37, 102, x + 37, 62, arrow=True)
        picture.text(x + 46, 86, f"*y*_{{{step}}}", 14, "start", SOFT)
        picture.text(x + 37, 52, f"predict *w*_{{{step}}}", 14, color=BLUE)
        picture.line(x - 52 if step > 1 else x - 50, 126, x - 3, 126, arrow=True)
        if step > 1:
            picture.text(x - 28, 118, f"*h*_{{{step - 1}}}", 14)
    picture.line(588, 126, 612, 126, arrow=True)
    picture.text(598, 118, "*h*_{4}", 14)
    picture.text(30, 52, "targets", 14, color=SOFT)
    picture.text(30, 222, "read", 14, color=SOFT)
    picture.text(310, 20, "the same weights *W*_{xh}, *W*_{hh}, *W*_{hy} in every step", 14, color=SOFT)
    picture.text(310, 252, "The text that is read is the text that is to be predicted, one step later.", 14, color=SOFT)
    return picture
