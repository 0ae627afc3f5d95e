"""What crosses the boundary arrives as it was: values bit for bit, objects as themselves, exceptions as exceptions."""

from __future__ import annotations

import functools
import itertools
import math

import numpy as np
import pytest
import torch

from autograder.grading.remote.faults import BadReply, CheckAuthorError, StudentError

ECHO = """
    import numpy as np

    def echo(*values, **named):
        return values[0] if len(values) == 1 and not named else (values, named)

    def kind(value):
        return type(value).__name__

    def same(a, b):
        return a is b
"""

VALUES = [
    None, True, 0, -1, 2**63 - 1, -(2**63), 2**63, -(2**200), 0.1, -0.0, math.inf, "", "Grüße\n\x00", "\ud800", b"", b"\xff\x00", 1j,
    [], [1, [2, [3]]], (), (1, "a"), {}, {"a": 1, 2: [3], (4, "b"): None}, {1, 2}, frozenset({"x"}), slice(1, None, 2), range(3, 9, 2),
    ..., float, np.float32, np.dtype("<i4"), torch.float16, torch.Size([2, 3]), np.float32(0.1), np.int8(-3), np.bool_(True),
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_value_comes_back_as_it_was_sent(child, value):
    got = child(ECHO).echo(value)
    assert type(got) is type(value)
    assert got == value or got is value
    assert repr(got) == repr(value)


def test_not_a_number_keeps_its_bits(child):
    payload = np.array([0x7FF8000000000123, 0xFFF0000000000001], dtype=np.uint64).view(np.float64)
    got = child(ECHO).echo(np.array(payload))
    assert got.view(np.uint64).tolist() == payload.view(np.uint64).tolist()


@pytest.mark.parametrize("dtype", ["?", "i1", "u2", "i4", "i8", "f2", "f4", "f8", "c8", "c16"])
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 0, 3), (2, 3)])
def test_arrays_keep_dtype_shape_and_content(child, dtype, shape):
    array = np.random.default_rng(0).integers(0, 2, shape).astype(dtype)
    module = child("import numpy as np\ndef copied(a):\n    return np.array(a)\n")
    got = module.copied(array)
    assert type(got) is np.ndarray
    assert got.dtype == array.dtype
    assert got.shape == array.shape
    assert got.tobytes() == array.tobytes()


def test_arrays_that_are_not_contiguous_arrive_with_their_content(child):
    array = np.arange(24.0).reshape(4, 6)[::2, ::3].T
    got = child("def copied(a):\n    return a + 0\n").copied(array)
    assert got.tolist() == array.tolist()


@pytest.mark.parametrize(
    "dtype", [torch.float32, torch.float64, torch.bfloat16, torch.float16, torch.int64, torch.bool]
)
def test_tensors_keep_dtype_and_content(child, dtype):
    tensor = torch.tensor([[0, 1], [1, 1]]).to(dtype)
    got = child("def copied(t):\n    return t.clone()\n").copied(tensor)
    assert got.dtype is dtype
    assert torch.equal(got, tensor)


def test_parameters_arrive_as_parameters_that_require_gradients(child):
    module = child("def look(p):\n    return type(p).__name__, p.requires_grad, p.is_leaf\n")
    assert module.look(torch.nn.Parameter(torch.ones(2))) == ("Parameter", True, True)
    assert module.look(torch.ones(2)) == ("Tensor", False, True)


def test_the_same_array_passed_again_is_the_same_object(child):
    module, array, other = child(ECHO), np.ones(3), np.ones(3)
    assert module.same(array, array) is True
    assert module.same(array, other) is False
    assert module.echo(array) is array
    assert module.echo([array])[0] is array


def test_a_students_array_handed_back_is_the_students_own_object(child):
    module = child("import numpy as np\nkept = np.zeros(3)\ndef own(a):\n    return a is kept\n")
    kept = module.kept
    assert module.own(kept) is True
    assert module.kept is kept


def test_what_the_student_changes_in_place_the_test_sees(child):
    module = child("def change(a):\n    a[0] = 7\n    a *= 2\n")
    array, view = np.arange(3.0), None
    view = array[:2]
    module.change(array)
    assert array.tolist() == [14.0, 2.0, 4.0]
    assert view.tolist() == [14.0, 2.0]


def test_what_the_test_changes_in_place_the_student_sees(child):
    module = child("kept = []\ndef keep(a):\n    kept.append(a)\ndef total():\n    return float(kept[0].sum())\n")
    array = np.ones(3)
    module.keep(array)
    array[1] = 10
    assert module.total() == 12.0


def test_writing_to_a_students_attribute_works_as_in_one_process(child):
    module = child("import numpy as np\nclass M:\n    def __init__(self):\n        self.W = np.zeros((2, 2))\n")
    model = module.M()
    model.W[0, 1] += 3.0
    assert model.W[0, 1] == 3.0
    weights = model.W
    model.W = np.ones(2)
    assert weights.tolist() == [[0.0, 3.0], [0.0, 0.0]]


def test_a_read_only_array_is_read_only_for_the_student(child):
    module = child("def change(a):\n    a[0] = 1\n")
    array = np.zeros(2)
    array.flags.writeable = False
    with pytest.raises(ValueError, match="read-only"):
        module.change(array)


def test_gradients_travel_with_their_tensor_both_ways(child):
    module = child(
        """
        def step(p):
            p.data -= 0.5 * p.grad
        def loss(p):
            (p * p).sum().backward()
        """
    )
    parameter = torch.nn.Parameter(torch.tensor([1.0, 2.0]))
    module.loss(parameter)
    assert parameter.grad.tolist() == [2.0, 4.0]
    module.step(parameter)
    assert parameter.tolist() == [0.0, 0.0]
    parameter.grad = None
    module.loss(parameter)
    assert parameter.grad.tolist() == [0.0, 0.0]


def test_backward_goes_through_student_code_and_so_does_the_second_derivative(child):
    module = child("def double(x):\n    return 2 * x\n")
    x = torch.ones(2, requires_grad=True)
    result = module.double(x)
    assert result.tolist() == [2.0, 2.0]
    result.sum().backward()
    assert x.grad.tolist() == [2.0, 2.0]
    (slope,) = torch.autograd.grad((module.double(x) ** 3).sum(), x, create_graph=True)
    assert slope.tolist() == [24.0, 24.0]
    assert torch.autograd.grad(slope.sum(), x)[0].tolist() == [48.0, 48.0]


def test_a_tensor_with_a_graph_is_let_go_of_when_nobody_can_play_it(child):
    module = child(
        """
        import gc, weakref
        made = []
        def double(x):
            result = 2 * x
            made.append(weakref.ref(result))
            return result
        def alive():
            gc.collect()
            return sum(one() is not None for one in made)
        """
    )
    x = torch.ones(2, requires_grad=True)
    total = module.double(x).sum()  # the tensor itself is gone, its graph is not
    assert module.alive() == 1
    total.backward()
    assert x.grad.tolist() == [2.0, 2.0]
    del total
    module.alive()
    assert module.alive() == 0


@pytest.mark.parametrize("kind", ["PCG64", "PCG64DXSM", "SFC64", "Philox", "MT19937"])
def test_a_numpy_generator_comes_back_advanced(child, kind):
    module = child("def draw(rng):\n    return [rng.random(), int(rng.integers(10, dtype='i4'))]\n")
    ours, theirs = (np.random.Generator(getattr(np.random, kind)(7)) for _ in range(2))
    assert module.draw(theirs) == [ours.random(), int(ours.integers(10, dtype="i4"))]
    assert theirs.random(5).tolist() == ours.random(5).tolist()


def test_a_torch_generator_comes_back_advanced(child):
    module = child("import torch\ndef draw(g):\n    return torch.rand(3, generator=g)\n")
    ours, theirs = torch.Generator().manual_seed(3), torch.Generator().manual_seed(3)
    assert torch.equal(module.draw(theirs), torch.rand(3, generator=ours))
    assert torch.equal(torch.rand(2, generator=theirs), torch.rand(2, generator=ours))


def test_iterators_arrive_as_iterators(child):
    module = child(
        "def take(it, n):\n    return [next(it) for _ in range(n)]\ndef is_it(it):\n    return iter(it) is it\n"
    )
    numbers = itertools.count()
    assert module.take(numbers, 3) == [0, 1, 2]
    assert next(numbers) == 3
    assert module.is_it(iter([1])) is True
    assert module.take((x * x for x in range(4)), 4) == [0, 1, 4, 9]


def test_an_iterator_that_ends_is_no_stop_of_the_tests_own_loops(child):
    module = child("def first(it):\n    return next(it)\n")
    with pytest.raises(StopIteration) as caught:
        list(map(module.first, [iter([])]))
    assert isinstance(caught.value, StudentError)


def test_functions_arrive_as_callbacks_with_their_arguments(child):
    module = child("def apply(f, *a, **k):\n    return f(*a, **k)\n")
    assert module.apply(lambda a, b=1: (a, b), np.float64(2), b=[3]) == (2.0, [3])
    assert module.apply(functools.partial(max, 3), 9) == 9
    assert module.apply(module.apply, lambda: 5) == 5


def test_an_exception_in_a_callback_ends_the_check_even_if_student_code_swallows_it(child):
    module = child("def swallow(f):\n    try:\n        f()\n    except Exception:\n        return 'swallowed'\n")

    def broken():
        raise AssertionError("the callback's own")

    with pytest.raises(AssertionError, match="the callback's own"):
        module.swallow(broken)


def test_exceptions_arrive_as_the_builtin_of_their_name_with_the_students_lines(child):
    module = child(
        """
        class Special(ValueError):
            pass
        def fail():
            raise Special("no good")
        def outer():
            fail()
        """
    )
    with pytest.raises(ValueError, match="no good") as caught:
        module.outer()
    assert isinstance(caught.value, StudentError)
    assert caught.value.type_name == "Special"
    assert [(f.file, f.function, f.source) for f in caught.value.frames] == [
        ("student.py", "outer", "fail()"),
        ("student.py", "fail", 'raise Special("no good")'),
    ]


@pytest.mark.parametrize("name", ["SystemExit", "KeyboardInterrupt", "GeneratorExit", "BaseException", "StopIteration"])
def test_exceptions_that_end_programs_and_loops_arrive_as_ordinary_errors(child, name):
    module = child(f"def fail():\n    raise {name}\n")
    with pytest.raises(StudentError) as caught:
        module.fail()
    assert caught.value.type_name == name


def test_tests_skip_and_xfail_exceptions_of_student_code_are_only_errors(child):
    module = child("import unittest\ndef skip():\n    raise unittest.SkipTest('please')\n")
    with pytest.raises(StudentError):
        module.skip()


def test_a_subclass_of_a_builtin_stays_behind_a_handle(child):
    module = child(
        """
        import numpy as np
        class Number(float):
            def __eq__(self, other):
                return True
        class Grid(np.ndarray):
            pass
        number = Number(1)
        grid = np.zeros(2).view(Grid)
        """
    )
    assert type(module.number) is not float
    assert float(module.number) == 1.0
    assert type(module.grid) is not np.ndarray
    assert np.asarray(module.grid).tolist() == [0.0, 0.0]


def test_attributes_items_length_iteration_and_operators_work_on_handles(child):
    module = child(
        """
        class Box:
            def __init__(self, *items): self.items = list(items)
            def __getitem__(self, i): return self.items[i]
            def __setitem__(self, i, v): self.items[i] = v
            def __delitem__(self, i): del self.items[i]
            def __len__(self): return len(self.items)
            def __add__(self, other): return Box(*self.items, *other)
            def __radd__(self, other): return Box(*other, *self.items)
            def __iadd__(self, other): self.items += other; return self
            def __neg__(self): return Box(*reversed(self.items))
            def __enter__(self): return self
            def __exit__(self, *details): self.items.clear()
            def __index__(self): return 3
        """
    )
    box = module.Box(1, 2)
    assert (box[0], len(box), list(box)) == (1, 2, [1, 2])
    box[0] = 5
    assert list(box + [7]) == [5, 2, 7]  # noqa: RUF005 - the operator is what is tested
    assert list([0] + box) == [0, 5, 2]  # noqa: RUF005 - as above
    assert list(-box) == [2, 5]
    before = box
    box += [9]
    assert box is before
    del box[0]
    assert list(box) == [2, 9]
    assert [10, 11, 12, 13][box] == 13
    assert isinstance(box, module.Box)
    assert hasattr(box, "items")
    assert not hasattr(box, "nothing")
    with box as entered:
        assert entered is box
    assert len(box) == 0


@pytest.mark.parametrize(
    "question",
    [
        lambda x: x == 1, lambda x: x != 1, lambda x: x < 1, lambda x: 1 in x, bool, lambda x: not x,
        lambda x: x in [1], lambda x: np.array([1.0]) == x,
    ],
)  # fmt: skip
def test_no_object_is_asked_for_the_verdict(child, question):
    module = child(
        """
        class Liar:
            def __eq__(self, other): return True
            __ne__ = __lt__ = __gt__ = __contains__ = __eq__
            def __bool__(self): return True
        """
    )
    liar = module.Liar()
    with pytest.raises(CheckAuthorError, match="compare data instead"):
        question(liar)


def test_what_cannot_cross_is_refused_with_a_sentence_that_names_drivers(child):
    module = child("class Base:\n    pass\ndef take(x):\n    return x\n")
    with pytest.raises(CheckAuthorError, match=r"subclass.*drivers\.py"):

        class Own(module.Base):
            pass

    class Net(torch.nn.Module):
        pass

    for thing in (Net(), torch.nn.LSTM, object()):
        with pytest.raises(CheckAuthorError, match=r"object cannot be sent.*drivers\.py"):
            module.take(thing)
    assert module.take(torch.nn.Linear(2, 3)).out_features == 3
    with pytest.raises(CheckAuthorError, match=r"drivers\.py"):
        __import__("pickle").dumps(module.Base())


def test_a_reply_that_is_too_large_is_refused_and_the_child_is_asked_no_more(child):
    module = child("def many():\n    return [0] * 2_000_001\ndef one():\n    return 1\n")
    with pytest.raises(BadReply):
        module.many()
    with pytest.raises(BadReply):
        module.one()


def test_handles_that_nobody_holds_are_released_in_the_child(child):
    module = child(
        """
        import gc, weakref
        class Thing: pass
        things = weakref.WeakSet()
        def make():
            thing = Thing()
            things.add(thing)
            return thing
        def alive():
            gc.collect()
            return len(things)
        """
    )
    kept = module.make()
    for _ in range(50):
        module.make()
    module.alive()
    assert module.alive() == 1
    assert kept is not None
