"""What a test finds that looks into student code: special methods, attributes of functions and classes, a module's names."""

import collections.abc
import contextlib
import typing

import looks
import pytest
from looks import Circle, Color, Meter, Pair, Ring, Shape, Slim, area, counter, keyed, logged


def test_a_special_method_is_there():
    assert hasattr(Ring([1]), "__len__")
    assert hasattr(Ring, "__iter__")


def test_a_special_method_is_not_there():
    assert not hasattr(Meter(), "__len__")
    assert not hasattr(Meter, "__add__")
    assert not hasattr(Meter(), "__call__")


def test_a_special_method_with_a_default():
    assert getattr(Meter(), "__enter__", None) is None
    assert getattr(Ring([1]), "__len__", None) is not None


@pytest.mark.parametrize("name", ["__iter__", "__len__", "__getitem__"])
def test_a_special_method_by_each_name(name):
    assert hasattr(Ring, name)


def test_it_defines_its_own_special_method():
    assert Ring.__eq__ is not object.__eq__
    assert type(Ring([1])).__repr__ is not object.__repr__


def test_it_leaves_a_special_method_alone():
    assert Meter.__eq__ is object.__eq__


def test_it_is_iterable_and_has_a_size():
    assert isinstance(Ring([1]), collections.abc.Iterable)
    assert isinstance(Ring([1]), typing.Sized)


def test_it_is_not_iterable():
    assert not isinstance(Meter(), collections.abc.Iterable)
    assert not isinstance(Meter(), (collections.abc.Sized, collections.abc.Callable))


def test_a_class_is_not_iterable():
    assert issubclass(Ring, collections.abc.Iterable)
    assert not issubclass(Meter, collections.abc.Iterable)


def test_it_is_a_context_manager():
    assert isinstance(logged, contextlib.AbstractContextManager)
    assert not isinstance(Meter(), contextlib.AbstractContextManager)


def test_the_parameters_of_a_functions_code():
    assert area.__code__.co_argcount == 2
    assert "scale" in area.__code__.co_varnames


def test_the_defaults_of_a_function():
    assert area.__defaults__ == (2.0,)
    assert keyed.__kwdefaults__ == {"key": 3}


def test_a_function_is_not_recursive():
    assert "area" not in area.__code__.co_names


def test_a_closure():
    assert counter(5).__closure__[0].cell_contents == 5


def test_a_wrapped_function():
    assert looks.cached.__wrapped__(3) == 9


def test_whose_a_method_is():
    meter = Meter()
    meter.value = 4
    assert meter.read.__self__.value == 4
    assert meter.read.__func__(meter) == 4


def test_classes_below_it():
    assert [kind.__name__ for kind in Shape.__subclasses__()] == ["Circle"]
    assert Circle.__base__ is Shape


def test_the_class_on_top():
    assert Shape.__base__ is object
    assert Shape.__bases__ == (object,)


def test_slots():
    assert Slim.__slots__ == ("x", "y")


def test_the_fields_of_a_dataclass():
    assert list(Pair.__dataclass_fields__) == ["left", "right"]
    assert Pair.__match_args__ == ("left", "right")


def test_the_members_of_an_enumeration():
    assert list(Color.__members__) == ["RED", "BLUE"]


def test_abstract_methods():
    assert looks.Solid.__abstractmethods__ == frozenset({"volume"})


def test_it_is_made_anew():
    meter = Meter()
    meter.value = 7
    meter.__init__()
    assert meter.value == 0


def test_the_names_of_a_module():
    assert "area" in vars(looks)
    assert "area" in looks.__dict__
    assert "area" in dir(looks)


def test_all_names_of_a_module():
    names = [name for name in vars(looks) if name.startswith("test_")]
    assert names == ["test_area"]


def test_the_methods_of_a_class():
    assert {"__len__", "__iter__"} <= set(vars(Ring))
    assert "__len__" in Ring.__dict__
