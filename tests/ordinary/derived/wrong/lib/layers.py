"""Everything wrong."""

from typing import ClassVar


class Layer:
    registered: ClassVar = []

    def __init__(self, scale=1):
        self.scale = scale

    def __call__(self, x):
        return self.after(self.forward(x))

    def forward(self, x):
        return None

    def after(self, x):
        return None


class Chain(Layer):
    def __init__(self, *layers):
        super().__init__()
        self.layers = layers


class LayerError(Exception):
    def __init__(self):
        super().__init__("nothing")


def run(kind, x):
    return kind().scale


def names():
    return Layer.registered
