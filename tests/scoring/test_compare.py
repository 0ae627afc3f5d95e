"""Two batches compared: who moves, by which checks, and what a policy keeps."""

from __future__ import annotations

import csv
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.model import Batch, BatchEntry, Check, Grading, Outcome, Status, Verdict
from autograder.reporting.movements import movements_csv
from autograder.scoring import reweighted, score
from autograder.scoring.compare import Comparison, causes, compare, counts
from tools.sample_class import sample_class

CLASS = sample_class(12, per_piece=2)


def graded(entry: BatchEntry, grading: Grading) -> BatchEntry:
    """The entry, graded so."""
    result = score(grading)
    status = Status.WITHHELD if result.withheld else Status.GRADED
    return replace(entry, status=status, grading=grading, score=result, sentence=result.withheld)


def with_outcome(entry: BatchEntry, outcome: Outcome) -> BatchEntry:
    assert entry.grading is not None
    outcomes = tuple(outcome if one.check.id == outcome.check.id else one for one in entry.grading.outcomes)
    return graded(entry, replace(entry.grading, outcomes=outcomes))


def with_entry(batch: Batch, index: int, entry: BatchEntry) -> Batch:
    return replace(batch, entries=(*batch.entries[:index], entry, *batch.entries[index + 1 :]))


def rescored(batch: Batch, checks: tuple[Check, ...]) -> Batch:
    entries = tuple(graded(entry, reweighted(entry.grading, checks)) for entry in batch.entries if entry.grading)
    return replace(batch, checks=checks, entries=entries)


def one_check_changed(before: Outcome, after: Outcome, never_lower: bool = False) -> Comparison:
    """The comparison of a class with one in which the first student's first check ended in another way."""
    entry = CLASS.entries[0]
    old = with_entry(CLASS, 0, with_outcome(entry, before))
    return compare(old, with_entry(CLASS, 0, with_outcome(entry, after)), never_lower)


PASSED = Outcome(CLASS.checks[0], Verdict.PASSED, 2.0)
FAILED = Outcome(CLASS.checks[0], Verdict.FAILED)


def test_a_class_compared_with_itself_moves_nobody() -> None:
    found = compare(CLASS, CLASS)
    assert (found.moved, found.checks, found.changes) == ((), (), ())
    assert len(found.movements) == len(CLASS.entries)


def test_who_passes_a_check_now_moves_up_by_its_points_and_is_told_so() -> None:
    (moved,) = one_check_changed(FAILED, PASSED).moved
    assert moved.change == 2.0
    assert moved.causes == ("1.1 Tensor: values of two rows: failed, passes now (+2)",)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (PASSED, FAILED, "passed, fails now (−2)"),
        (PASSED, Outcome(CLASS.checks[0], Verdict.TIMED_OUT), "passed, times out now (−2)"),
        (replace(PASSED, earned=0.5), PASSED, "earned 0.5, earns 2 of 2 now (+1.5)"),
    ],
)
def test_a_cause_says_what_was_and_what_is(before: Outcome, after: Outcome, words: str) -> None:
    (moved,) = one_check_changed(before, after).moved
    assert moved.causes[0].endswith(words)


def test_a_policy_keeps_the_higher_score_and_says_for_whom() -> None:
    (lower,) = one_check_changed(PASSED, FAILED, never_lower=True).moved
    assert lower.kept == lower.before and lower.change == 0
    (higher,) = one_check_changed(FAILED, PASSED, never_lower=True).moved
    assert higher.kept is None and higher.change == 2
    assert counts(lower) == lower.before and counts(higher) == higher.after


def test_a_policy_keeps_the_score_of_who_would_have_none_now() -> None:
    (moved,) = one_check_changed(PASSED, Outcome(CLASS.checks[0], Verdict.GRADER_ERROR), never_lower=True).moved
    assert moved.after is None and moved.kept == moved.before
    assert moved.causes[0].startswith("graded, withheld now: the autograder itself failed")


@pytest.mark.parametrize("was_withheld", [False, True])
def test_a_score_that_is_withheld_moves_no_points(was_withheld: bool) -> None:
    """Whether it is missing now or was missing before; a refusal is the student's, and does."""
    ours = Outcome(CLASS.checks[0], Verdict.GRADER_ERROR)
    found = one_check_changed(ours, PASSED) if was_withheld else one_check_changed(PASSED, ours)
    (moved,) = found.moved
    assert not found.has_change(moved)
    rows = {row["submission"]: row for row in csv.DictReader(movements_csv(found).decode("utf-8-sig").splitlines())}
    assert rows[moved.id]["change"] == "" and "withheld" in rows[moved.id]["because"]
    refused = replace(CLASS.entries[0], status=Status.REFUSED, grading=None, score=None, sentence="no engine.py")
    again = compare(with_entry(CLASS, 0, refused), CLASS)
    assert again.has_change(again.moved[0])


def test_points_that_changed_are_told_and_move_whoever_passes() -> None:
    checks = (replace(CLASS.checks[0], points=5.0), *CLASS.checks[1:])
    found = compare(CLASS, rescored(CLASS, checks))
    assert found.changes == ("1.1 Tensor: values of two rows: 2 → 5 points",)
    passed = [e for e in CLASS.entries if e.status is Status.GRADED and e.grading.outcomes[0].has_full_marks]
    assert {one.id for one in found.moved} == {entry.submission.id for entry in passed}
    assert {one.causes for one in found.moved} == {
        ("1.1 Tensor: values of two rows: worth 5 instead of 2 points (+3)",)
    }
    assert (found.checks[0].up, found.checks[0].down, found.checks[0].change) == (len(passed), 0, 3.0 * len(passed))


def test_a_check_that_is_gone_takes_its_points_along_and_a_new_one_brings_some() -> None:
    fewer = rescored(CLASS, CLASS.checks[1:])
    down, up = compare(CLASS, fewer), compare(fewer, CLASS)
    assert down.changes == ("1.1 Tensor: values of two rows: gone, 2 points",)
    assert up.changes == ("1.1 Tensor: values of two rows: new, 2 points",)
    assert {one.causes[0].partition("rows: ")[2] for one in down.moved} == {"had counted, and is gone (−2)"}
    assert {one.causes[0].partition("rows: ")[2] for one in up.moved} == {"new, passes (+2)"}


def test_who_was_refused_and_is_graded_now_moves_from_nothing() -> None:
    refused = replace(CLASS.entries[0], status=Status.REFUSED, grading=None, score=None, sentence="no engine.py")
    (moved,) = compare(with_entry(CLASS, 0, refused), CLASS).moved
    assert moved.before is None and moved.change == CLASS.entries[0].score.earned
    assert moved.causes == ("refused, graded now: no engine.py",)


def test_who_is_in_one_batch_only_is_named_too() -> None:
    fewer = replace(CLASS, entries=CLASS.entries[1:])
    assert compare(fewer, CLASS).moved[0].causes == ("was not in the earlier batch",)
    assert compare(CLASS, fewer).moved[0].causes == ("is not in the new batch",)


def test_batches_of_two_homeworks_are_not_compared() -> None:
    with pytest.raises(ValueError, match="batches of hw1_sample and of hw2"):
        compare(CLASS, replace(CLASS, assignment="hw2"))


def test_a_name_in_a_movement_is_one_line() -> None:
    member = replace(CLASS.entries[0].submission.members[0], name="Ada\nZero \x1b[31m")
    told = replace(CLASS.entries[0].submission, members=(member,))
    (first, *_) = compare(CLASS, with_entry(CLASS, 0, replace(CLASS.entries[0], submission=told))).movements
    assert first.who == r"Ada\nZero \x1b[31m"


@given(st.integers(0, 5), st.integers(0, 5), st.booleans())
def test_causes_add_up_to_the_movement_and_a_policy_lowers_nobody(one: int, other: int, never_lower: bool) -> None:
    before, after = sample_class(8, one, per_piece=2), sample_class(8, other, per_piece=2)
    found = compare(before, after, never_lower)
    for was, now, moved in zip(before.entries, after.entries, found.movements, strict=True):
        assert not never_lower or moved.change >= 0
        if moved.before is not None and moved.after is not None:
            assert was.grading and now.grading
            total = sum(cause.change for cause in causes(was.grading, now.grading))
            assert total == pytest.approx(moved.after - moved.before)
    assert [moved.after for moved in compare(after, before).movements] == [moved.before for moved in found.movements]
    assert sum(row.change for row in found.checks) == pytest.approx(
        sum(m.after - m.before for m in found.movements if None not in (m.before, m.after))
    )
