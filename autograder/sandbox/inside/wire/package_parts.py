"""What values of pandas, scipy.sparse and Pillow consist of, and how they are built anew; see package_values.py.

None of these packages is imported here. The parts may be a student's, and scipy's compiled code writes wherever indices
say, so all of them are checked first.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.sandbox.inside.wire.allowed_types import NUMPY_DTYPES, NUMPY_SCALARS, CannotTravel
from autograder.sandbox.inside.wire.framing import WireError

#: module -> the classes whose objects travel
MODULES = {
    "pandas": ("DataFrame", "Series"),
    "scipy.sparse": tuple(f"{form}_{kind}" for form in ("csr", "csc", "coo") for kind in ("matrix", "array")),
    "PIL.Image": ("Image",),
}
_PILLOW_FILES = "PIL."  # of what Image.open gives, which is sent as the picture that it holds
#: mode of a picture -> bits of a pixel; a row is filled up to a whole byte
_MODES = {"1": 1, "L": 8, "LA": 16, "I;16": 16, "RGB": 24, "YCbCr": 24, "LAB": 24, "HSV": 24, "RGBA": 32, "CMYK": 32}
_MODES |= {"I": 32, "F": 32}
_TIMES = tuple(f"{kind}8[{unit}]" for kind in "mM" for unit in ("s", "ms", "us", "ns"))
_TEXTS = ("str", "string")
#: what a table may hold beside arrays
SCALARS = frozenset({type(None), bool, int, float, str, *NUMPY_SCALARS})
_MOST_COLUMNS, _MOST_PIXELS = 1 << 12, 1 << 24  # pixels of a row or column


def kind_of_value(value: Any) -> str:
    """Which of the classes it is of, as module.class; "" if it is of none."""
    kind = type(value)
    for module, names in MODULES.items():
        loaded = sys.modules.get(module)
        for name in names if loaded is not None else ():
            if kind is getattr(loaded, name, None):
                return f"{module}.{name}"
    picture = getattr(sys.modules.get("PIL.Image"), "Image", None)
    if isinstance(picture, type) and isinstance(value, picture) and kind.__module__.startswith(_PILLOW_FILES):
        return "PIL.Image.Image"
    return ""


def parts_of(value: Any) -> list[Any] | None:
    """What a value consists of: None, numbers, texts, arrays that nobody else holds, and lists of such."""
    try:
        return _TAKEN_APART[kind_of_value(value).rpartition(".")[0]](value)
    except CannotTravel:
        return None


def built(kind: str, parts: list[Any], extent: int) -> Any:
    """A value of one of the classes, for which `extent` is how many bytes one array may have.

    Raises:
        WireError: there is no such value.
    """
    module, _, name = kind.rpartition(".")
    try:
        return _BUILDERS[module](name, parts, extent)
    except Exception:  # whatever these packages raise
        raise WireError(f"a {name} that cannot be") from None


def put_into(thing: Any, new: Any) -> None:
    """Bring an object into the state of another one of its kind, which nobody else holds."""
    module = kind_of_value(thing).rpartition(".")[0]
    if module == "pandas":
        thing._update_inplace(new)  # what pandas itself does where it is told inplace=True
        if new.ndim == 1:
            thing.name = new.name
    elif module == "PIL.Image":
        thing.im, thing._mode, thing._size = new.im, new._mode, new._size
    else:
        vars(thing).clear()
        vars(thing).update(vars(new))


# --- pandas: a vector is its type, and an array or a list; an index has a name, too ---


def _of_pandas(value: Any) -> list[Any]:
    if type(value).__name__ == "Series":
        return [_index(value.index), _name(value.name), _vector(value)]
    if value.shape[1] > _MOST_COLUMNS:
        raise CannotTravel
    return [_index(value.index), _index(value.columns), [_vector(value.iloc[:, at]) for at in range(value.shape[1])]]


def _index(index: Any) -> list[Any]:
    kind = type(index).__name__
    if kind == "RangeIndex":
        return [_name(index.name), "range", [index.start, index.stop, index.step]]
    if kind not in ("Index", "DatetimeIndex", "TimedeltaIndex"):
        raise CannotTravel
    return [_name(index.name), *_vector(index)]


def _name(name: Any) -> Any:
    if type(name) not in SCALARS:
        raise CannotTravel  # which also says that no such value can be built
    return name


def _vector(values: Any) -> list[Any]:
    dtype = str(values.dtype)
    if isinstance(values.dtype, np.dtype):
        code = values.dtype.str
        if code in NUMPY_DTYPES:
            return [code, np.array(values.to_numpy())]
        if code[1:] in _TIMES:
            return [code[1:], np.array(values.to_numpy()).view(np.int64)]
    items = list(values) if dtype in ("object", *_TEXTS) else None
    if items is None:
        raise CannotTravel
    if dtype in _TEXTS:
        return [dtype, [item if type(item) is str else None for item in items]]
    if not all(type(item) in SCALARS for item in items):
        raise CannotTravel
    return [dtype, items]


def _pandas(name: str, parts: list[Any], extent: int) -> Any:
    pandas = sys.modules["pandas"]
    index = _new_index(pandas, parts[0], extent)
    if name == "Series":
        return pandas.Series(_new_vector(pandas, *parts[2]), index=index, name=_name(parts[1]))
    columns = _new_index(pandas, parts[1], extent)
    vectors = [pandas.Series(_new_vector(pandas, *vector), index=index) for vector in parts[2]]
    if len(vectors) != len(columns) or len(vectors) > _MOST_COLUMNS:
        raise ValueError
    table = pandas.DataFrame(dict(enumerate(vectors)), index=index)
    table.columns = columns
    return table


def _new_index(pandas: Any, parts: list[Any], extent: int) -> Any:
    name, dtype, values = parts
    if dtype == "range":
        start, stop, step = values
        if not all(type(one) is int for one in values) or len(range(start, stop, step)) * 8 > extent:
            raise ValueError
        return pandas.RangeIndex(start, stop, step, name=_name(name))
    return pandas.Index(_new_vector(pandas, dtype, values), name=_name(name))


def _new_vector(pandas: Any, dtype: Any, values: Any) -> Any:
    """An array for a Series or an Index, which neither of them interprets."""
    if isinstance(values, np.ndarray):
        if values.ndim != 1 or not (dtype == values.dtype.str or (dtype in _TIMES and values.dtype == np.int64)):
            raise ValueError
        return values.view(dtype)
    if type(values) is not list:
        raise ValueError
    if dtype in _TEXTS:
        return pandas.array([_text(value) for value in values], dtype=dtype)
    if dtype != "object" or not all(type(value) in SCALARS for value in values):
        raise ValueError
    objects = np.empty(len(values), dtype=object)
    objects[:] = values
    return pandas.Series(objects, dtype=object).array


def _text(value: Any) -> Any:
    if value is not None and type(value) is not str:
        raise ValueError
    return value


# --- scipy.sparse: a shape, the entries, and two arrays that say where they are ---


def _of_scipy(matrix: Any) -> list[Any]:
    if len(matrix.shape) != 2 or matrix.dtype.str not in NUMPY_DTYPES:
        raise CannotTravel
    where = (matrix.row, matrix.col) if matrix.format == "coo" else (matrix.indices, matrix.indptr)
    return [list(map(int, matrix.shape)), np.array(matrix.data), *map(np.array, where)]


def _scipy(name: str, parts: list[Any], extent: int) -> Any:
    shape, data, first, second = parts
    if len(shape) != 2 or not all(type(length) is int and 0 <= length <= extent for length in shape):
        raise ValueError
    if not all(isinstance(one, np.ndarray) and one.ndim == 1 for one in (data, first, second)):
        raise ValueError
    if not all(one.dtype in (np.int32, np.int64) for one in (first, second)):
        raise ValueError
    build = getattr(sys.modules["scipy.sparse"], name)
    if name.startswith("coo"):
        _check_places(first, shape[0], len(data))
        _check_places(second, shape[1], len(data))
        return build((data, (first, second)), shape=tuple(shape))
    rows, columns = shape if name.startswith("csr") else shape[::-1]
    _check_places(first, columns, len(data))
    if len(second) != rows + 1 or second[0] != 0 or second[-1] != len(data) or (second[1:] < second[:-1]).any():
        raise ValueError
    return build((data, first, second), shape=tuple(shape))


def _check_places(places: Any, length: int, count: int) -> None:
    """Check `count` places in rows or columns: what is compiled looks at none of them again."""
    if len(places) != count or (count and not (places.min() >= 0 and places.max() < length)):
        raise ValueError


# --- Pillow: a mode, width and height, and the pixels as Pillow writes them ---


def _of_pillow(picture: Any) -> list[Any]:
    if picture.mode not in _MODES:
        raise CannotTravel
    return [picture.mode, list(picture.size), np.frombuffer(picture.tobytes(), np.uint8)]


def _pillow(_name: str, parts: list[Any], _extent: int) -> Any:
    mode, (width, height), pixels = parts
    if not all(type(length) is int and 0 <= length < _MOST_PIXELS for length in (width, height)):
        raise ValueError
    if not (isinstance(pixels, np.ndarray) and pixels.dtype == np.uint8):
        raise ValueError
    if pixels.shape != (height * ((width * _MODES[mode] + 7) // 8),):  # Pillow makes room before it looks at them
        raise ValueError
    pillow = sys.modules["PIL.Image"]
    empty = not (width and height)
    return pillow.new(mode, (width, height)) if empty else pillow.frombytes(mode, (width, height), pixels.tobytes())


_TAKEN_APART: dict[str, Callable[[Any], list[Any]]] = {
    "pandas": _of_pandas,
    "scipy.sparse": _of_scipy,
    "PIL.Image": _of_pillow,
}
_BUILDERS: dict[str, Callable[[str, list[Any], int], Any]] = {
    "pandas": _pandas,
    "scipy.sparse": _scipy,
    "PIL.Image": _pillow,
}
