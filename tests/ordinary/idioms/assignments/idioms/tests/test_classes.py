"""Methods, properties and special methods of classes."""

import math

import pytest
import shapes
from shapes import Countdown, LinkedList, Matrix, Recorder, Rectangle, Square, Vector


def test_a_method():
    assert Rectangle(2, 3).area() == 6
    assert Rectangle(1, 4).area() == 4


def test_attributes_of_an_object():
    rectangle = Rectangle(2, 3)
    assert (rectangle.width, rectangle.height) == (2, 3)


def test_an_attribute_is_set():
    rectangle = Rectangle(1, 1)
    rectangle.width = 5
    assert rectangle.area() == 5


def test_a_property():
    assert Rectangle(3, 4).diagonal == 5


def test_a_property_is_set():
    rectangle = Rectangle(3, 4)
    rectangle.diagonal = 10
    assert rectangle.width == pytest.approx(6)


def test_a_property_cannot_be_set():
    with pytest.raises(AttributeError):
        Rectangle(3, 4).perimeter = 3


def test_a_class_method():
    assert Rectangle.square(3).area() == 9


def test_a_class_method_of_a_subclass():
    assert isinstance(Rectangle.square(2), Rectangle)
    assert Rectangle.square(2).height == 2
    assert not hasattr(Rectangle.square(2), "depth")
    assert Rectangle.square(2).describe() == "Rectangle of 4"


def test_a_static_method():
    assert Rectangle.fits(1, 2)
    assert not Rectangle.fits(2, 1)


def test_a_class_attribute():
    assert Rectangle.sides == Rectangle(1, 1).sides == 4


def test_a_class_counts_its_objects():
    before = shapes.Shape.count
    for side in (1, 2):
        Square(side)
    assert shapes.Shape.count == before + 2


def test_a_class_attribute_is_set():
    Rectangle.sides = 5
    assert Square(1).sides == 5


def test_inheritance():
    assert isinstance(Square(2), Rectangle)
    assert Square(2).area() == 4


def test_a_method_of_the_base_calls_one_of_the_class():
    assert Square(3).describe() == "Square of 9"


def test_an_abstract_class():
    with pytest.raises(TypeError, match="abstract"):
        shapes.Shape()


def test_slots():
    with pytest.raises(AttributeError):
        shapes.Slotted(1).y = 2


def test_the_order_of_bases():
    assert [kind.__name__ for kind in Square.__mro__] == ["Square", "Rectangle", "Shape", "ABC", "object"]


def test_the_bases():
    assert Square.__bases__[0].__name__ == "Rectangle"


def test_the_class_of_an_object():
    assert Square(1).__class__.__name__ == "Square"
    assert Square(1).__class__ is Square
    assert Square(1).height == 1


def test_a_bound_method():
    area = Rectangle(2, 5).area
    assert area() == 10


def test_a_method_by_its_class():
    assert Rectangle.area(Rectangle(2, 5)) == 10


def test_addition():
    assert list(Vector(1, 2) + Vector(3, 4)) == [4, 6]


def test_subtraction():
    assert (Vector(5, 2) - Vector(1, 1)).xs == [4, 1]


def test_a_product_with_a_number():
    assert list(Vector(1, 2) * 2.0) == [2, 4]


def test_a_product_from_the_left():
    assert list(3 * Vector(1, 2)) == [3, 6]


def test_a_sum_of_objects():
    assert list(sum([Vector(1, 2), Vector(3, 4)])) == [4, 6]


def test_addition_in_place():
    vector = same = Vector(1, 2)
    vector += Vector(1, 1)
    assert same.xs == [2, 3]


def test_a_matrix_product():
    assert Vector(1, 2) @ Vector(3, 4) == 11


def test_negation():
    assert (-Vector(1, -2)).xs == [-1, 2]


def test_an_absolute_value():
    assert abs(Vector(3, 4)) == 5


def test_a_power():
    assert (Vector(2, 3) ** 2).xs == [4, 9]


def test_inversion():
    assert (~Vector(1, 2, 3)).xs == [3, 2, 1]


def test_rounding():
    assert round(Vector(1.26, 2.5), 1).xs == [1.3, 2.5]


def test_divmod():
    assert divmod(Vector(7, 9), 4) == ([1, 2], [3, 1])


def test_floor():
    assert math.floor(Vector(2.5, 3.5)) == 2


def test_a_length():
    assert len(Vector(1, 2, 3)) == 3


def test_an_index():
    assert Vector(5, 6)[1] == 6


def test_an_index_from_the_end():
    assert Vector(5, 6)[-1] == 6


def test_an_index_out_of_range():
    with pytest.raises(IndexError):
        Vector(5, 6)[2]


def test_a_slice():
    assert Vector(1, 2, 3, 4)[1:3].xs == [2, 3]


def test_a_slice_with_a_step():
    assert Vector(1, 2, 3, 4)[::-2].xs == [4, 2]


def test_an_index_of_two():
    assert Matrix([[1, 2], [3, 4]])[1, 0] == 3


def test_an_item_is_set():
    vector = Vector(1, 2)
    vector[0] = 9
    assert vector.xs == [9, 2]


def test_an_item_is_deleted():
    vector = Vector(1, 2, 3)
    del vector[1]
    assert vector.xs == [1, 3]


def test_unpacking():
    first, *rest = Vector(1, 2, 3)
    assert (first, rest) == (1, [2, 3])


def test_iteration():
    assert [2 * x for x in Vector(1, 2)] == [2, 4]


def test_iteration_backwards():
    assert list(reversed(Vector(1, 2))) == [2, 1, "end"]


def test_an_object_is_called():
    assert Vector(1, 2, 3)(2) == 17
    assert Vector(1, 2)(2, power=2) == 9


def test_an_object_can_be_called():
    assert callable(Vector(1).__class__)
    assert callable(Vector(1))
    assert not callable(Matrix([[1]]))
    assert Vector(2)(0) == 2


def test_as_numbers():
    assert float(Vector(3, 4)) == 5.0
    assert int(Vector(3, 4)) == 2


def test_as_an_index():
    assert [10, 20, 30][Vector(1, 2)] == 30


def test_attributes_that_are_made_up():
    assert shapes.Missing().get_name() == "name"
    with pytest.raises(AttributeError):
        _ = shapes.Missing().name


def test_getattr_with_a_default():
    assert getattr(Rectangle(1, 2), "depth", 0) == 0
    assert getattr(Rectangle(1, 2), "width") == 1


def test_an_iterator():
    assert list(Countdown(3)) == [3, 2, 1]


def test_next():
    count = iter(Countdown(1))
    assert next(count) == 1
    with pytest.raises(StopIteration):
        next(count)


def test_next_with_a_default():
    assert next(iter(Countdown(0)), "none") == "none"
    assert next(iter(Countdown(4))) == 4


def test_a_context_manager():
    with Recorder() as recorder:
        recorder.log.append("body")
    assert recorder.log == ["enter", "body", "exit"]


def test_a_context_manager_sees_an_exception():
    recorder = Recorder()
    with pytest.raises(KeyError), recorder:
        raise KeyError("x")
    assert recorder.error == "KeyError: 'x'"


@pytest.mark.own_word
def test_a_context_manager_swallows_an_exception():
    with Recorder([ZeroDivisionError]):
        _ = 1 / 0


def test_a_context_manager_lets_an_exception_through():
    with pytest.raises(ValueError), Recorder([KeyError]) as recorder:
        raise ValueError
    assert recorder.log == ["enter", "exit"]


def test_a_context_manager_that_is_a_generator():
    log = []
    with shapes.tag("b", log) as name:
        log.append(name)
    assert log == ["<b>", "B", "</b>"]


def test_a_singleton():
    assert shapes.Singleton() is shapes.Singleton()


def test_a_linked_list():
    values = LinkedList([1, 2, 3])
    assert list(values) == [1, 2, 3]
    assert len(values) == 3


def test_nodes_are_followed():
    values, node = [], LinkedList("abc").head
    while node is not None:
        values.append(node.value)
        node = node.next
    assert values == ["a", "b", "c"]


def test_a_list_that_is_empty():
    assert LinkedList().head is None
    assert list(LinkedList()) == []


def test_a_tree():
    tree = shapes.Tree(5).insert(3).insert(8).insert(4)
    assert tree.left.right.value == 4
    assert tree.right.value == 8


def test_a_descriptor():
    item = shapes.Item(3)
    with pytest.raises(ValueError, match="positive"):
        item.price = -1
    assert item.price == 3


def test_a_private_attribute():
    assert shapes.Item(1)._Item__secret == 7


def test_a_method_is_put_in_place(monkeypatch):
    monkeypatch.setattr(Rectangle, "area", lambda self: 99)
    assert Square(1).describe() == "Square of 99"


def test_an_attribute_is_deleted():
    rectangle = Rectangle(1, 2)
    del rectangle.width
    with pytest.raises(AttributeError):
        rectangle.area()
