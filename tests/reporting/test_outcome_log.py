"""outcomes.jsonl: a run can be scored again from what was written, whenever it was cut short."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.errors import GraderError, InputError
from autograder.model import Check, Grading, LeaderboardEntry, Outcome, Verdict
from autograder.reporting import OutcomeLog, read_outcomes
from autograder.scoring import score
from tests.reporting.examples import GRADING, OUTCOMES, RUN, public

# Lines of a log as they were written before a run had a running_digest and a scoring_digest.
EARLIER = """\
{"line":"run","run":{"assignment":"hw1_small","mode":"user","seed":7,"submission_digest":"aa11",\
"assignment_digest":"bb22","layers":["landlock"],"gaps":[],"version":"0.1","postponed":[]},"checks":[\
{"id":"public/test_a.py::test_a","title":"A: \\"assignment_digest\\": adds","points":2.0,"secret":false,\
"visibility":"visible","number":"1.1","tags":[],"failure_notice":null,"wall":null}]}
{"line":"outcome","check":"public/test_a.py::test_a","verdict":"passed","earned":2.0,"message":"","staff":"",\
"reason":"","output":"","hint":"","raised":false,"not_started":false,"seconds":0.5,"leaderboard":null,\
"fingerprints":[]}
{"line":"end","interrupted":"","remarks":[],"notes":[]}
"""


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A whole log of the example."""
    return written(tmp_path / "outcomes.jsonl", GRADING)


def written(path: Path, grading: Grading) -> Path:
    with OutcomeLog(path, grading.run, grading.checks) as log:
        for outcome in grading.outcomes:
            log.append(outcome)
        log.finish(grading.interrupted)
    return path


def test_what_is_read_back_is_the_run_that_was_written(log: Path) -> None:
    """With visible checks first, as they run, in whatever order they ended."""
    infinite = replace(OUTCOMES[-1], leaderboard=LeaderboardEntry("speed", "inf", "asc"))
    written = (*OUTCOMES[:-1], infinite)
    in_turn = tuple(one for secret in (False, True) for one in written if one.check.secret is secret)
    assert in_turn != written
    assert read_outcomes(log) == replace(GRADING, outcomes=in_turn)


def test_an_earlier_log_can_still_be_scored(tmp_path: Path) -> None:
    path = tmp_path / "outcomes.jsonl"
    path.write_text(EARLIER)
    grading = read_outcomes(path)
    assert (grading.run.running_digest, grading.run.scoring_digest) == ("bb22", "")
    assert grading.checks[0].title == 'A: "assignment_digest": adds'
    told = score(grading)
    assert (told.earned, told.possible, told.withheld) == (2.0, 2.0, "")


def test_hints_stand_in_the_last_line_and_are_read_back_with_their_checks(tmp_path: Path) -> None:
    path, check = tmp_path / "outcomes.jsonl", OUTCOMES[0].check.id
    for hints, accepted in (({check: "Look at the sign."}, True), ({"public/test_z.py::test_z": "No."}, False)):
        with OutcomeLog(path, GRADING.run, GRADING.checks) as log:
            log.append(replace(OUTCOMES[0], hint=""))
            log.finish(hints=hints)
        if accepted:
            assert [outcome.hint for outcome in read_outcomes(path).outcomes] == ["Look at the sign."]
        else:
            with pytest.raises(InputError, match="a hint for a check without an outcome"):
                read_outcomes(path)


def test_there_is_a_line_for_each_check_between_the_first_and_the_last(log: Path) -> None:
    assert len(log.read_text(encoding="utf-8").splitlines()) == len(OUTCOMES) + 2


def test_each_outcome_can_be_read_as_soon_as_it_was_appended(tmp_path: Path) -> None:
    path = tmp_path / "outcomes.jsonl"
    with OutcomeLog(path, RUN, GRADING.checks) as log:
        for count, outcome in enumerate(OUTCOMES, 1):
            log.append(outcome)
            assert len(read_outcomes(path).outcomes) == count


@pytest.mark.slow
def test_a_log_cut_at_any_byte_is_readable_or_refused_with_a_sentence(log: Path, tmp_path: Path) -> None:
    whole, cut = log.read_bytes(), tmp_path / "cut.jsonl"
    first = whole.index(b"\n") + 1
    for size in {0, 1, first - 1}:
        cut.write_bytes(whole[:size])
        with pytest.raises(InputError, match=r"cut.jsonl:1: expected the line that tells of the run"):
            read_outcomes(cut)
    for size in range(first, len(whole)):
        cut.write_bytes(whole[:size])
        grading = read_outcomes(cut)
        assert len(grading.outcomes) == min(whole[:size].count(b"\n") - 1, len(OUTCOMES))
        assert score(grading).withheld == "grading ended early: the log ends before the run did"


def test_an_interrupted_run_stays_interrupted(tmp_path: Path) -> None:
    path = written(tmp_path / "outcomes.jsonl", replace(GRADING, outcomes=OUTCOMES[:2], interrupted="out of time"))
    assert read_outcomes(path).interrupted == "out of time"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"earned":0.5', b'"earned":"0.5"'),
        (b'"earned":0.5', b'"earned":2.5'),
        (b'"verdict":"crashed"', b'"verdict":"perfect"'),
        (b'"hint":""', b'"hint":"","extra":1'),
        (b'"raised":false', b'"raised":0'),
        (b"test_2.2", b"test_2.1"),
        (b'{"line":"outcome","check":"public/test_engine.py::test_2.1"', b'{"line":"outcome","check":"elsewhere"'),
    ],
)
def test_a_changed_line_is_refused_and_named(log: Path, old: bytes, new: bytes) -> None:
    lines = log.read_bytes().split(b"\n")
    number = next(place for place, line in enumerate(lines[1:], 2) if old in line)
    lines[number - 1] = lines[number - 1].replace(old, new)
    log.write_bytes(b"\n".join(lines))
    with pytest.raises(InputError) as caught:
        read_outcomes(log)
    assert caught.value.where == f"{log}:{number}"


def test_nothing_may_follow_the_end_of_a_run(log: Path) -> None:
    lines = log.read_bytes().splitlines(keepends=True)
    log.write_bytes(b"".join([*lines, lines[1]]))
    with pytest.raises(InputError, match="after the end"):
        read_outcomes(log)


def test_text_of_students_that_is_no_utf_8_and_no_single_line_is_kept_readable(tmp_path: Path) -> None:
    check = public("1.1", "Forward")
    nasty = Outcome(check, Verdict.FAILED, message='a\r\nb\udcff\x00"}\n{', output="\u2028\x1b[2J", staff="é")
    path = written(tmp_path / "outcomes.jsonl", Grading(RUN, (check,), (nasty,)))
    assert len(path.read_bytes().splitlines()) == 3
    (outcome,) = read_outcomes(path).outcomes
    assert outcome.message == 'a\nb\\udcff\\x00"}\n{'
    assert outcome.output == "\\u2028\\x1b[2J"
    assert outcome.staff == "é"


def test_a_folder_that_is_not_there_gives_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cannot be written .*; choose another folder"):
        OutcomeLog(tmp_path / "missing" / "outcomes.jsonl", RUN, ())
    with pytest.raises(InputError, match="cannot be read"):
        read_outcomes(tmp_path / "missing.jsonl")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")
def test_a_full_disk_gives_a_sentence() -> None:
    checks: tuple[Check, ...] = ()
    with pytest.raises(GraderError, match=r"cannot be written .*; make room"):
        OutcomeLog(Path("/dev/full"), RUN, checks)
