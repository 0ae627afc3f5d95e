"""Grace days: whole days on the course's clocks, six for the term, three for a homework, and none taken for nothing."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.model import LatePolicy
from autograder.scoring.policy import days_late, lateness, spend_grace

NEW_YORK = ZoneInfo("America/New_York")
POLICY = LatePolicy(grace_days=6, per_homework=3, latest=3)
DUE = datetime(2027, 2, 12, 23, 59, tzinfo=NEW_YORK)


@pytest.mark.parametrize(
    ("submitted", "days"),
    [
        (datetime(2027, 2, 12, 23, 59), 0),
        (datetime(2027, 2, 12, 23, 59, 0, 1), 1),
        (datetime(2027, 2, 13, 23, 59), 1),
        (datetime(2027, 2, 14, 0, 0), 2),
        (datetime(2027, 2, 15, 23, 59), 3),
    ],
)
def test_every_begun_day_counts_as_a_whole_one(submitted: datetime, days: int) -> None:
    assert days_late(submitted.replace(tzinfo=NEW_YORK), DUE, NEW_YORK) == days


@pytest.mark.parametrize(
    ("due", "hours"),
    [(datetime(2027, 3, 13, 23, 59), 23), (datetime(2027, 11, 6, 23, 59), 25)],
    ids=["clocks go forward", "clocks go back"],
)
def test_a_day_on_which_clocks_change_ends_at_the_same_time_of_day(due: datetime, hours: int) -> None:
    due = due.replace(tzinfo=NEW_YORK).astimezone(timezone.utc)
    assert days_late(due + timedelta(hours=hours), due, NEW_YORK) == 1
    assert days_late(due + timedelta(hours=hours, seconds=1), due, NEW_YORK) == 2


def test_the_time_zone_in_which_a_moment_is_written_does_not_matter() -> None:
    submitted = datetime(2027, 2, 14, 4, 59, tzinfo=timezone.utc)  # 23:59 on the 13th in New York
    assert days_late(submitted, DUE, NEW_YORK) == days_late(submitted.astimezone(NEW_YORK), DUE, NEW_YORK) == 1


@given(seconds=st.integers(-(10**6), 10**7), start=st.integers(0, 10**8))
def test_days_late_is_the_least_number_of_days_on_the_clock(seconds: int, start: int) -> None:
    due = datetime(2027, 1, 1, 12, tzinfo=timezone.utc) + timedelta(seconds=start)
    submitted = due + timedelta(seconds=seconds)
    days = days_late(submitted, due, NEW_YORK)

    def deadline(after: int) -> datetime:
        wall = due.astimezone(NEW_YORK).replace(tzinfo=None) + timedelta(days=after)
        return wall.replace(tzinfo=NEW_YORK, fold=1).astimezone(timezone.utc)

    assert submitted <= deadline(days) or days == 0 >= seconds
    assert days == 0 or submitted > (deadline(days - 1) if days > 1 else due)


@given(days=st.integers(0, 10), left=st.integers(0, 6))
def test_grace_days_are_spent_only_where_they_make_a_submission_acceptable(days: int, left: int) -> None:
    spent, uncovered = spend_grace(days, POLICY, left)
    assert (spent, uncovered) == (days, 0) or (spent == 0 and uncovered == days - min(left, 3))
    assert spent <= min(left, POLICY.per_homework)


def test_nothing_is_accepted_after_three_days_without_an_extension() -> None:
    late = DUE + timedelta(days=3, seconds=1)
    assert lateness(late - timedelta(seconds=1), DUE, POLICY, NEW_YORK).spent == 3
    assert not lateness(late, DUE, POLICY, NEW_YORK).accepted
    assert lateness(late, DUE, POLICY, NEW_YORK, accepted_until=late).accepted
    assert lateness(late, DUE + timedelta(days=7), POLICY, NEW_YORK).days == 0


def test_a_granted_late_due_date_spends_no_days_that_would_not_have_sufficed() -> None:
    late = lateness(DUE + timedelta(days=5), DUE, POLICY, NEW_YORK, accepted_until=DUE + timedelta(days=6))
    assert (late.days, late.spent, late.accepted) == (5, 0, True)


def test_homework_0_costs_nothing_however_late_it_is() -> None:
    late = lateness(DUE + timedelta(days=20), DUE, POLICY, NEW_YORK, on_request=True)
    assert (late.spent, late.accepted, late.on_request) == (0, True, True)
    assert not lateness(DUE, DUE, POLICY, NEW_YORK, on_request=True).on_request


@pytest.mark.parametrize(("grace", "per_homework", "latest"), [(6, 7, 7), (6, 3, 2), (6, -1, 3)])
def test_a_policy_that_contradicts_itself_cannot_be_made(grace: int, per_homework: int, latest: int) -> None:
    with pytest.raises(ValueError, match="grace days"):
        LatePolicy(grace, per_homework, latest)
