"""Every kind of request, answered with every kind of well-formed but wrong reply: the verdict is never a grader error.

A child that is honest up to one request lies there, and a test that is written like any other goes on with what it got.
"""

from __future__ import annotations

import copy
import inspect
import operator
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd  # noqa: F401 - with these packages, more replies are well-formed
import PIL.Image  # noqa: F401
import pytest
import scipy.sparse  # noqa: F401

from autograder.grading import canary, import_time, messages, rules
from autograder.grading.remote import meanings, session
from autograder.grading.remote.client import RpcClient
from autograder.grading.remote.faults import StudentError, StudentFault
from autograder.grading.remote.import_hook import RemoteModule
from autograder.grading.remote.lazy_names import LazyName
from autograder.grading.remote.session import ChildSpecs, Session, Side
from autograder.grading.remote.subclasses import subclass
from autograder.grading.verdicts import judge
from autograder.model import Limits, Rule, Verdict
from autograder.sandbox.inside.wire import schema
from autograder.sandbox.inside.wire.allowed_types import TORCH_DTYPES, TYPES
from autograder.sandbox.inside.wire.generators import read_state
from autograder.sandbox.inside.wire.operators import BINARY, UNARY
from autograder.sandbox.zygote_client import spec_of

from .fake_child import FakeChild, FakeProcess

pytestmark = pytest.mark.slow

try:  # with it, more replies are well-formed
    import torch
except ImportError:
    torch = None

Tell = Callable[[FakeChild], None]
WALL = 120.0
_EIGHT = bytes(8)
_NAMES: dict[str, tuple[Side, str]] = {
    "student": (Side.SUBMISSION, "student"),
    "drivers": (Side.SUBMISSION, "drivers"),
}
_RANGE = schema.Parts([None, "range", schema.Parts([0, 1, 1])])
_SMALL = [schema.List([]), schema.Tuple([1, 2]), None]

# --- what a child may answer ---


def _value(node: Any, *buffers: bytes) -> Tell:
    return lambda child: child.value(node, buffers)


def _state(state: Any, *buffers: bytes, mirror: int = -1) -> Tell:
    return lambda child: child.value(schema.Mirror(mirror), buffers, [schema.Update(mirror, state)])


def _raised(type_name: str, *bases: str) -> Tell:
    frame = schema.Frame("student.py", 3, "f", "x")
    return lambda child: child.reply(schema.Raised(type_name, list(bases), "m", [frame]))


def _invoke(number: int, *arguments: Any) -> Tell:
    return lambda child: child.reply(schema.Invoke(number, list(arguments), [], []))


def _ends(child: FakeChild) -> None:
    raise EOFError


_PCG = read_state(np.random.default_rng(0))
REPLIES: dict[str, Tell] = {
    **{f"{value!r:.30}": _value(value) for value in (None, True, False, 0, 5, -1, (1 << 63) - 1, 1 << 63, 1.5, "x", "")},
    "not a number": _value(float("nan")),
    "infinity": _value(float("inf")),
    "text": _value(schema.Text(b"\xed\xa0\x80")),
    "bytes": _value(schema.Bytes(b"\xff", False)),
    "bytearray": _value(schema.Bytes(b"\xff", True)),
    "big integer": _value(schema.BigInteger("-" + "f" * 4000)),
    "complex": _value(schema.Complex(1.0, float("nan"))),
    "list": _value(schema.List([1, "a", schema.Handle(9, "x")])),
    "empty list": _value(schema.List([])),
    "tuple": _value(schema.Tuple([1, 2])),
    "triple": _value(schema.Tuple([True, 1, 2])),
    "empty tuple": _value(schema.Tuple([])),
    "iteration": _value(schema.Tuple([True, schema.Handle(9, "x")])),
    "end of an iteration": _value(schema.Tuple([False, 7])),
    "dictionary": _value(schema.Dictionary(["f", 1, 2, schema.Handle(9, "x")])),
    "empty dictionary": _value(schema.Dictionary([])),
    "set": _value(schema.Set([1, "f"], False)),
    "frozenset": _value(schema.Set([1], True)),
    **{f"collection {kind}": _value(schema.Collection(kind, ["f", 1], None)) for kind in ("Counter", "OrderedDict", "defaultdict", "deque")},
    "unknown collection": _value(schema.Collection("ChainMap", [], None)),
    "decimal": _value(schema.Standard("Decimal", ["NaN"])),
    "signalling decimal": _value(schema.Standard("Decimal", ["sNaN"])),
    "fraction": _value(schema.Standard("Fraction", [1, 3])),
    "date": _value(schema.Standard("date", [2026, 1, 1])),
    "time": _value(schema.Standard("datetime", [2026, 1, 1, 0, 0, 0, 0, 0, 3600, 0])),
    "path": _value(schema.Standard("PosixPath", ["/etc/passwd"])),
    "unknown value of the library": _value(schema.Standard("Popen", ["ls"])),
    "held list": _state(schema.List([1, schema.Handle(9, "x")])),
    "held dict": _state(schema.Dictionary(["f", schema.List([])])),
    "held set": _state(schema.Set([1], False)),
    "held list in itself": _state(schema.List([schema.Mirror(-1)])),
    "mirror of the test as a list": _state(schema.List([]), mirror=1),
    "table": _state(schema.Packaged("pandas.Series", [_RANGE, "f", schema.Parts(["object", schema.Parts([1])])])),
    "mirror of the test as a table": _state(schema.Packaged("pandas.Series", [_RANGE, None, schema.Parts([])]), mirror=1),
    "table of nothing that fits": _state(schema.Packaged("pandas.DataFrame", [_RANGE, _RANGE, schema.Parts([])])),
    "sparse matrix": _state(
        schema.Packaged("scipy.sparse.coo_matrix", [schema.Parts([1, 1]), *(schema.Array(i, c, [1], True) for i, c in enumerate(("<f8", "<i8", "<i8")))]),
        _EIGHT, bytes(8), bytes(8),
    ),
    "picture": _state(schema.Packaged("PIL.Image.Image", ["L", schema.Parts([2, 4]), schema.Array(0, "|u1", [8], True)]), _EIGHT),
    "unknown value of a package": _state(schema.Packaged("os.system", ["ls"])),
    "part of a table alone": _state(schema.Packaged("pandas.Series", [])),
    "slice": _value(schema.Slice(*_SMALL)),
    "range": _value(schema.Range(0, (1 << 63) - 1, 1)),
    "dots": _value(schema.Dots()),
    **{f"type {name}": _value(schema.TypeName(name)) for name in TYPES},
    **{f"type torch.{name}": _value(schema.TypeName(f"torch.{name}")) for name in TORCH_DTYPES},
    "unknown type": _value(schema.TypeName("os.system")),
    "array": _state(schema.Array(0, "<f8", [1], True), _EIGHT),
    "empty array": _state(schema.Array(0, "<f8", [0, 3], False), b""),
    "array of no dimensions": _state(schema.Array(0, "<i8", [], True), _EIGHT),
    "numpy scalar": _value(schema.NumpyScalar(0, "<f8"), _EIGHT),
    "numpy bool": _value(schema.NumpyScalar(0, "|b1"), b"\1"),
    "tensor": _state(schema.Tensor(0, "float64", [1], False, False, -1, False), _EIGHT),
    "tensor with a graph": _state(schema.Tensor(0, "float64", [1], True, False, -1, True), _EIGHT),
    "parameter": _state(schema.Tensor(0, "float64", [1], True, True, 1, False), _EIGHT, _EIGHT),
    "torch shape": _value(schema.TensorShape([1, 2])),
    "generator": _state(_PCG),
    "torch generator": _state(schema.Generator("torch", [], bytes(5056))),
    "unknown generator": _state(schema.Generator("Strange", [1], b"")),
    "handle": _value(schema.Handle(9, "Thing")),
    "handle below zero": _value(schema.Handle(-1, "Thing")),
    "handle far away": _value(schema.Handle((1 << 64) - 1, "not a name \x1b[2J")),
    "known handle as another kind": _value(schema.Handle(1, "int")),
    "unknown mirror": _value(schema.Mirror(-7)),
    "mirror of the test": _value(schema.Mirror(1)),
    "mirror of the test as an array": _state(schema.Array(0, "<f8", [1], True), _EIGHT, mirror=1),
    "mirror of the test as an array of another type": _state(schema.Array(0, "<i4", [2], True), _EIGHT, mirror=1),
    "mirror of the test as a tensor": _state(schema.Tensor(0, "float64", [1], False, False, -1, False), _EIGHT, mirror=1),
    "mirror of the test as a generator": _state(_PCG, mirror=1),
    "mirror of the test as a generator of another kind": _state(read_state(np.random.Generator(np.random.MT19937(0))), mirror=1),
    "mirror of the test as a torch generator": _state(schema.Generator("torch", [], bytes(5056)), mirror=1),
    "a new mirror of the test's": _state(schema.Array(0, "<f8", [1], True), _EIGHT, mirror=77),
    "function": _value(schema.Callback(0, False)),
    "iterator": _value(schema.Callback(0, True)),
    "unknown function": _value(schema.Callback(99, False)),
    **{f"raised {name}": _raised(name, name, "Exception") for name in (
        "ValueError", "AttributeError", "StopIteration", "StopAsyncIteration", "GeneratorExit", "KeyboardInterrupt",
        "SystemExit", "ImportError", "ExceptionGroup", "AssertionError", "MemoryError", "RecursionError", "Warning",
        "UnicodeDecodeError", "Exception", "BaseException", "print", "Skipped", "GraderError")},
    "raised nothing": _raised(""),
    "raised skip": _raised("SkipTest", "SkipTest"),
    "call": _invoke(0),
    "call with a handle": _invoke(0, schema.Handle(9, "x"), schema.Handle(9, "x")),
    "call with an array that is not there": _invoke(0, schema.Mirror(-3)),
    "unknown call": _invoke(99),
    "call below zero": _invoke(-1),
    "end": _ends,
}  # fmt: skip


# --- what a test may ask ---


class Request:
    """A kind of request, and a test that makes it.

    Args:
        lies_at: which of the requests is answered by a lie.
        ask: the test, given `student` and `drivers`.
    """

    def __init__(
        self, lies_at: Callable[[Any], bool], ask: Callable[[Any, Any], Any], calls_back: bool = False
    ) -> None:
        self.lies_at, self.ask, self.calls_back = lies_at, ask, calls_back


def _at(kind: type, **fields: Any) -> Callable[[Any], bool]:
    return lambda operation: (
        type(operation) is kind and all(getattr(operation, name) == value for name, value in fields.items())
    )


def _name(name: str) -> LazyName:
    """What `from student import name` gives at the top of a test file."""
    return LazyName(name, lambda: session.current(name).name(Side.SUBMISSION, "student", name))


def _operator(name: str, ask: Callable[[Any], Any]) -> Request:
    return Request(_at(schema.Operate, operator=name), lambda student, _: ask(student.thing))


def _in_place(name: str) -> Callable[[Any], Any]:
    return getattr(operator, f"__i{name}__")


def _forgets(student: Any, _: Any) -> Any:
    thing, array = student.thing, np.ones(3)
    student.g(array)
    del thing, array
    return student.f()


def _gathers(thing: Any) -> list[Any]:
    return [x for x, _ in zip(thing, range(5), strict=False)]


def _with(thing: Any) -> Any:
    with thing as found:
        return found


def _derived() -> Any:
    text = "class Loud(Thing):\n    def f(self):\n        return noted"
    return subclass("Loud", text, ["from student import Thing"], {}, {"noted": lambda: [1, 2]})


REQUESTS: dict[str, Request] = {
    "import": Request(_at(schema.Import), lambda student, _: student.f()),
    "import of a name": Request(_at(schema.Import), lambda student, _: _name("f")),
    "import and put": Request(_at(schema.Import), lambda student, _: setattr(student, "f", 1)),
    "import and delete": Request(_at(schema.Import), lambda student, _: delattr(student, "f")),
    "import and look for a name": Request(_at(schema.Import), lambda student, _: hasattr(student, "f")),
    "define": Request(_at(schema.Define), lambda _, drivers: drivers.f()),
    "define and put": Request(_at(schema.Define), lambda _, drivers: setattr(drivers, "f", 1)),
    "install": Request(_at(schema.Install), lambda student, _: student.f()),
    "get": Request(_at(schema.Get), lambda student, _: student.f),
    "get of a name": Request(_at(schema.Get), lambda student, _: _name("f")),
    "get of a name that is called": Request(_at(schema.Get), lambda student, _: _name("f")(1)),
    "get of a class": Request(_at(schema.Get), lambda student, _: isinstance(student.thing, _name("f"))),
    "module of a derived class": Request(_at(schema.Define), lambda *_: _derived()().f()),
    "function that makes a derived class": Request(_at(schema.Get), lambda *_: _derived()().f()),
    "derived class": Request(_at(schema.Call), lambda *_: _derived()().f()),
    "put": Request(_at(schema.Put), lambda student, _: setattr(student.thing, "x", np.ones(3))),
    "call": Request(_at(schema.Call), lambda student, _: student.f()),
    "call with an array": Request(_at(schema.Call), lambda student, _: student.f(np.ones(1))),
    "call with a generator": Request(_at(schema.Call), lambda student, _: student.f(np.random.default_rng(0))),
    "call with a function": Request(_at(schema.Call), lambda student, _: student.f(lambda *x: x)),
    "call with an iterator": Request(_at(schema.Call), lambda student, _: student.f(iter([1, 2]))),
    "call after things were let go": Request(_at(schema.Call), _forgets),
    "return": Request(_at(schema.Call), lambda student, _: student.f(lambda *x: 5), calls_back=True),
    "throw": Request(_at(schema.Call), lambda student, _: student.f(lambda *x: [][1]), calls_back=True),
    **{name: _operator(name, lambda thing, name=name: getattr(operator, f"__{name}__")(thing, 2)) for name in BINARY},
    **{f"r{name}": _operator(name, lambda thing, name=name: getattr(operator, f"__{name}__")(2, thing)) for name in BINARY},
    **{f"i{name}": _operator(f"i{name}", lambda thing, name=name: _in_place(name)(thing, 2)) for name in BINARY},
    **{name: _operator(name, lambda thing, name=name: getattr(operator, f"__{name}__")(thing)) for name in UNARY},
    "getitem": _operator("getitem", lambda thing: thing[0]),
    "setitem": _operator("setitem", lambda thing: operator.setitem(thing, 0, 1)),
    "delitem": _operator("delitem", lambda thing: operator.delitem(thing, 0)),
    "delattr": _operator("delattr", lambda thing: delattr(thing, "x")),
    "len": _operator("len", len),
    "iter": _operator("iter", _gathers),
    "iterator": _operator("iter", iter),
    "next": _operator("next", _gathers),
    "unpacking": _operator("next", lambda thing: operator.itemgetter(0)((lambda a, *b: (a, b))(*_gathers(thing)))),
    "float": _operator("float", float),
    "int": _operator("int", int),
    "complex": _operator("complex", complex),
    "index": _operator("index", lambda thing: [1, 2, 3][thing]),
    "index of a range": _operator("index", lambda thing: range(thing)),
    "asarray": _operator("asarray", np.asarray),
    "asarray of a type": _operator("asarray", lambda thing: np.asarray(thing, dtype=np.int64)),
    "asarray and compare": _operator("asarray", lambda thing: np.testing.assert_allclose(thing, 1.0)),
    "enter": _operator("enter", _with),
    "exit": _operator("exit", _with),
    "text": _operator("str", str),
    "format": _operator("format", lambda thing: f"{thing:>9}"),
    "names": _operator("dir", dir),
    "data": _operator("data", lambda thing: thing == 17),
    "data of both": _operator("data", lambda thing: thing == thing),
    "truth of data": _operator("data", lambda thing: not thing),
    "copy": _operator("copy", copy.copy),
    "copy of all": _operator("deepcopy", copy.deepcopy),
    "type": _operator("type", meanings.type_of),
    "classes": _operator("bases", lambda thing: meanings.is_instance(thing, list)),
    "subclass": _operator("issubclass", lambda thing: meanings.is_subclass(thing, thing)),
    "representation": _operator("repr", meanings.repr_of),
    "hash": _operator("hash", meanings.hash_of),
    "as a dict": _operator("asdict", meanings.as_dict),
    "as a tuple": _operator("astuple", meanings.as_tuple),
    "parameters": _operator("parameters", lambda thing: inspect.signature(thing).parameters),
    "special attributes": Request(_at(schema.Get, name="__dict__"), lambda student, _: vars(student.thing)),
    "isinstance": _operator("isinstance", lambda thing: isinstance(thing, _name("Thing"))),
}  # fmt: skip

#: what a test does with what it got
USES: dict[str, Callable[[Any, Any], Any]] = {
    "compare": lambda value, student: value == 17,
    "truth": lambda value, student: not value,
    "order": lambda value, student: value < 17,
    "add": lambda value, student: value + 1,
    "multiply": lambda value, student: 2.0 * value,
    "call": lambda value, student: value(1),
    "attribute": lambda value, student: value.grad,
    "set an attribute": lambda value, student: setattr(value, "grad", 1),
    "item": lambda value, student: value[0],
    "length": lambda value, student: len(value),
    "iterate": lambda value, student: _gathers(value),
    "number": lambda value, student: float(value),
    "array": lambda value, student: np.asarray(value) + 1,
    "approx": lambda value, student: value == pytest.approx(17),
    "kind": lambda value, student: isinstance(value, student.Thing),
    "kind of it": lambda value, student: isinstance(student.thing, value),
    "send back": lambda value, student: student.g([value], x=value),
    "contains": lambda value, student: 1 in value,
    "message": lambda value, student: pytest.fail(f"{value}"),
}
_OFTEN = ("import of a name", "get", "get of a name", "call", "call with an array", "define")


def _honest(operation: Any, count: int) -> Any:
    if isinstance(operation, schema.Import):
        return schema.Handle(1, "module")
    if isinstance(operation, schema.Define):
        return schema.Handle(2, "module")
    if isinstance(operation, schema.Get | schema.Call):
        return schema.Handle(3, "Thing")
    if isinstance(operation, schema.Operate):
        answers = {
            "len": 3,
            "float": 1.0,
            "int": 1,
            "index": 1,
            "complex": schema.Complex(1.0, 0.0),
            "isinstance": True,
            "data": schema.Tuple([None, 17]),
            "str": "x",
            "format": "x",
            "hash": 5,
        }
        answers["next"] = schema.Tuple([True, 1]) if count < 20 else schema.Tuple([False, None])
        return answers.get(operation.operator, schema.Handle(4, "Thing"))
    return None


def _script(lies_at: Callable[[Any], bool], lie: Tell, calls_back: bool = False) -> Tell:
    """A child that lies once, and is honest before and afterwards."""

    def script(child: FakeChild) -> None:
        is_left = True
        for count in range(200):
            operation = child.request().operation
            if is_left and lies_at(operation):
                is_left = False
                if calls_back:
                    child.reply(schema.Invoke(0, [], [], []))
                    child.request()
                lie(child)
            else:
                child.value(_honest(operation, count))

    return script


class _OneChild:
    def __init__(self, process: FakeProcess) -> None:
        self._process = process

    def take(self, spec: Any, more: bool) -> FakeProcess:
        return self._process


def _verdict(request: Request, lie: Tell, use: Callable[[Any, Any], Any]) -> Any:
    """What a check is told whose child lies."""
    spec = spec_of("/nonexistent", (), Limits(), uid=None)
    codes = {"student.py": b"x"}
    specs = ChildSpecs({Side.SUBMISSION: spec}, {"drivers": "x = 1"}, Limits(wall=WALL), codes=lambda _: codes)
    process = FakeProcess(_script(request.lies_at, lie, request.calls_back))
    session.begin(Session(_OneChild(process), specs))  # type: ignore[arg-type]
    student, drivers = (RemoteModule(name, *_NAMES[name], _NAMES) for name in ("student", "drivers"))
    error: BaseException | None = None
    try:
        use(request.ask(student, drivers), student)
    except BaseException as raised:
        error = raised
    submission = session.current("x").submission
    try:
        if submission is None:  # the use has not asked
            process.close()
            return judge(None, False), error
        submission.trace.fingerprints("check")
        submission.output()
        return judge(error or submission.fault, True), error
    finally:
        session.end()


@pytest.mark.parametrize("reply", REPLIES)
def test_no_wrong_reply_to_any_request_is_a_grader_error(reply: str) -> None:
    wrong = []
    for name, request in REQUESTS.items():
        for use in USES if name in _OFTEN else ("compare", "send back"):
            judged, error = _verdict(request, REPLIES[reply], USES[use])
            if judged.verdict is Verdict.GRADER_ERROR:
                wrong.append((name, use, repr(error)))
    assert not wrong


def _is_a_handle(name: str) -> bool:
    return "handle" in name and not name.startswith("call")


@pytest.mark.parametrize("request_", ["import", "define"])
@pytest.mark.parametrize("reply", [name for name in REPLIES if not _is_a_handle(name)])
def test_nothing_but_an_object_of_the_child_is_taken_for_a_module(request_: str, reply: str) -> None:
    judged, error = _verdict(REQUESTS[request_], REPLIES[reply], USES["compare"])
    raised = reply.startswith("raised")
    assert judged.verdict in ({Verdict.FAILED, Verdict.OUT_OF_MEMORY} if raised else {Verdict.CRASHED}), (judged, error)


# --- what is asked besides checks ---


def _lying(lie: Tell, lies_at: Callable[[Any], bool]) -> SimpleNamespace:
    return SimpleNamespace(spawn=lambda spec: FakeProcess(_script(lies_at, lie)))


_STEPS: dict[str, Callable[[Any], bool]] = {
    "define": _at(schema.Define),
    "get": _at(schema.Get),
    "call": _at(schema.Call),
}


@pytest.fixture(params=_STEPS)
def lies_at(request: pytest.FixtureRequest) -> Iterator[Callable[[Any], bool]]:
    return _STEPS[request.param]  # type: ignore[return-value]


@pytest.mark.parametrize("reply", REPLIES)
def test_no_wrong_reply_stops_what_comes_before_the_checks(reply: str, lies_at: Callable[[Any], bool]) -> None:
    zygote_client: Any = _lying(REPLIES[reply], lies_at)
    spec, limits = spec_of("/nonexistent", (), Limits(), uid=None), Limits(wall=WALL)
    client = RpcClient(zygote_client.spawn(spec), limits, spec.root)
    assert import_time.look(client, ["student.py"], limits).slow == ()
    client.close()
    rule = Rule("torch", "no")
    for remark in rules.remarks([rule], ["student.py"], spec, zygote_client, limits):
        assert remark.text
    probe = messages.Probe("/nonexistent", [], None, [], [], [])
    assert isinstance(canary.find_gaps(probe, zygote_client), messages.Gaps)


@pytest.mark.parametrize("reply", [name for name in REPLIES if name != "empty dictionary"])
def test_no_wrong_reply_is_taken_for_compiled_files(reply: str) -> None:
    zygote_client: Any = _lying(REPLIES[reply], _at(schema.Compile))
    client = RpcClient(zygote_client.spawn(None), Limits(wall=WALL), "/nonexistent")
    with pytest.raises((StudentError, StudentFault)):  # the worker expects these
        client.compile(["student.py"])
    client.close()
