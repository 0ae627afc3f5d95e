"""The messages of the wire: each is a tree of these closed, typed nodes, encoded by msgspec as MessagePack.

A node is data to decode, never something to look up or run: no name on the wire selects a type, module or function,
except names that the *trusted* side sends (`Import`, `Get`, `Operate`). msgspec refuses unknown tags, wrong types,
maps, extension types, extra fields and truncated or trailing bytes before any of our code sees a message.

Arrays carry their bytes outside the tree, in the frame's buffers, each used exactly once.
"""

from __future__ import annotations

import msgspec


class _Node(msgspec.Struct, array_like=True, forbid_unknown_fields=True, gc=False):
    pass


# --- values ---


class Text(_Node, tag="u"):
    """A string that is not valid Unicode (lone surrogates), as UTF-8 with surrogates passed."""

    data: bytes


class Bytes(_Node, tag="b"):
    data: bytes
    mutable: bool


class BigInteger(_Node, tag="i"):
    """An integer outside 64 bits, in hexadecimal."""

    digits: str


class Complex(_Node, tag="c"):
    real: float
    imaginary: float


class List(_Node, tag="l"):
    items: list[Value]


class Tuple(_Node, tag="t"):
    items: list[Value]


class Dictionary(_Node, tag="d"):
    """Keys and values in turn."""

    items: list[Value]


class Set(_Node, tag="s"):
    items: list[Value]
    frozen: bool


class Collection(_Node, tag="co"):
    """A collection of the standard library: `kind` from a closed table, its items (keys and values in turn), and
    anything else that it holds: a deque's greatest length, a defaultdict's factory.
    """

    kind: str
    items: list[Value]
    more: Value


class Standard(_Node, tag="st"):
    """A date, a fraction, a path and the like: `kind` from a closed table, and its parts."""

    kind: str
    parts: list[int | str | BigInteger]


class Slice(_Node, tag="sl"):
    start: Value
    stop: Value
    step: Value


class Range(_Node, tag="r"):
    start: int
    stop: int
    step: int


class Dots(_Node, tag="e"):
    """Ellipsis."""


class TypeName(_Node, tag="ty"):
    """One of a closed table of types: builtin scalars, NumPy scalar types, NumPy and torch dtypes."""

    name: str


class Array(_Node, tag="a"):
    """The state of a NumPy array, in C order."""

    buffer: int
    dtype: str
    shape: list[int]
    writable: bool


class NumpyScalar(_Node, tag="n"):
    buffer: int
    dtype: str


class Tensor(_Node, tag="th"):
    """The state of a dense CPU tensor. `gradient` is a buffer with the gradient's bytes, -1 for none;
    `has_graph`: it has a grad_fn.
    """

    buffer: int
    dtype: str
    shape: list[int]
    requires_grad: bool
    parameter: bool
    gradient: int
    has_graph: bool


class TensorShape(_Node, tag="sz"):
    """A torch.Size."""

    shape: list[int]


class Parts(_Node, tag="ps"):
    """Some of the parts of a `Packaged`."""

    parts: list[Value | Array | Parts]


class Packaged(_Node, tag="pk"):
    """The state of a value of an installed package, such as a table: `kind` from a closed table, and its parts."""

    kind: str
    parts: list[Value | Array | Parts]


class Generator(_Node, tag="g"):
    """A random generator's whole state: `kind` from a closed table, its words in a fixed order, or torch's
    own bytes.
    """

    kind: str
    words: list[int | BigInteger]
    data: bytes


class Handle(_Node, tag="h"):
    """An object that stays in the child; `type_name` is for messages only."""

    id: int
    type_name: str


class Mirror(_Node, tag="m"):
    """An array, tensor, generator, table or container that both sides hold; its state travels in the message's updates.

    The trusted side numbers its own from 1 upwards, the child its own from -1 downwards.
    """

    id: int


class Callback(_Node, tag="f"):
    """A function, or (`iterates`) an iterator, of the trusted side; `name`, `doc`: its own, for student code;
    `binds`: in a class it is a method."""

    id: int
    iterates: bool
    name: str = ""
    doc: str = ""
    binds: bool = False


Value = (
    None | bool | int | float | str | Text | Bytes | BigInteger | Complex | List | Tuple | Dictionary | Set | Collection
    | Standard | Slice | Range | Dots | TypeName | NumpyScalar | TensorShape | Handle | Mirror | Callback
)  # fmt: skip

Container = List | Dictionary | Set | Bytes | Collection
State = Array | Tensor | Generator | Packaged | Container


class Update(_Node):
    """The present state of a mirrored object; a number not seen before creates a new one."""

    mirror: int
    state: State


# --- requests: trusted side to child ---


class Import(_Node, tag="import"):
    """Import a module of the submission (or of the reference) by its dotted name; answers a handle."""

    module: str


class Define(_Node, tag="define"):
    """Run trusted source text as a module in the child (drivers.py); answers a handle."""

    module: str
    source: str


class Compile(_Node, tag="compile"):
    """Compile files of the submission without running them; answers path -> code, as bytes."""

    paths: list[str]


class Install(_Node, tag="install"):
    """Import files from such bytes."""

    codes: dict[str, bytes]


class Wait(_Node, tag="wait"):
    """Be a template from now on, with which nobody talks; answers whether it can be one."""


class Get(_Node, tag="get"):
    target: int
    name: str


class Put(_Node, tag="put"):
    target: int
    name: str
    value: Value


class Call(_Node, tag="call"):
    target: int
    arguments: list[Value]
    keywords: list[str]
    keyword_values: list[Value]


class Operate(_Node, tag="do"):
    """One operator from the closed table in operators.py."""

    operator: str
    operands: list[Value]


class Return(_Node, tag="return"):
    """The result of a callback."""

    value: Value


class Throw(_Node, tag="throw"):
    """An exception from a callback: the name of a builtin, and its message."""

    type_name: str
    message: str


Operation = Import | Define | Compile | Install | Wait | Get | Put | Call | Operate | Return | Throw


class Request(_Node):
    """`released` and `dropped` name handles and mirrors that the trusted side no longer holds; `shares`: lists, dicts
    and the like are mirrored, too; `listens`: the test looks at warnings.
    """

    id: int
    released: list[int]
    dropped: list[int]
    updates: list[Update]
    shares: bool
    listens: bool
    operation: Operation


# --- replies: child to trusted side ---


class Result(_Node, tag="ok"):
    value: Value


class Frame(_Node):
    """One line of the student's own code in a traceback."""

    file: str
    line: int
    function: str
    source: str


class Raised(_Node, tag="raised"):
    """An exception as data: names of the type and of its bases, a message, and the submission's frames.

    `kinds` are the numbers of its classes that are the student's own, `cause` is what it was raised from, and `error`
    stands for the exception itself if it has more to say than its message.
    """

    type_name: str
    bases: list[str]
    message: str
    frames: list[Frame]
    kinds: list[int] = []
    cause: Raised | None = None
    error: Handle | None = None


class Invoke(_Node, tag="invoke"):
    """Student code calls a function of the trusted side."""

    callback: int
    arguments: list[Value]
    keywords: list[str]
    keyword_values: list[Value]


class Warned(_Node):
    """A warning as data: names of its class and of that one's bases, a message, and where."""

    type_name: str
    bases: list[str]
    message: str
    file: str
    line: int


class Reply(_Node):
    """`warned`: student code's warnings since the last reply, if the test listens."""

    id: int
    updates: list[Update]
    body: Result | Raised | Invoke
    warned: list[Warned] = []


encoder = msgspec.msgpack.Encoder()
request_decoder = msgspec.msgpack.Decoder(Request)
reply_decoder = msgspec.msgpack.Decoder(Reply)
