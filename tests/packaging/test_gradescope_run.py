"""What happens in the platform's container: results.json is valid from the first moment, and our faults give no score.

The grader is played by a fake that gives fixed outcomes; the real one grades in tests/packaging/test_container.py.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from autograder.cli.gradescope import gradescope
from autograder.errors import GraderError
from autograder.model import Check, Course, Grading, Mode, Outcome, Run, Submission, Verdict, Visibility
from autograder.packaging.targets.gradescope import run as target_run
from autograder.reporting import Results, decode_results, read_outcomes
from autograder.reporting.results_model import totals
from tests.packaging.small_course import ASSIGNMENT, write_course

CHECKS = (
    Check("public/test_double.py::test_a", "double: three", 1.0, number="1.1"),
    Check("hidden/test_double.py::test_b", "double: fresh", 2.0, True, Visibility.AFTER_PUBLISHED, "1.2"),
)


class FakeGrader:
    """Stands where `autograder.grading.engine.Grader` stands; `during` is called after each outcome."""

    during: Callable[[int], None] = staticmethod(lambda count: None)
    closing: Exception | None = None
    shortage = ""

    def __init__(self, assignment: Any, **_: Any) -> None:
        self.checks = CHECKS

    def __enter__(self) -> FakeGrader:
        return self

    def __exit__(self, *_: object) -> None:
        if self.closing is not None:
            raise self.closing

    def run_of(self, submission: Submission, seed: int, postpone_hidden: bool = False) -> Run:
        later = tuple(check.id for check in CHECKS if check.secret and postpone_hidden)
        return Run("tiny", Mode.FULL, seed, submission.digest, "b", postponed=later)

    def grade(
        self, submission: Submission, *, seed: int, on_outcome: Callable[[Outcome], None], postpone_hidden: bool = False
    ) -> Grading:
        outcomes = []
        run = self.run_of(submission, seed, postpone_hidden)
        for count, check in enumerate((check for check in CHECKS if check.id not in run.postponed), 1):
            outcomes.append(Outcome(check, Verdict.PASSED, check.points))
            on_outcome(outcomes[-1])
            self.during(count)
        return Grading(run, CHECKS, tuple(outcomes))


@pytest.fixture
def grader(monkeypatch: pytest.MonkeyPatch) -> type[FakeGrader]:
    """The fake in place of the grader; set its `during` and `closing` to make it misbehave."""

    class Fake(FakeGrader):
        pass

    monkeypatch.setattr(target_run, "Grader", Fake)
    return Fake


@pytest.fixture
def course(tmp_path: Path) -> Course:
    late = "late: {grace_days: 6, per_homework: 3, latest: 3}\n"
    return write_course(tmp_path / "course", {"assignments/course.yaml": f"name: Small\n{late}"}).course


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A container's folder with a right submission, two days late."""
    base = tmp_path / "autograder"
    (base / "submission").mkdir(parents=True)
    (base / "results").mkdir()
    (base / "submission" / "tiny.py").write_text("def double(x):\n    return x + x\n")
    metadata = {"created_at": "2027-02-14T08:00:00Z", "assignment": {"due_date": "2027-02-12T23:59:00Z"}}
    (base / "submission_metadata.json").write_text(json.dumps(metadata))
    return base


def results(base: Path) -> Results:
    return decode_results((base / "results" / "results.json").read_bytes())


def test_a_graded_submission_has_its_points_and_the_sentence_about_lateness(
    grader: type[FakeGrader], course: Course, base: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert gradescope(course, "tiny", base) == 0
    assert totals(results(base)) == (3.0, 3.0)
    output = str(results(base).output)
    assert output.startswith("1 of 1 visible points; 2 more points are decided by hidden checks after grades are")
    assert "2 days late: needs 2 grace days, if you have them left" in output
    assert read_outcomes(base / "results" / "outcomes.jsonl").interrupted == ""
    told = capsys.readouterr().out
    assert "Tiny homework" in told and "Score: 3 of 3 points" in told and "2 days late" in told


@pytest.mark.parametrize(("line", "jobs"), [("", 1), ("side_by_side: true\n", 3)])
def test_checks_run_side_by_side_if_the_homework_says_so(
    grader: type[FakeGrader], tmp_path: Path, base: Path, monkeypatch: pytest.MonkeyPatch, line: str, jobs: int
) -> None:
    told = []
    monkeypatch.setattr(target_run, "Grader", lambda assignment, jobs: told.append(jobs) or grader(assignment))
    monkeypatch.setattr("autograder.grading.side_by_side.allowed_processors", lambda: 3)
    files = {"assignments/course.yaml": "name: Small\n", "assignments/tiny/assignment.yaml": ASSIGNMENT + line}
    assert gradescope(write_course(tmp_path / "another", files).course, "tiny", base) == 0
    assert told == [jobs]


def test_metadata_that_cannot_be_read_is_told_to_staff_and_the_student(
    grader: type[FakeGrader], course: Course, base: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (base / "submission_metadata.json").write_bytes(b"\xff\xff")
    gradescope(course, "tiny", base)
    assert totals(results(base)) == (3.0, 3.0)
    assert "could not be worked out; the course staff have been told" in str(results(base).output)
    assert "is not the JSON" not in str(results(base).output)
    (remark,) = results(base).extra_data["remarks"]
    assert remark["rule"] == "lateness" and "is not the JSON" in remark["text"]
    assert "For staff: lateness: what is said about this submission" in capsys.readouterr().out


def test_metadata_in_doubt_is_told_with_a_refusal_and_with_a_failure_too(
    grader: type[FakeGrader], course: Course, base: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (base / "submission_metadata.json").write_text("{}")
    grader.during = staticmethod(lambda _: 1 / 0)
    gradescope(course, "tiny", base)
    assert "created_at is missing" in results(base).extra_data["remarks"][0]["text"]
    (base / "submission" / "tiny.py").rename(base / "submission" / "other.py")
    capsys.readouterr()
    gradescope(course, "tiny", base)
    assert "created_at is missing" in results(base).extra_data["remarks"][0]["text"]
    assert "created_at is missing" in capsys.readouterr().out


def test_metadata_with_a_byte_order_mark_is_read(grader: type[FakeGrader], course: Course, base: Path) -> None:
    path = base / "submission_metadata.json"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    gradescope(course, "tiny", base)
    assert "2 days late: needs 2 grace days, if you have them left" in str(results(base).output)


def test_a_refused_student_reads_no_word_for_what_was_not_sent(
    grader: type[FakeGrader], course: Course, base: Path
) -> None:
    """The platform unpacks what was sent; whether it was a zip, nobody knows."""
    (base / "submission" / "tiny.py").rename(base / "submission" / "Tiny.py")
    gradescope(course, "tiny", base)
    assert "looked for at the top of the submission, and 'Tiny.py' was found instead" in str(results(base).output)


def test_the_file_is_valid_and_without_a_score_until_the_last_check(
    grader: type[FakeGrader], course: Course, base: Path
) -> None:
    seen: list[tuple[float, float] | None] = []
    grader.during = staticmethod(lambda count: seen.append(totals(results(base))))
    gradescope(course, "tiny", base)
    assert seen == [None, (3.0, 3.0)]


def test_each_submission_gets_a_seed_of_its_own(grader: type[FakeGrader], course: Course, base: Path) -> None:
    seeds = set()
    for _ in range(3):
        gradescope(course, "tiny", base)
        seeds.add(read_outcomes(base / "results" / "outcomes.jsonl").run.seed)
    assert len(seeds) == 3


DUE = datetime(2027, 2, 12, 23, 59, tzinfo=timezone.utc)
METADATA = (
    '{"created_at": "2027-02-10T10:00:00Z", "assignment": {"due_date": "2027-02-12T23:59:00Z"}, "users": [{"name": "Ada"}'
    ', {"name": "Bob", "assignment": {"due_date": "%s"}}]}'
)


@pytest.mark.parametrize(
    ("bobs_due", "now", "runs"),
    [
        ("2027-02-12T23:59:00Z", DUE - timedelta(minutes=1), False),
        ("2027-02-12T23:59:00Z", DUE, True),
        ("2027-02-14T23:59:00Z", DUE + timedelta(days=1), False),
        ("2027-02-14T23:59:00Z", DUE + timedelta(days=2), True),
    ],
)
def test_hidden_checks_wait_for_the_last_due_date_where_the_course_says_so(
    grader: type[FakeGrader], tmp_path: Path, base: Path, bobs_due: str, now: datetime, runs: bool
) -> None:
    course = write_course(tmp_path / "later", {"assignments/course.yaml": "run_hidden: after_due_date\n"}).course
    (base / "submission_metadata.json").write_text(METADATA % bobs_due)
    assert gradescope(course, "tiny", base, now) == 0
    public, hidden = results(base).tests or ()
    assert totals(results(base)) == ((3.0, 3.0) if runs else (1.0, 1.0))
    assert hidden.extra_data == {"check": CHECKS[1].id, "verdict": "passed" if runs else "postponed"}
    assert ("runs after the due date; it decides 2 points" in str(hidden.output)) != runs
    assert public.score == 1.0


def test_hidden_checks_run_where_nothing_says_when_the_homework_is_due(
    grader: type[FakeGrader], tmp_path: Path, base: Path
) -> None:
    course = write_course(tmp_path / "later", {"assignments/course.yaml": "run_hidden: after_due_date\n"}).course
    (base / "submission_metadata.json").unlink(missing_ok=True)
    gradescope(course, "tiny", base)
    assert totals(results(base)) == (3.0, 3.0)


def test_a_refused_submission_earns_nothing_and_the_student_reads_why(
    grader: type[FakeGrader], course: Course, base: Path
) -> None:
    (base / "submission" / "tiny.py").rename(base / "submission" / "other.py")
    assert gradescope(course, "tiny", base) == 0
    assert totals(results(base)) == (0.0, 0.0)
    assert "tiny.py" in str(results(base).output)


@pytest.mark.parametrize("count", [1, 2])
def test_a_grader_that_fails_midway_withholds_the_score_and_tells_instructors_why(
    grader: type[FakeGrader], course: Course, base: Path, capsys: pytest.CaptureFixture[str], count: int
) -> None:
    def fail(present: int) -> None:
        if present == count:
            raise GraderError("sandbox", "the zygote has ended")

    grader.during = staticmethod(fail)
    assert gradescope(course, "tiny", base) == 0
    assert totals(results(base)) is None
    assert "zygote" not in str(results(base).output)
    assert "costs you no points" in str(results(base).output)
    told = capsys.readouterr().out
    assert "the zygote has ended" in told and "Traceback" in told
    assert read_outcomes(base / "results" / "outcomes.jsonl").interrupted == "the autograder itself failed"


def test_a_grader_that_cannot_start_withholds_the_score(
    grader: type[FakeGrader], course: Course, base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("no zygote")

    monkeypatch.setattr(grader, "__init__", broken)
    assert gradescope(course, "tiny", base) == 0
    assert totals(results(base)) is None
    assert "no zygote" not in str(results(base).output)


def test_a_failure_after_the_last_check_does_not_take_the_score_back(
    grader: type[FakeGrader], course: Course, base: Path
) -> None:
    grader.closing = RuntimeError("could not clean up")
    assert gradescope(course, "tiny", base) == 0
    assert totals(results(base)) == (3.0, 3.0)


def test_an_unknown_homework_is_our_fault_not_the_students(
    grader: type[FakeGrader], course: Course, base: Path
) -> None:
    assert gradescope(course, "other", base) == 0
    assert totals(results(base)) is None


def test_a_results_folder_that_cannot_be_written_is_the_one_error(
    grader: type[FakeGrader], course: Course, base: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (base / "results").rmdir()
    assert gradescope(course, "tiny", base) == 3
    assert "cannot be written" in capsys.readouterr().out
