"""A made-up class: a batch in which a homework's mistakes are spread as in a real one. Nothing is graded for it."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

from autograder.model import (
    Assignment,
    Batch,
    BatchEntry,
    Check,
    Course,
    ExportedSubmission,
    Grading,
    Member,
    Mode,
    Outcome,
    Piece,
    Remark,
    Run,
    Status,
    Verdict,
    Visibility,
)
from autograder.scoring import score

DUE = datetime(2027, 2, 12, 23, 59, tzinfo=timezone.utc)
PIECES = (
    "Tensor",
    "Add and multiply",
    "Broadcasting",
    "Matrix product",
    "Softmax",
    "Cross-entropy",
    "Backward",
    "Adam",
)
_PARTS = ("values of two rows", "any number of axes", "an empty batch", "leaves its arguments alone", "fresh data")
_PARTS += ("gradients agree with differences", "is stable for large numbers", "works twice in a row", "types")
_HINT = "your code gives the same values as this known mistake: {}. Look at what happens to the last axis."
_MISTAKES = ("the sum runs over the wrong axis", "the gradient is not added but replaced", "the mean is not taken")
_FIRST = ("Ada", "Björn", "Chen", "Dana", "Élodie", "Farid", "Grace", "Nguyễn", "Søren", "Zoë")
_LAST = ("Lovelace", "O'Brien", "Zhang", "Müller", "García", "Okafor", "Sato", "Ivanov-Haddad")


def sample_assignment(root: Path = Path("course"), per_piece: int = 9) -> Assignment:
    """A homework of eight pieces; its files need not be there."""
    pieces = tuple(Piece(str(n), name, 2.0 * per_piece) for n, name in enumerate(PIECES, 1))
    return Assignment(Course(root), "hw1_sample", "Homework 1: A sample", submit=("engine.py",), pieces=pieces)


def sample_checks(per_piece: int = 9) -> tuple[Check, ...]:
    """The checks of that homework; every third one is hidden."""
    return tuple(
        _check(f"{piece}.{part}", f"{name}: {_PARTS[(part - 1) % len(_PARTS)]}", hidden=part % 3 == 0)
        for piece, name in enumerate(PIECES, 1)
        for part in range(1, per_piece + 1)
    )


def sample_class(size: int, seed: int = 0, per_piece: int = 9, history: int = 0) -> Batch:
    """A batch of `size` students, each with up to `history` earlier submissions.

    Some of every hundred are refused, withheld, or have no name.
    """
    rng = random.Random(seed)
    checks = sample_checks(per_piece)
    entries: list[BatchEntry] = []
    for number in range(size):
        entries += _student(rng, number, checks, rng.randint(0, history))
    return Batch(
        assignment="hw1_sample",
        source="assignment_7_export.zip",
        graded=DUE + timedelta(days=1),
        checks=checks,
        entries=tuple(entries),
        running_digest="b1",
        scoring_digest="c1",
        version="0.1",
        remarks=("submission_13 names nobody",),
    )


def _check(number: str, title: str, hidden: bool) -> Check:
    folder = "hidden" if hidden else "public"
    visibility = Visibility.AFTER_PUBLISHED if hidden else Visibility.VISIBLE
    name = f"{folder}/test_engine.py::test_{number.replace('.', '_')}"
    return Check(name, title, 2.0, secret=hidden, visibility=visibility, number=number)


def _student(rng: random.Random, number: int, checks: tuple[Check, ...], earlier: int) -> list[BatchEntry]:
    members = () if number % 100 == 13 else (_member(rng, number),)
    ids = [f"submission_{400_000_000 + number * 10 + nth}" for nth in range(earlier + 1)]
    skill, reached = rng.betavariate(5, 2), rng.choice((8, 8, 8, 8, 8, 7, 6, 4, 2))
    found = []
    for nth, id in enumerate(ids):
        told = ExportedSubmission(
            id,
            members,
            Path(f"export/{id}"),
            DUE - timedelta(hours=5 * (earlier - nth)),
            DUE,
            nth + 1 if earlier else 0,
            ids[-1],
            () if members else ("the export names nobody",),
        )
        share = (nth + 1) / (earlier + 1)
        found.append(_entry(rng, told, number, checks, skill * (0.6 + 0.4 * share), max(1, round(reached * share))))
    return found


def _member(rng: random.Random, number: int) -> Member:
    return Member(
        f"{rng.choice(_FIRST)} {rng.choice(_LAST)}", f"student{number}@example.edu", str(100_000_000 + number)
    )


def _entry(
    rng: random.Random, told: ExportedSubmission, number: int, checks: tuple[Check, ...], skill: float, reached: int
) -> BatchEntry:
    if number % 100 == 37:
        return BatchEntry(told, Status.REFUSED, sentence="there is no file engine.py; submit the file engine.py itself")
    fault = number % 100 == 71
    outcomes = tuple(_outcome(rng, check, skill, reached, fault and check is checks[4]) for check in checks)
    run = Run("hw1_sample", Mode.FULL, rng.randrange(1 << 31), f"{rng.getrandbits(64):016x}", "b1", "c1", version="0.1")
    remarks = (Remark("torch", "engine.py", 3, "import torch", "use NumPy alone"),) if number % 50 == 3 else ()
    grading = Grading(run, checks, outcomes, remarks=remarks)
    result = score(grading)
    return BatchEntry(
        told,
        Status.WITHHELD if result.withheld else Status.GRADED,
        grading,
        result,
        sentence=result.withheld,
        key=f"{rng.getrandbits(128):032x}",
        digest=run.submission_digest,
        seconds=sum(outcome.seconds for outcome in outcomes),
        engine="threads",
    )


def _outcome(rng: random.Random, check: Check, skill: float, reached: int, fault: bool) -> Outcome:
    piece = int(check.number.partition(".")[0])
    seconds = round(0.005 + rng.expovariate(80), 3)
    if fault:
        return Outcome(check, Verdict.GRADER_ERROR, staff="OSError: the runner's socket is gone", seconds=seconds)
    if piece > reached:
        message = "NotImplementedError (engine.py, line 31, in backward)"
        return Outcome(check, Verdict.FAILED, message=message, raised=True, not_started=True, seconds=seconds)
    if rng.random() < skill ** (0.2 + piece / 10):
        return Outcome(check, Verdict.PASSED, check.points, seconds=seconds)
    return replace(_failed(rng, check), seconds=seconds)


def _failed(rng: random.Random, check: Check) -> Outcome:
    kind = rng.choices(("values", "hint", "raised", "slow", "died", "dependent"), (40, 25, 20, 4, 2, 9))[0]
    if kind == "slow":
        return Outcome(check, Verdict.TIMED_OUT, message="stopped after 10 s; last seen in engine.py, line 40")
    if kind == "died":
        return Outcome(check, Verdict.CRASHED, message="the process ended with signal 11 (SIGSEGV)")
    if kind == "dependent":
        return Outcome(check, Verdict.NOT_JUDGED, message="not judged: the values are wrong, see 1.1", awaits=("1.1",))
    if kind == "raised":
        message = (
            f"IndexError: index {rng.randint(2, 9)} is out of bounds\nengine.py, line {rng.randint(20, 90)}, in sum"
        )
        return Outcome(check, Verdict.FAILED, message=message, raised=True)
    wrong = f"out[0, {rng.randint(0, 3)}] is {rng.random():.4f}, expected {rng.random():.4f}"
    message = f"{check.title}: {wrong} (6 of 6 entries differ). Input: [[1.0, <b>2.0</b>], [0.5, -1.0]]"
    hint = _HINT.format(rng.choice(_MISTAKES)) if kind == "hint" else ""
    return Outcome(check, Verdict.FAILED, message=message, hint=hint)
