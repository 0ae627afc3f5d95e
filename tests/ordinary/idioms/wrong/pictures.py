from PIL import Image


def grey(picture):
    return picture.convert("1")


def half(picture):
    return picture.resize((picture.width // 2, picture.height))


def blank(width, height):
    return Image.new("RGB", (height, width), "black")


def mark(picture):
    picture.copy()


def turned(picture):
    return picture.transpose(Image.Transpose.ROTATE_180)
