from PIL import Image, ImageDraw


def grey(picture):
    return picture.convert("L")


def half(picture):
    return picture.resize((picture.width // 2, picture.height // 2))


def blank(width, height):
    return Image.new("RGB", (width, height), "white")


def mark(picture):
    ImageDraw.Draw(picture).point((0, 0), "black")


def turned(picture):
    return picture.transpose(Image.Transpose.ROTATE_90)
