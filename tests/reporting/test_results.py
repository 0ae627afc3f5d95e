"""results.json: valid at every moment, closed towards students, and without a number when the fault is ours."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import jsonschema
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.model import Grading, Outcome, Verdict, Visibility
from autograder.reporting import (
    Results,
    decode_results,
    encode_results,
    failure_document,
    refusal_document,
    results_document,
)
from autograder.reporting.gradescope import shown_text, verdict_word
from autograder.reporting.summary import is_unstarted
from autograder.scoring import score
from tests.reporting.examples import ASSIGNMENT, GRADING, OUTCOMES, SECRET_WORDS, SUBMISSION, hidden, public

VOCABULARY = {
    "passed",
    "failed",
    "raised",
    "not judged",
    "not started",
    "timed out",
    "out of memory",
    "crashed",
    "skipped",
    "grader error",
}


def document(grading: Grading = GRADING, **more: Any) -> dict[str, Any]:
    data = encode_results(results_document(ASSIGNMENT, grading, score(grading), SUBMISSION, **more))
    decode_results(data)
    return json.loads(data)


def test_of(data: dict[str, Any], number: str) -> dict[str, Any]:
    return next(test for test in data["tests"] if test.get("number") == number)


test_of.__test__ = False  # type: ignore[attr-defined]


def broken(place: int) -> Grading:
    """The example with a fault of ours at one check."""
    fault = Outcome(OUTCOMES[place].check, Verdict.GRADER_ERROR, staff="Traceback of ours")
    return replace(GRADING, outcomes=(*OUTCOMES[:place], fault, *OUTCOMES[place + 1 :]))


def test_the_document_is_what_our_schema_says() -> None:
    schema = msgspec.json.schema(Results)
    jsonschema.validate(document(), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document() | {"scores": 3}, schema)


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"output": "neither score nor tests"},
        {"score": "3"},
        {"score": 3, "visibility": "later"},
        {"tests": [{"name": "a", "status": "ok"}]},
        {"tests": [{"name": "a", "points": 3}]},
        {"tests": [{"name": "a", "tags": "one"}]},
        {"score": 3, "output_format": "markdown"},
        {"score": 3, "leaderboard": [{"name": "a"}]},
        {"score": 3, "leaderboard": [{"name": "a", "value": 1, "order": "up"}]},
        {"score": float("nan")},
    ],
)
def test_what_gradescope_would_not_understand_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        decode_results(json.dumps(wrong).encode())


def test_points_status_tags_and_visibility_are_those_of_the_check() -> None:
    data = document()
    assert [test["score"] for test in data["tests"]] == [outcome.earned for outcome in OUTCOMES]
    assert [test["max_score"] for test in data["tests"]] == [check.points for check in GRADING.checks]
    assert [test["visibility"] for test in data["tests"]] == [check.visibility.value for check in GRADING.checks]
    assert test_of(data, "1.1")["status"] == "passed"
    assert test_of(data, "1.2")["status"] == "failed"
    assert test_of(data, "1.2")["tags"] == ["shape"]
    assert "tags" not in test_of(data, "1.1")


def test_a_visible_failure_shows_message_hint_and_output_and_nothing_of_ours() -> None:
    text = test_of(document(), "1.2")["output"]
    assert text.startswith("Forward: out has shape (3,), expected (2, 3)")
    assert "Hint: keep every axis but the last" in text
    assert text.endswith("Your code printed:\nshape is (3,)")
    assert "our own traceback" not in json.dumps(document())


def test_hidden_checks_say_one_word_of_the_closed_vocabulary() -> None:
    data = document()
    assert SECRET_WORDS not in json.dumps(data)
    assert {test["output"] for test in data["tests"] if test["extra_data"]["check"].startswith("hidden")} <= VOCABULARY


def test_a_hidden_check_that_everybody_may_see_still_says_one_word() -> None:
    check = hidden("9.1", "Forward: shown", visibility=Visibility.VISIBLE)
    outcome = Outcome(check, Verdict.FAILED, message=SECRET_WORDS, output=SECRET_WORDS, hint=SECRET_WORDS)
    assert shown_text(outcome) == "failed"


@given(st.sampled_from(Verdict), st.booleans(), st.text(), st.text())
def test_no_hidden_outcome_says_anything_else(verdict: Verdict, raised: bool, message: str, output: str) -> None:
    outcome = Outcome(
        hidden("9.1", "Forward: fresh data"), verdict, message=message, staff=message, output=output, raised=raised
    )
    assert shown_text(outcome) == verdict_word(outcome)
    assert shown_text(outcome) in VOCABULARY


def test_a_failure_notice_stands_in_place_of_message_and_hint() -> None:
    assert test_of(document(), "2.2")["output"] == "Think about the order of the tape."
    passed = Outcome(public("9.1", "Forward", failure_notice="Think."), Verdict.PASSED, 2.0)
    assert shown_text(passed) == ""


def test_the_summary_tells_visible_points_and_what_is_still_open() -> None:
    output = document(notes=["2 days late: needs 2 grace days, if you have them left."])["output"]
    assert output.startswith(
        "2.5 of 11 visible points; 7 more points are decided by hidden checks after grades are published; "
        "2 more points are decided by hidden checks whose results are not shown.\n"
    )
    assert "Not started: 3 Training.\n" in output
    assert "Not needed, and not looked at: notes.txt." in output
    assert output.endswith("2 days late: needs 2 grace days, if you have them left.")


def test_missing_files_are_named() -> None:
    lacking = replace(SUBMISSION, missing=("train.py",))
    shown = results_document(ASSIGNMENT, GRADING, score(GRADING), lacking).output
    assert "Not submitted: train.py." in str(shown)


def test_extra_data_says_how_to_run_the_same_grading_again() -> None:
    assert document()["extra_data"] == {
        "assignment": "hw1_small",
        "mode": "user",
        "layers": ["landlock", "seccomp"],
        "gaps": ["other uids"],
        "seed": 20270212,
        "memory": 1 << 30,
        "submission_digest": "aa11",
        "running_digest": "bb22",
        "scoring_digest": "cc33",
        "autograder_version": "0.1",
    }


def test_the_time_that_students_see_is_that_of_visible_checks_in_whole_seconds() -> None:
    def told(seconds: float, of_hidden: float) -> object:
        check, other = public("1.1", "a"), hidden("1.2", "b")
        passed = [Outcome(c, Verdict.PASSED, 2.0, seconds=s) for c, s in ((check, seconds), (other, of_hidden))]
        grading = Grading(GRADING.run, (check, other), tuple(passed))
        return results_document(ASSIGNMENT, grading, score(grading)).execution_time

    assert [told(0.25, 0), told(0.25, 9.5), told(3.001, 100), told(0, 5)] == [1, 1, 4, 0]


def test_the_leaderboard_has_the_checks_columns_and_no_number_that_json_lacks() -> None:
    assert document()["leaderboard"] == [{"name": "speed", "value": "inf", "order": "asc"}]


def test_a_grader_error_leaves_no_number_anywhere() -> None:
    data = document(broken(6))
    assert "score" not in data and "leaderboard" not in data
    assert all("score" not in test and "max_score" not in test for test in data["tests"])
    assert "There is no score: the autograder itself failed. This is our fault" in data["output"]
    assert "2.4" not in data["output"], "it is hidden, and students read this"
    assert "costs you no points" in data["output"]
    assert "Traceback of ours" not in json.dumps(data)
    assert "status" not in test_of(data, "2.4")
    assert data["extra_data"]["withheld"]


def test_a_grader_error_in_a_visible_check_says_whose_fault_it_is() -> None:
    text = test_of(document(broken(0)), "1.1")["output"]
    assert text == "The autograder itself failed on this check. This costs you no points."


def test_a_run_that_goes_on_is_a_valid_document_without_a_score() -> None:
    for count in range(len(OUTCOMES)):
        data = document(replace(GRADING, outcomes=OUTCOMES[:count]))
        assert "score" not in data
        assert len(data["tests"]) == len(OUTCOMES)
        assert data["output"].startswith("There is no score: grading did not finish")
    assert data["tests"][-1]["output"] == "This check has not run."


def test_a_refused_submission_earns_nothing_and_says_why() -> None:
    data = json.loads(encode_results(refusal_document(ASSIGNMENT, "the zip is encrypted; zip it without a password")))
    assert (data["score"], data["tests"]) == (0, [])
    assert data["output"].startswith("This submission could not be graded: the zip is encrypted; zip it without")


def test_a_failure_of_ours_before_any_check_gives_no_score() -> None:
    data = json.loads(encode_results(failure_document("the autograder could not start")))
    assert data["tests"] == [] and "score" not in data
    assert data["output"].startswith("There is no score: the autograder could not start. This is our fault")


def test_control_characters_and_broken_unicode_of_students_are_shown_not_obeyed() -> None:
    nasty = replace(OUTCOMES[1], message="a\r\nb\x1b[2J\udcff", output="\x00")
    text = test_of(document(replace(GRADING, outcomes=(OUTCOMES[0], nasty, *OUTCOMES[2:]))), "1.2")["output"]
    assert text.startswith("a\nb\\x1b[2J\\udcff")
    assert text.endswith("\\x00")


def test_hidden_checks_have_no_part_in_what_is_called_unstarted():
    """A student sees it at once, and could let a hidden check earn points, or not, by what it saw."""
    begun = Outcome(public("2.1", "Visible"), Verdict.FAILED, raised=True, not_started=True)
    secret = hidden("2.2", "Hidden")
    ways = [
        Outcome(secret, Verdict.PASSED, 1.0),
        Outcome(secret, Verdict.FAILED),
        Outcome(secret, Verdict.FAILED, raised=True, not_started=True),
    ]
    assert [is_unstarted([begun, way]) for way in ways] == [True, True, True]
    assert [is_unstarted([way]) for way in ways] == [False, False, False]


def test_messages_of_hidden_checks_are_told_only_where_the_course_wants_and_never_what_was_printed() -> None:
    """And only of checks that are shown after publication: a message shown earlier would tell hidden data."""
    check = hidden("9.1", "Forward: fresh data")
    outcome = Outcome(check, Verdict.FAILED, message="g is 2, expected 1", output="printed")
    wants = replace(ASSIGNMENT, hidden_messages=Visibility.AFTER_PUBLISHED)
    for assignment, visibility, told in (
        (ASSIGNMENT, Visibility.AFTER_PUBLISHED, "failed"),
        (wants, Visibility.AFTER_PUBLISHED, "failed\ng is 2, expected 1"),
        (wants, Visibility.AFTER_DUE_DATE, "failed"),
        (wants, Visibility.VISIBLE, "failed"),
    ):
        seen = replace(check, visibility=visibility)
        grading = replace(GRADING, checks=(seen,), outcomes=(replace(outcome, check=seen),))
        (test,) = results_document(assignment, grading, score(grading)).tests
        assert test.output == told


def test_an_unstarted_hidden_check_says_so() -> None:
    unstarted = Outcome(hidden("9.1", "Forward"), Verdict.FAILED, raised=True, not_started=True)
    assert shown_text(unstarted) == "not started"
