"""A course, its homeworks, and their settings."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from autograder.model.policy import GradePart, Grades, LatePolicy


class Visibility(str, enum.Enum):
    """When a student may see a check's result; the four words are Gradescope's."""

    VISIBLE = "visible"
    AFTER_DUE_DATE = "after_due_date"
    AFTER_PUBLISHED = "after_published"
    HIDDEN = "hidden"


class HiddenRuns(str, enum.Enum):
    """When hidden checks run at all: a check that has not run cannot be probed by submitting again and again."""

    ALWAYS = "always"
    AFTER_DUE_DATE = "after_due_date"


class Arguments(str, enum.Enum):
    """What happens to a test's own arrays, tensors and generators when student code changes them in place."""

    KEPT = "kept"
    SHARED = "shared"


@dataclass(frozen=True)
class Limits:
    """What student code may use in one check, and what one archive may hold.

    Seconds are wall-clock seconds; sizes are bytes. `memory` comes on top of what the warm zygote
    already maps. `total` bounds a whole submission, so that results always come out before the
    platform's own limit.
    """

    wall: float = 10.0
    memory: int = 1 << 30
    threads: int = 64
    open_files: int = 64
    file_size: int = 16 << 20
    scratch: int = 0
    output_kept: int = 32 << 10
    output_killed: int = 64 << 20
    reply: int = 256 << 20
    reply_nodes: int = 2_000_000
    total: float = 540.0
    archive_files: int = 5000
    archive_file_size: int = 20 << 20
    archive_total: int = 100 << 20

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if not (value > 0 or name == "scratch"):
                raise ValueError(f"limits.{name} must be positive, not {value}")


@dataclass(frozen=True)
class Piece:
    """A part of an assignment that carries points, e.g. "6 Softmax, 8 points".

    Checks belong to it by the first part of their `@number`: "6.2" belongs to piece 6.
    """

    number: str
    name: str
    points: float


@dataclass(frozen=True)
class Rule:
    """An advisory rule: a name that submitted code should not use. Staff are told; it never costs points.

    Attributes:
        forbid: a name as it would be imported, e.g. "torch.nn.RNN" or "autograd" (and everything below it), a builtin,
            e.g. "eval", or with a leading dot an attribute of anything, e.g. ".backward".
        why: the reason, for staff who read the remark.
    """

    forbid: str
    why: str


@dataclass(frozen=True)
class FollowThrough:
    """Functions that the reference may replace when a dependent check has failed, so that a mistake costs only once.

    Attributes:
        piece: the number of the piece in which students write them.
        functions: full names, e.g. "ngram_lm.NGramLM.context"; they take and return data.
        pieces: the numbers of the dependent pieces whose checks are run again.
    """

    piece: str
    functions: tuple[str, ...]
    pieces: tuple[str, ...]


@dataclass(frozen=True)
class MistakeCost:
    """The most that one known mistake should cost, before the audit warns.

    Attributes:
        piece: the share of the points of the piece that it hurts most, above 0 and at most 1.
        homework: the share of the points of the whole homework, above 0 and at most 1.
    """

    piece: float = 0.5
    homework: float = 0.25


@dataclass(frozen=True)
class Scheduled:
    """When a homework is handed out and due; both moments know their time zone.

    Attributes:
        assignment: the homework's folder name.
        on_request: every request for an extension is granted.
        group_size: how many students may submit together.
        weight: its weight within its part of the grade.
        grace_days: the most grace days that it may take; None for what the late policy says.
        latest: how many days late it is accepted; None for what the late policy says.
        scores: how the platform titles its parts, e.g. (("written", "HW 1 on paper"),).
    """

    assignment: str
    released: datetime
    due: datetime
    on_request: bool = False
    group_size: int = 1
    weight: float = 1.0
    grace_days: int | None = None
    latest: int | None = None
    scores: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if self.released.tzinfo is None or self.due.tzinfo is None:
            raise ValueError(f"{self.assignment}: a date of the schedule needs a time zone")
        if not self.released < self.due:
            raise ValueError(f"{self.assignment}: due before it is released")


@dataclass(frozen=True)
class Course:
    """One course: a folder with the trees `assignments/` and (for staff) `reference_solutions/`.

    Attributes:
        late: how late homework may come; None if course.yaml does not say.
        grading: the parts of the grade; their percents add up to 100. May be empty.
        grades: how percentages become grades.
        collaboration: the policy in plain sentences; may be empty.
        schedule: the homeworks in the order of their due dates; may be empty.
    """

    root: Path
    name: str = ""
    term: str = ""
    time_zone: str = "UTC"
    limits: Limits = field(default_factory=Limits)
    hidden: Visibility = Visibility.AFTER_PUBLISHED
    run_hidden: HiddenRuns = HiddenRuns.ALWAYS
    hidden_messages: Visibility = Visibility.HIDDEN
    late: LatePolicy | None = None
    grading: tuple[GradePart, ...] = ()
    grades: Grades = field(default_factory=Grades)
    collaboration: str = ""
    schedule: tuple[Scheduled, ...] = ()

    def scheduled(self, assignment: str) -> Scheduled | None:
        """The schedule's line about a homework, if there is one."""
        return next((line for line in self.schedule if line.assignment == assignment), None)


#: the number of the piece of checks without numbers
OTHER = "other"


@dataclass(frozen=True)
class Erratum:
    """What was corrected in a homework after its release, and on which day."""

    on: date
    what: str


@dataclass(frozen=True)
class Assignment:
    """One homework: a folder name shared by `assignments/`, `reference_solutions/` and `handouts/`.

    Attributes:
        submit: the files a student submits, relative to the top of the zip.
        given: files we hand out and put beside them while grading (always our own copies).
        preload: packages the zygote imports before it forks, e.g. ("numpy", "torch").
        hidden: when results of hidden checks may be seen.
        run_hidden: when hidden checks are run.
        hidden_messages: when messages of hidden checks may be seen: after grades are published, or never.
        written: points of the written part, graded by people.
        rules: what staff want to know about the code without running it.
        kill_rate: the share of the audit's wrong answers that the tests have to catch, above 0 and at most 1.
        follow_through: what the reference may replace when a dependent check has failed; nothing by default.
        mistake_cost: what a known mistake may cost before the audit warns.
        errata: what has changed since it was handed out, in the order of the days.
        arguments: whether tests see what student code does in place to their own objects.
        inside: the public tests that run entirely beside student code: files, or tests in them; ("all",) for all.
        default_weight: points of a test without `@weight`.
        adopted: its tests were written elsewhere: `autograder check` gives advice on style, and there may be no hidden
            tests and no solution.
        environment: names and values of environment variables for tests and student code.
        own_word: in all checks, objects of student code answer `==`, `<`, `in` and truth themselves.
        side_by_side: no check depends on another, so they may run at the same time.
        packages: packages of this homework beside those of every homework, as pip's requirements.
    """

    course: Course
    name: str
    title: str
    submit: tuple[str, ...]
    pieces: tuple[Piece, ...]
    given: tuple[str, ...] = ()
    preload: tuple[str, ...] = ("numpy",)
    limits: Limits = field(default_factory=Limits)
    hidden: Visibility = Visibility.AFTER_PUBLISHED
    run_hidden: HiddenRuns = HiddenRuns.ALWAYS
    hidden_messages: Visibility = Visibility.HIDDEN
    written: float = 0.0
    rules: tuple[Rule, ...] = ()
    kill_rate: float = 0.98
    follow_through: tuple[FollowThrough, ...] = ()
    mistake_cost: MistakeCost = MistakeCost()
    arguments: Arguments = Arguments.SHARED
    errata: tuple[Erratum, ...] = ()
    inside: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    default_weight: float = 0.0
    adopted: bool = False
    environment: tuple[tuple[str, str], ...] = ()
    own_word: bool = False
    side_by_side: bool = False

    @property
    def version(self) -> int:
        """The handout's version: 1, and one more for each erratum."""
        return 1 + len(self.errata)

    @property
    def public(self) -> Path:
        """The folder that is safe to publish as is."""
        return self.course.root / "assignments" / self.name

    @property
    def secret(self) -> Path:
        """The folder that only staff have; it may be missing."""
        return self.course.root / "reference_solutions" / self.name

    @property
    def starter(self) -> Path:
        return self.public / "starter"

    @property
    def given_folder(self) -> Path:
        """The folder of the given files of this homework alone; it may be missing."""
        return self.public / "given"

    @property
    def public_tests(self) -> Path:
        return self.public / "tests"

    @property
    def hidden_tests(self) -> Path:
        return self.secret / "tests"

    @property
    def solution(self) -> Path:
        return self.secret / "solution"

    @property
    def points(self) -> float:
        """Points that the autograder can give."""
        return sum(piece.points for piece in self.pieces)

    def piece_of(self, number: str) -> Piece | None:
        """The piece that a check number such as "6.2" belongs to, if there is one; no number belongs to "other"."""
        head = number.split(".", 1)[0] or OTHER
        return next((piece for piece in self.pieces if piece.number == head), None)
