"""The lecture's network: five modules, forward above and backward below."""

from drawing import BLUE, SOFT, WASH, Drawing

MODULES = ("Linear", "Sigmoid", "Linear", "Softmax", "CrossEntropy")
VALUES = ("*x*", "*a*", "*z*", "*b*", "*\u0177*", "*J*")
PARAMETERS = {0: "*\u03b1*, *\u03b1*_{0}", 2: "*\u03b2*, *\u03b2*_{0}", 4: "*y*"}


def draw() -> Drawing:
    picture = Drawing(620, 150)
    width, gap = 84, 32
    for place, name in enumerate(MODULES):
        x = 26 + place * (width + gap)
        picture.box(x, 52, width, 46, fill=WASH)
        picture.text(x + width / 2, 80, name, 12 if len(name) > 9 else 14)
        picture.line(x - gap + 4, 66, x - 2, 66, arrow=True)
        picture.line(x - 2, 86, x - gap + 4, 86, color=BLUE, dashed=True, arrow=True)
        picture.text(x - gap / 2, 58, VALUES[place], 14)
        picture.text(x - gap / 2, 104, f"*g*_{{{VALUES[place].strip('*')}}}", 14, color=BLUE)
        if place in PARAMETERS:
            picture.line(x + width / 2, 32, x + width / 2, 50, arrow=True)
            picture.text(x + width / 2, 26, PARAMETERS[place], 14)
    end = 26 + len(MODULES) * (width + gap) - gap
    picture.line(end + 2, 75, end + 14, 75, arrow=True)
    picture.text(end + 20, 80, "*J*", 14, "start")
    picture.text(26, 138, "solid: forward, values;", 13, "start", SOFT)
    picture.text(160, 138, "dashed: backward, gradients, from the loss to the input", 13, "start", BLUE)
    return picture
