"""Arithmetic on student objects, attribute reads, backward."""

import math

import pytest
from engine import Value
from gradescope_utils.autograder_utils.decorators import number, weight


@weight(1)
@number("1.1")
def test_forward_of_an_expression():
    """Value: the value of an expression of objects and plain numbers"""
    a, b = Value(-4.0), Value(2.0)
    c = a + b
    d = a * b + b**3
    c = c + c + 1
    d += d * 2 + (b + a).relu()
    e = 3 - c
    assert c.data == -3.0
    assert d.data == 0.0
    assert abs((e / 2).data - 3.0) < 1e-12
    assert (-e).data == -6.0


@weight(2)
@number("1.2")
def test_gradients_of_an_expression():
    """Value.backward: gradients of every value that was used"""
    x, y = Value(1.5), Value(-0.5)
    z = (x * y + x.tanh()) * 2 + y**2
    z.backward()
    assert math.isclose(x.grad, 2 * (-0.5 + 1 - math.tanh(1.5) ** 2))
    assert math.isclose(y.grad, 2 * 1.5 + 2 * -0.5)
    assert z.grad == 1.0


@weight(1)
@number("1.3")
def test_a_value_used_twice_collects_both_gradients():
    """Value.backward: a value that is used twice"""
    a = Value(3.0)
    b = a + a
    b.backward()
    assert a.grad == 2.0
    assert a.grad != 1.0


@weight(1)
@number("1.4")
@pytest.mark.parametrize("value", [-1.0, 0.5])
def test_relu(value):
    """Value.relu: negative values become 0"""
    a = Value(value)
    out = a.relu()
    out.backward()
    assert out.data == max(value, 0.0)
    assert a.grad == float(value > 0)
