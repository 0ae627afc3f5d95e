"""The results of grading: checks, their outcomes, the circumstances of the run, the score."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from autograder.model.course import Visibility

#: points that sums of points may be off by
TOLERANCE = 1e-9


class Verdict(str, enum.Enum):
    """How one check ended. A GRADER_ERROR is our fault: it withholds the score.

    A check of a property is NOT_JUDGED if values are wrong that other checks judge; it earns nothing.
    """

    PASSED = "passed"
    FAILED = "failed"
    CRASHED = "crashed"
    TIMED_OUT = "timed out"
    OUT_OF_MEMORY = "out of memory"
    SKIPPED = "skipped"
    NOT_JUDGED = "not judged"
    GRADER_ERROR = "grader error"


class Mode(str, enum.Enum):
    """How much the sandbox can promise on this machine; decided by the canary at each start."""

    FULL = "full"
    USER = "user"
    DEGRADED = "degraded"


@dataclass(frozen=True)
class Check:
    """One graded test.

    Attributes:
        id: unique within the assignment, e.g. "public/test_softmax.py::test_rows_sum_to_one".
        title: what people read.
        points: what it can earn; 0 means informational.
        secret: True for a check from `reference_solutions/`: students read one word about its result.
        visibility: when its result may be seen.
        number: as given by `@number`, e.g. "6.2"; may be empty.
        failure_notice: the fixed text of `@hide_errors`, shown in place of any failure's own message.
        wall: wall-clock seconds it may take, if that differs from the assignment's limit.
        inside: its whole test runs beside student code, so its verdict is only the child's word.
    """

    id: str
    title: str
    points: float = 0.0
    secret: bool = False
    visibility: Visibility = Visibility.VISIBLE
    number: str = ""
    tags: tuple[str, ...] = ()
    failure_notice: str | None = None
    wall: float | None = None
    inside: bool = False

    def __post_init__(self) -> None:
        if self.points < 0:
            raise ValueError(f"{self.id}: points must not be negative, not {self.points}")


@dataclass(frozen=True)
class LeaderboardEntry:
    """One column of a leaderboard, set by a check through `@leaderboard`."""

    name: str
    value: float | str
    order: str = "desc"

    def __post_init__(self) -> None:
        if self.order not in ("asc", "desc"):
            raise ValueError(f"leaderboard {self.name!r}: order must be 'asc' or 'desc', not {self.order!r}")


@dataclass(frozen=True)
class Outcome:
    """The result of one check.
    Attributes:
        earned: points, between 0 and the check's points.
        message: for the student: what was asked, what came back, where, what to try. Never shown for secret checks.
        staff: for staff only: everything we know, including our own tracebacks.
        reason: for staff only: in one line, why the check itself could not go on; students are told less.
        output: what the student's code printed, capped. Never shown for secret checks.
        raised: True when student code raised an exception that ended the check.
        not_started: True when that exception was the starter's NotImplementedError.
        seconds: wall-clock seconds the check took.
        awaits: if the check was not judged, the numbers of the checks that have to pass first.
        stood_in: the functions that the reference replaced; without that, the check fails.
        fingerprints: digests of everything that student code answered, rounded; equal for equal mistakes.
    """

    check: Check
    verdict: Verdict
    earned: float = 0.0
    message: str = ""
    staff: str = ""
    reason: str = ""
    output: str = ""
    hint: str = ""
    raised: bool = False
    not_started: bool = False
    seconds: float = 0.0
    leaderboard: LeaderboardEntry | None = None
    awaits: tuple[str, ...] = ()
    stood_in: tuple[str, ...] = ()
    fingerprints: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.earned <= self.check.points + TOLERANCE:
            raise ValueError(f"{self.check.id}: earned {self.earned} of {self.check.points} points")
        if self.verdict is Verdict.GRADER_ERROR and self.earned:
            raise ValueError(f"{self.check.id}: a grader error earns nothing and costs nothing")

    @property
    def has_full_marks(self) -> bool:
        """Whether the check passed with all its points; with partial credit it can pass and still lose some."""
        return self.verdict is Verdict.PASSED and self.earned >= self.check.points - TOLERANCE


@dataclass(frozen=True)
class Remark:
    """A place where submitted code uses a name that a rule forbids, or something else for staff to look at.

    Attributes:
        rule: the rule's name, or empty if `text` says everything.
        line: 0 if there is none.
        text: the line of the file, or what is wrong with the file.
    """

    rule: str
    file: str = ""
    line: int = 0
    text: str = ""
    why: str = ""


@dataclass(frozen=True)
class Run:
    """The circumstances of one grading run, recorded with every result.

    Attributes:
        seed: what hidden data was drawn from.
        submission_digest: blake2b (hex) over the files that were submitted.
        running_digest, scoring_digest: of everything else that decides how checks end, and what they earn; see
            grading/digests.py.
        layers: the layers of the jail that held.
        gaps: what student code could do here that it could not do in mode `full`, in words.
        postponed: ids of the checks that are not run before the due date.
        memory: bytes that student code could use in a check, less than the limit if the machine had less; 0 in logs
            from before this was recorded.
    """

    assignment: str
    mode: Mode
    seed: int
    submission_digest: str
    running_digest: str
    scoring_digest: str = ""
    layers: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    version: str = ""
    postponed: tuple[str, ...] = ()
    memory: int = 0


@dataclass(frozen=True)
class Grading:
    """All results of grading one submission; scores and reports are functions of it.

    Attributes:
        checks: every check of the assignment, in the order of their numbers.
        outcomes: at most one per check, in the order in which checks ended; fewer while the run goes on.
        interrupted: why the run ended before all checks had an outcome, or empty.
        remarks: what the assignment's rules have found; advisory, for staff.
        notes: sentences for the student about running the submission as a whole.
    """

    run: Run
    checks: tuple[Check, ...]
    outcomes: tuple[Outcome, ...] = ()
    interrupted: str = ""
    remarks: tuple[Remark, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Score:
    """Outcomes after weights; policy (grace days, extensions) is applied later and separately.

    Attributes:
        earned, possible: over all checks.
        visible_earned, visible_possible: over the checks a student may see at once.
        pending: points of checks a student may not see yet.
        withheld: why there is no score, or empty. A grader error or an unfinished run withholds it.
    """

    earned: float
    possible: float
    visible_earned: float
    visible_possible: float
    pending: float
    withheld: str = ""

    @property
    def has_full_visible_marks(self) -> bool:
        """Whether there is a score, with all points that a student may see at once."""
        return not self.withheld and self.visible_earned >= self.visible_possible - TOLERANCE
