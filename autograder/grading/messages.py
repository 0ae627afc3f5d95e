"""The messages between the engine and the runner: plain data, as JSON on a socket and a pipe."""

from __future__ import annotations

import msgspec

from autograder.model import Check, FollowThrough, Limits, Outcome, Remark, Rule


class RunnerConfig(msgspec.Struct, frozen=True):
    """What a runner must know about an assignment before it collects the tests.

    Attributes:
        public, hidden: the test folders; "" if there is none.
        files: paths of the files whose modules live in the submission's child.
        shared: the folder of modules that tests may import themselves, or "".
        solution, given, oracles: folders of the reference's child, or "".
        cache: where compiled tests may be kept, or "".
        hidden_visibility: when results of hidden checks may be seen.
        arguments: what happens to a test's own objects when student code changes them in place.
        follow_through: what the reference may replace when a dependent check has failed.
        inside: the public tests that run whole in a child; see inside/selection.py.
        plugins: modules of pytest's plugins for these.
        default_weight: points of a test without `@weight`.
        environment: variables of tests and of student code.
        adopted: a file that cannot be imported fails alone.
        own_word: in all checks `==`, `<`, `in` and truth of student code's objects are what these say.
        import_folders: folders of the submission that tests put on sys.path.
        side_by_side: several checks may run at the same time, so find out which may have no neighbour.
        value_modules: of packages that student code has, and whose values travel; see package_values.py.
    """

    public: str
    hidden: str
    files: list[str]
    shared: str
    solution: str
    given: str
    oracles: str
    cache: str
    hidden_visibility: str
    arguments: str
    follow_through: tuple[FollowThrough, ...] = ()
    inside: tuple[str, ...] = ()
    plugins: tuple[str, ...] = ()
    default_weight: float = 0.0
    environment: tuple[tuple[str, str], ...] = ()
    adopted: bool = False
    own_word: bool = False
    import_folders: tuple[str, ...] = ()
    side_by_side: bool = False
    value_modules: tuple[str, ...] = ()


class Surroundings(msgspec.Struct, frozen=True):
    """The packages and files that a submission finds when it is graded; for messages.

    Attributes:
        packages: name -> version of those that may be imported.
        submit: the files that are taken from a student.
        ignored: names of files that were submitted and are not used.
    """

    packages: dict[str, str] = {}
    submit: list[str] = []
    ignored: list[str] = []


class GradeJob(msgspec.Struct, frozen=True, tag="grade"):
    """One submission to grade; a socket to the zygote and a pipe for events come beside it.

    Attributes:
        root: the folder with the staged files.
        suite: the folder with the same and the public tests, for checks that run inside; or "".
        reference: folders that the reference's child imports from, the solution first; empty if there is none.
        only: ids of the checks to run, in this order.
        from_queue: other workers have the same checks, and each takes the next one from the queue that comes beside.
        only_prepares: run no check unless the submission's import is shared: several workers will.
        sealed: the jail keeps its promises here.
        reference_memory, worker_memory: bytes that the reference's child, and the worker, may take.
        share: bytes that a child may come to hold in all if a container's memory is divided up, so that an ended child
            must be gone before another may take its place; else 0.
        rules: advisory ones to be looked at first; submitted: paths of the files that they are about.
        around: the submission's packages and files, for messages.
        failed: pieces in which a check has failed already, and whether that check is hidden.
        untouched: no check has run yet, so nothing that student code says now can come from one.
        import_seconds: whole seconds that importing the submission takes, if that is long; they count for no check.
    """

    root: str
    seed: int
    limits: Limits
    readable: list[str]
    users: tuple[int | None, int | None]
    reference: list[str]
    layers: list[str]
    only: list[str]
    sealed: bool
    reference_memory: int
    worker_memory: int
    share: int
    stop_at_first_failure: bool = False
    rules: tuple[Rule, ...] = ()
    submitted: list[str] = []
    around: Surroundings = Surroundings()
    failed: list[tuple[str, bool]] = []
    untouched: bool = True
    import_seconds: int = 0
    suite: str = ""
    from_queue: bool = False
    only_prepares: bool = False


class Probe(msgspec.Struct, frozen=True, tag="canary"):
    """Try to break out of the jail; it names what must not be readable, and `scratch` is as for a check's child."""

    root: str
    readable: list[str]
    user: int | None
    layers: list[str]
    secrets: list[str]
    processes: list[int]
    scratch: int = 0


class ExitStatusQuery(msgspec.Struct, frozen=True, tag="ending"):
    """Ask how a worker that has ended did so."""

    pid: int


Command = GradeJob | Probe


class Collected(msgspec.Struct, tag="collected"):
    """What pytest found, or why it could not.

    Attributes:
        alone: ids of the checks beside which no other may run; empty unless the configuration asks.
    """

    checks: list[Check]
    error: str = ""
    alone: list[str] = []


class Started(msgspec.Struct, tag="started"):
    check: str


class Used(msgspec.Struct, tag="used"):
    """Student code is used by the present check from now on."""


class Finished(msgspec.Struct, tag="finished"):
    outcome: Outcome


class Remarked(msgspec.Struct, tag="remarked"):
    """What the assignment's rules found, or what was noticed in a check."""

    remarks: list[Remark]


class Noted(msgspec.Struct, tag="noted"):
    """Sentences for the student about the submission as a whole, and the seconds that each check may take longer
    because it imports slow files.
    """

    notes: list[str]
    import_seconds: int = 0


class Gaps(msgspec.Struct, tag="gaps"):
    """What the canary could do but must not, and the layers that hold."""

    gaps: list[str]
    layers: list[str]


class Broken(msgspec.Struct, tag="broken"):
    """The runner itself failed."""

    text: str


class Done(msgspec.Struct, tag="done"):
    """Nothing more comes."""


Event = Collected | Started | Used | Finished | Remarked | Noted | Gaps | Broken | Done

encoder = msgspec.json.Encoder()
command_decoder: msgspec.json.Decoder[Command | ExitStatusQuery] = msgspec.json.Decoder(Command | ExitStatusQuery)
event_decoder: msgspec.json.Decoder[Event] = msgspec.json.Decoder(Event)
config_decoder = msgspec.json.Decoder(RunnerConfig)
