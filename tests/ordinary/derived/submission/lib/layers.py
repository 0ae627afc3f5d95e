"""Everything right."""

from typing import ClassVar


class Layer:
    registered: ClassVar = []

    def __init__(self, scale=1):
        self.scale = scale

    def __init_subclass__(cls, **keywords):
        Layer.registered.append(cls.__name__)

    def __call__(self, x):
        return self.after(self.forward(x))

    def forward(self, x):
        raise NotImplementedError("write forward")

    def after(self, x):
        return self.scale * x


class Chain(Layer):
    def __init__(self, *layers):
        super().__init__()
        self.layers = layers

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


class LayerError(Exception):
    pass


def run(kind, x):
    return kind()(x)


def names():
    return Layer.registered
