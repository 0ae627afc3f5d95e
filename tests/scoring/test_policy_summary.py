"""The sentence about lateness comes from Gradescope's metadata, for every member by the member's own dates."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.model import LatePolicy, Scheduled
from autograder.scoring.balances import Balances, person_key
from autograder.scoring.late_summary import members_of, parse_moment, summary_line

NEW_YORK = ZoneInfo("America/New_York")
POLICY = LatePolicy(grace_days=6, per_homework=3, latest=3)
DUE = datetime(2027, 2, 12, 23, 59, tzinfo=NEW_YORK)
HW0 = Scheduled("hw0_pytorch", DUE - timedelta(days=14), DUE, on_request=True)


def metadata(days: float, *users: dict[str, Any], **assignment: Any) -> dict[str, Any]:
    """A submission that came `days` after the due date."""
    return {
        "id": 123456,
        "created_at": (DUE + timedelta(days=days)).isoformat(timespec="microseconds"),
        "assignment": {"due_date": DUE.isoformat(), "late_due_date": None} | assignment,
        "users": list(users) or [{"name": "Ada", "assignment": {"due_date": DUE.isoformat(), "late_due_date": None}}],
    }


def user(name: str, due_after: float = 0, late_due_after: float | None = None) -> dict[str, Any]:
    own = {"due_date": (DUE + timedelta(days=due_after)).isoformat(), "late_due_date": None}
    if late_due_after is not None:
        own["late_due_date"] = (DUE + timedelta(days=late_due_after)).isoformat()
    return {"name": name, "email": f"{name}@example.edu", "assignment": own}


@pytest.mark.parametrize(
    ("submitted", "says"),
    [
        (metadata(-1), "On time."),
        (metadata(0.5), "1 day late: needs 1 grace day, if you have it left (at most 3 for one homework)."),
        (metadata(3), "3 days late: needs 3 grace days, if you have them left (at most 3 for one homework)."),
        (
            metadata(3.1),
            "4 days late: not accepted without an extension (nothing later than 3 days is); ask the staff.",
        ),
        (metadata(1, user("Ada", 2)), "On time, with an extension."),
        (
            metadata(3, user("Ada", 2)),
            "1 day late after an extension: needs 1 grace day, if you have it left (at most 3 for one homework).",
        ),
        (metadata(5, user("Ada", 0, 7)), "5 days late: accepted by an extension."),
        (metadata(2, user("Ada"), user("Bob")), "2 days late: needs 2 grace days from each of the 2 members."),
        (
            metadata(1, user("Ada", 2), user("Bob")),
            "Ada: On time, with an extension. "
            "Bob: 1 day late: needs 1 grace day, if they have it left (at most 3 for one homework).",
        ),
    ],
)
def test_the_sentence_says_what_being_late_costs(submitted: dict[str, Any], says: str) -> None:
    assert summary_line(submitted, POLICY, NEW_YORK) == says


def test_a_late_due_date_that_everybody_has_is_no_extension() -> None:
    everybody = (DUE + timedelta(days=7)).isoformat()
    submitted = metadata(5, user("Ada", 0, 7), late_due_date=everybody)
    assert not members_of(submitted, POLICY, NEW_YORK)[0].lateness.accepted


def test_homework_0_tells_a_late_student_to_ask() -> None:
    says = summary_line(metadata(9), POLICY, NEW_YORK, HW0)
    assert says.startswith("9 days late: an extension of this homework is granted to everyone who asks")


def test_the_schedule_s_due_date_holds_where_gradescope_has_none() -> None:
    submitted = metadata(2, {"name": "Ada"}, due_date=None)
    assert summary_line(submitted, POLICY, NEW_YORK) == ""
    assert members_of(submitted, POLICY, NEW_YORK, HW0)[0].lateness.days == 2


def test_two_grace_days_per_homework_and_later_accepted_days_are_told_apart() -> None:
    policy = LatePolicy(grace_days=6, per_homework=2, latest=5)
    assert "one homework takes at most 2 grace days" in summary_line(metadata(3), policy, NEW_YORK)
    assert "nothing later than 5 days" in summary_line(metadata(6), policy, NEW_YORK)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=10,
)


@given(created=_json, assignment=_json, users=_json)
def test_whatever_the_file_holds_nothing_is_raised(created: object, assignment: object, users: object) -> None:
    for part in ({"created_at": created}, {"assignment": assignment}, {"users": users}):
        assert isinstance(summary_line(metadata(1) | part, POLICY, NEW_YORK), str)


@given(st.datetimes(datetime(1970, 1, 2), datetime(2200, 1, 1)), st.integers(-720, 720))
def test_a_moment_survives_being_written_and_read(moment: datetime, minutes: int) -> None:
    aware = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    assert parse_moment(aware.isoformat()) == aware


@pytest.mark.parametrize("year", ["0001", "1969", "3001", "9999"])
def test_a_moment_in_no_plausible_year_counts_as_missing(year: str) -> None:
    for part in (
        {"created_at": f"{year}-12-31T23:59:59Z"},
        {"assignment": {"due_date": f"{year}-01-01T00:00:00+14:00"}},
    ):
        assert summary_line(metadata(1, {"name": "Ada"}) | part, POLICY, NEW_YORK) == ""


@pytest.mark.parametrize(
    ("days", "left", "says"),
    [
        (1.5, 3, "2 days late: takes 2 of the 3 grace days that you have left (as of 2027-02-10)."),
        (
            1.5,
            1,
            "2 days late: not accepted without an extension, since it needs 2 grace days and you have 1 left; ask the staff "
            "(as of 2027-02-10).",
        ),
        (-1, 0, "On time."),
    ],
)
def test_with_a_packed_ledger_a_late_student_is_told_what_is_left(days: float, left: int, says: str) -> None:
    balances = Balances("hw1", "2027-02-10", {person_key("ada@example.edu"): left})
    assert summary_line(metadata(days, user("Ada")), POLICY, NEW_YORK, None, balances) == says


def test_whom_the_ledger_does_not_know_is_told_no_balance_and_members_are_told_their_own() -> None:
    balances = Balances("hw1", "2027-02-10", {person_key("ada@example.edu"): 1})
    assert "if you have them left" in summary_line(metadata(1.5, user("Bob")), POLICY, NEW_YORK, None, balances)
    both = summary_line(metadata(0.5, user("Ada"), user("Bob")), POLICY, NEW_YORK, None, balances)
    assert both.startswith(
        "Ada: 1 day late: takes 1 of the 1 grace day that they have left (as of 2027-02-10). Bob: 1 day late: needs"
    )


def test_a_homework_s_own_limits_hold() -> None:
    strict = Scheduled("hw1", DUE - timedelta(days=14), DUE, grace_days=0, latest=0)
    says = summary_line(metadata(0.5), POLICY, NEW_YORK, strict)
    assert says == "1 day late: not accepted without an extension (nothing later than 0 days is); ask the staff."
