"""Version A asks all consumers, Version B tells all inputs: the same sum, from two ends."""

from drawing import BLUE, SOFT, WASH, Drawing


def draw() -> Drawing:
    picture = Drawing(620, 210)
    _version_a(picture)
    picture.line(310, 12, 310, 198, color="#d9dde3")
    _version_b(picture)
    return picture


def _version_a(picture: Drawing) -> None:
    picture.text(20, 24, "Version A: *u* asks its consumers", 15, "start", bold=True)
    _node(picture, 70, 110, "*u*", active=True)
    for y, name in ((60, "*v*"), (110, "*w*"), (160, "*J*")):
        _node(picture, 210, y, name)
        picture.line(185, y, 96, 110 + (y - 110) * 0.16, color=BLUE, dashed=True, arrow=True)
    picture.text(20, 200, "one sum, when *u* has its turn", 13, "start", SOFT)
    picture.text(282, 114, "who uses me?", 12, "middle", SOFT)


def _version_b(picture: Drawing) -> None:
    picture.text(330, 24, "Version B: *w* tells its inputs", 15, "start", bold=True)
    _node(picture, 550, 110, "*w*", active=True)
    for y, name in ((60, "*u*"), (160, "*x*")):
        _node(picture, 410, y, name)
        picture.line(524, 110 + (y - 110) * 0.16, 436, y, color=BLUE, dashed=True, arrow=True)
        picture.text(358, y + 4, f"*g*_{{{name[1]}}} +=", 14, color=BLUE)
    picture.text(330, 200, "one term for each input, when *w* has its turn", 13, "start", SOFT)


def _node(picture: Drawing, x: float, y: float, name: str, active: bool = False) -> None:
    picture.circle(x, y, 21, fill=WASH if active else "#ffffff", stroke=BLUE if active else "#1c1e21")
    picture.text(x, y + 5, name, 16)
