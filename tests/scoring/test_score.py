"""Outcomes become a score, and a fault of ours never costs points."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.model import Check, Grading, Mode, Outcome, Run, Verdict, Visibility
from autograder.scoring import reweighted, score

RUN = Run("hw1", Mode.FULL, seed=1, submission_digest="a", running_digest="b")


def check(name: str, points: float = 1.0, visibility: Visibility = Visibility.VISIBLE) -> Check:
    return Check(f"t.py::{name}", name, points, number=name, visibility=visibility)


def grading(*outcomes: Outcome, missing: tuple[Check, ...] = (), interrupted: str = "") -> Grading:
    return Grading(RUN, (*(outcome.check for outcome in outcomes), *missing), outcomes, interrupted)


def test_a_skipped_check_earns_nothing_and_keeps_its_maximum() -> None:
    result = score(grading(Outcome(check("1.1", 3), Verdict.SKIPPED), Outcome(check("1.2", 2), Verdict.PASSED, 2)))
    assert (result.earned, result.possible, result.withheld) == (2, 5, "")


@pytest.mark.parametrize("verdict", [v for v in Verdict if v is not Verdict.GRADER_ERROR])
def test_no_verdict_but_ours_withholds_the_score(verdict: Verdict) -> None:
    assert score(grading(Outcome(check("1.1"), verdict))).withheld == ""


def test_one_grader_error_withholds_the_score_and_names_the_check() -> None:
    result = score(grading(Outcome(check("1.1"), Verdict.PASSED, 1), Outcome(check("1.2"), Verdict.GRADER_ERROR)))
    assert result.withheld == "the autograder itself failed on 1 check (1.2)"


def test_many_grader_errors_are_counted_and_not_all_named() -> None:
    broken = [Outcome(check(f"1.{index}"), Verdict.GRADER_ERROR) for index in range(9)]
    assert score(grading(*broken)).withheld == "the autograder itself failed on 9 checks (1.0, 1.1, 1.2, …)"


def test_a_grader_error_in_a_check_that_students_do_not_see_is_not_named_and_not_counted() -> None:
    secret = Outcome(check("1.2", visibility=Visibility.AFTER_PUBLISHED), Verdict.GRADER_ERROR)
    later = Outcome(check("1.3", visibility=Visibility.HIDDEN), Verdict.GRADER_ERROR)
    assert score(grading(secret, later)).withheld == "the autograder itself failed"
    shown = Outcome(check("1.1"), Verdict.GRADER_ERROR)
    assert score(grading(secret, shown, later)).withheld == "the autograder itself failed on 1 check (1.1)"


def test_an_unfinished_run_withholds_the_score() -> None:
    unfinished = grading(Outcome(check("1.1"), Verdict.PASSED, 1), missing=(check("1.2"), check("1.3")))
    assert score(unfinished).withheld == "grading did not finish: 2 of 3 checks have no result"
    assert "stopped by hand" in score(replace(unfinished, interrupted="stopped by hand")).withheld


def test_an_assignment_without_checks_gives_no_score() -> None:
    assert score(grading()).withheld == "there are no checks"


def test_hidden_points_are_pending_and_not_among_the_visible_ones() -> None:
    outcomes = [
        Outcome(check("1.1", 4), Verdict.PASSED, 4),
        Outcome(check("1.2", 3, Visibility.AFTER_PUBLISHED), Verdict.PASSED, 3),
        Outcome(check("1.3", 2, Visibility.HIDDEN), Verdict.FAILED),
        Outcome(check("1.4", 1, Visibility.AFTER_DUE_DATE), Verdict.FAILED),
    ]
    result = score(grading(*outcomes))
    assert (result.earned, result.possible) == (7, 10)
    assert (result.visible_earned, result.visible_possible, result.pending) == (4, 4, 6)


def test_many_small_weights_add_up_exactly() -> None:
    tenths = [Outcome(check(str(index), 0.1), Verdict.PASSED, 0.1) for index in range(10)]
    assert score(grading(*tenths)).earned == 1.0


def test_outcomes_that_belong_to_no_check_or_come_twice_are_refused() -> None:
    outcome = Outcome(check("1.1"), Verdict.PASSED, 1)
    with pytest.raises(ValueError, match="not in this grading"):
        score(Grading(RUN, (check("1.2"),), (outcome,)))
    with pytest.raises(ValueError, match="two outcomes"):
        score(Grading(RUN, (outcome.check,), (outcome, outcome)))


def test_changed_points_give_the_same_share_without_grading_again() -> None:
    before = grading(
        Outcome(check("1.1", 4), Verdict.FAILED, 1),
        Outcome(check("1.2", 0), Verdict.PASSED),
        Outcome(check("1.3", 5), Verdict.PASSED, 5),
    )
    after = reweighted(before, [check("1.1", 8), check("1.2", 3), check("1.4", 1)])
    assert [outcome.earned for outcome in after.outcomes] == [2, 3]
    assert score(after).withheld == "grading did not finish: 1 of 3 checks have no result"


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 1), st.sampled_from(Visibility)), min_size=1, max_size=30))
def test_the_visible_and_the_pending_points_always_make_up_the_whole(
    rows: list[tuple[float, float, Visibility]],
) -> None:
    outcomes = [
        Outcome(check(str(index), points, visibility), Verdict.FAILED, points * share)
        for index, (points, share, visibility) in enumerate(rows)
    ]
    result = score(grading(*outcomes))
    assert result.visible_possible + result.pending == pytest.approx(result.possible)
    assert 0 <= result.visible_earned <= result.earned + 1e-9
    assert result.earned <= result.possible + 1e-9
