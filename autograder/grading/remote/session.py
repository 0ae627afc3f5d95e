"""The present check's children: one for the submission and, in hidden checks that use it, one for the reference.

They are started when they are first used, so a check that touches neither costs nothing.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from autograder.grading.remote.client import RpcClient
from autograder.grading.remote.faults import (
    CheckAuthorError,
    Crashed,
    ReferenceFailed,
    StudentError,
    StudentFault,
    UsedInWideFixture,
    UsedOutsideCheck,
)
from autograder.grading.remote.surroundings import Surroundings
from autograder.grading.shared_import import SharedImport, with_import
from autograder.model import Limits
from autograder.sandbox.inside.child_spec import ChildSpec
from autograder.sandbox.inside.wire import schema
from autograder.sandbox.zygote_client import ChildProcess, ZygoteClient, cpu_seconds


class Side(enum.Enum):
    """Whose code is meant."""

    SUBMISSION = "submission"
    REFERENCE = "reference"


@dataclass(frozen=True)
class ChildSpecs:
    """How to create the children that a check can use.

    Attributes:
        by_side: how to create the child of each side.
        drivers: source texts of the modules that run in a child, by name.
        imported: a process with the submission's files imported, whose forks the submission's children are; or None.
        import_seconds: what importing them takes, if that is long: a child that imports them gets that much more time.
        codes: gives the compiled files of a side, path -> bytes that only a child may open; asked for with each child.
        limits: of the submission's child.
        kept: whether the test's own objects stay as they are, whatever student code does to them in place.
        on_first_use: called once, when student code is first used in a check.
        sealed: the jail holds, so student code cannot send itself SIGKILL.
        share: bytes that a child may come to hold in all, if a container's memory is divided up; else 0.
        listens: whether the test looks at warnings.
        seeds: whether the test may seed global generators.
        own_word: whether `==`, `<`, `in` and truth of an object of student code are what the object says.
        prepare: called with a new client of the submission's and a call that gives the reference's, before any student
            code runs in the child.
    """

    by_side: Mapping[Side, ChildSpec]
    drivers: Mapping[str, str]
    limits: Limits
    imported: SharedImport | None = None
    import_seconds: int = 0
    codes: Callable[[Side], dict[str, bytes]] = field(default=lambda _: {})
    on_first_use: Callable[[], None] = field(default=lambda: None)
    sealed: bool = True
    kept: bool = False
    share: int = 0
    listens: bool = False
    seeds: bool = False
    own_word: bool = False
    prepare: Callable[[RpcClient, Callable[[], RpcClient]], None] | None = None

    def lasting(self, wall: float) -> ChildSpecs:
        """The same for a check with a different time limit, in seconds."""
        seconds = cpu_seconds(wall + self.import_seconds)
        by_side = {side: replace(spec, cpu_seconds=seconds) for side, spec in self.by_side.items()}
        imported = self.imported if wall <= self.limits.wall else None  # whose processor time is limited already
        return replace(self, by_side=by_side, limits=replace(self.limits, wall=wall), imported=imported)


class _ReferenceClient(RpcClient):
    """Whatever goes wrong in the reference is our fault, unless an answer of student code may have caused it: the
    reference has been passed something since.
    """

    ours = True
    session: Session

    def call(self, target: Any, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
        self._pass(*arguments, *keywords)
        return super().call(target, arguments, keywords)

    def operate(self, operator: str, *operands: Any) -> Any:
        self._pass(*operands[1:])
        return super().operate(operator, *operands)

    def put(self, target: Any, name: str, value: Any) -> None:
        self._pass(value)
        super().put(target, name, value)

    def _pass(self, *values: Any) -> None:
        submission = self.session.submission
        self._answered = self._answered or bool(values and submission is not None and submission.answered)

    def _heard(self, reply: schema.Reply) -> None:
        """Answers of the reference are not a student's."""

    def _ask(self, operation: Any, encoder: Any = None) -> Any:
        self._channel.extend()  # student code may have used up the time meanwhile
        try:
            return super()._ask(operation, encoder)
        except (StudentError, StudentFault) as error:
            where = "".join(
                f"\n  {frame.file}:{frame.line} in {frame.function}" for frame in getattr(error, "frames", ())
            )
            foreign = isinstance(error, Crashed) and error.foreign
            what = f"the reference failed: {type(error).__name__}: {error}{where}"
            raise ReferenceFailed(what, self.answered and not foreign) from None


class ChildPrefetcher:
    """Children of a run, each ordered while the check before it still runs."""

    def __init__(self, zygote_client: ZygoteClient) -> None:
        self._zygote_client = zygote_client
        self._next: dict[ChildSpec, ChildProcess] = {}

    def prefetch(self, spec: ChildSpec) -> None:
        """Order a child for the next `take`."""
        self._next[spec] = self._zygote_client.spawn(spec)

    def take(self, spec: ChildSpec, more: bool) -> ChildProcess:
        """A fresh child; with `more`, the next one is ordered at once."""
        child = self._next.pop(spec, None) or self._zygote_client.spawn(spec)
        if more:
            self.prefetch(spec)
        return child


class Session:
    """The children of one check.

    Args:
        is_last: no further check will need children.
    """

    def __init__(self, prefetcher: ChildPrefetcher, specs: ChildSpecs, is_last: bool = True) -> None:
        self._prefetcher, self._specs, self._is_last = prefetcher, specs, is_last
        self._clients: dict[Side, RpcClient] = {}
        self._surroundings = Surroundings(specs.seeds)
        self._modules: dict[tuple[Side, str], Any] = {}
        self._names: dict[tuple[Side, str, str], Any] = {}
        self._made: dict[object, Any] = {}

    @property
    def submission(self) -> RpcClient | None:
        """The connection to the submission's child, if there was any."""
        return self._clients.get(Side.SUBMISSION)

    def clients(self) -> Iterable[RpcClient]:
        """The connections that there are."""
        return self._clients.values()

    def client(self, side: Side) -> RpcClient:
        """The connection to a side's child, which is started now if it was not before."""
        if side not in self._clients:
            if side not in self._specs.by_side:
                raise CheckAuthorError("the reference is not available here")
            if side is Side.SUBMISSION:
                self._specs.on_first_use()
            self._clients[side] = self._start(side)
            if codes := self._specs.codes(side):
                self._clients[side].install(codes)
            self._clients[side].takes_its_word = self._specs.own_word
            if side is Side.SUBMISSION:
                self._clients[side].surroundings = self._surroundings
            if side is Side.SUBMISSION and self._specs.prepare is not None:
                self._specs.prepare(self._clients[side], lambda: self.client(Side.REFERENCE))
        return self._clients[side]

    def _start(self, side: Side) -> RpcClient:
        spec = self._specs.by_side[side]
        if side is Side.SUBMISSION:
            return self._start_submission(spec)
        process = self._prefetcher.take(spec, more=not self._is_last)
        reference = _ReferenceClient(process, self._specs.limits, *self._settings(spec))
        reference.session = self
        return reference

    def _settings(self, spec: ChildSpec) -> tuple[str, bool, bool, int]:
        return spec.root, self._specs.sealed, self._specs.kept, self._specs.share

    def _start_submission(self, spec: ChildSpec) -> RpcClient:
        specs, limits, printed = self._specs, self._specs.limits, ""
        process = None
        if specs.imported is not None and specs.prepare is None:
            process, printed = specs.imported.fork(), specs.imported.printed
        if process is None:
            process, printed = self._prefetcher.take(spec, more=not self._is_last), ""
            limits = with_import(limits, specs.import_seconds)
            share = specs.share
        else:
            share = specs.share // 2  # the template may hold the other half
        root, sealed, kept, _ = self._settings(spec)
        client = RpcClient(process, limits, root, sealed, kept, share, specs.listens)
        client.printed_before = printed
        return client

    def module(self, side: Side, name: str) -> Any:
        """A handle to a module of that side: a driver, or a file."""
        key = side, name
        if key not in self._modules:
            client = self.client(side)
            source = self._specs.drivers.get(name)
            self._modules[key] = client.import_module(name) if source is None else client.define(name, source)
        return self._modules[key]

    def name(self, side: Side, module: str, name: str) -> Any:
        """What a name of a module stands for, looked up once in a check."""
        key = side, module, name
        if key not in self._names:
            self._names[key] = getattr(self.module(side, module), name)
        return self._names[key]

    def once(self, key: object, make: Callable[[], Any]) -> Any:
        """The result of `make`, which is called once in a check."""
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]

    def close(self) -> None:
        """End all children."""
        for client in self._clients.values():
            client.close()


@dataclass
class _Wide:
    """Something that may outlive a check."""

    user: str
    may_use: bool
    has_used: bool = False


_current: Session | None = None
_wide: list[_Wide] = []  # what runs now


def begin(session: Session) -> None:
    """Make `session` the present check's."""
    global _current
    _current = session


def end() -> None:
    """There is no present check any more; its children are ended."""
    global _current
    session, _current = _current, None
    if session is not None:
        session.close()


def enter_wide(user: str, may_use: bool = False) -> None:
    """From now on `user` runs, which outlives the check; `may_use` student code if it need not outlive it."""
    _wide.append(_Wide(user, may_use))


def leave_wide() -> bool:
    """End what `enter_wide` began; return whether it has used student code."""
    return _wide.pop().has_used


def active() -> Session | None:
    """The present check's session, if there is a present check, and student code may be used."""
    return _current if all(one.may_use for one in _wide) else None


def is_collecting() -> bool:
    """Whether neither a check nor anything that outlives one is running."""
    return _current is None and not _wide


def current(wanted: str) -> Session:
    """The present check's session.

    Raises:
        UsedOutsideCheck: there is no present check; `wanted` was used too early.
        UsedInWideFixture: something uses it that outlives the check.
    """
    late = next((one.user for one in _wide if not one.may_use), None)
    if late is not None:
        raise UsedInWideFixture(
            f"{wanted} is used by {late}; student code is started anew for each check, so that each fails alone: "
            "use it in a fixture of function scope, in setup_method, setup_function or setUp, or in the test"
        )
    for one in _wide:
        one.has_used = True
    if _current is None:
        raise UsedOutsideCheck(
            f"{wanted} is used outside of a check; student code exists only while a check runs, so use it inside a "
            "test or a fixture of function scope"
        )
    return _current
