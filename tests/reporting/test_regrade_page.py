"""The page and the files about whose score changed: what they say, for whom, and that nothing in them is obeyed."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path

import html5lib
import pytest

from autograder.model import Batch, BatchEntry, Member, Outcome, Status, Verdict
from autograder.reporting.movements import movements_csv, movements_json
from autograder.reporting.pages.regrade_page import Work, regrade_page, work_of
from autograder.scoring import reweighted, score
from autograder.scoring.compare import Comparison, compare
from tests.authoring.chromium import measure, needs_chromium
from tools.sample_class import sample_assignment, sample_class

ASSIGNMENT = sample_assignment(per_piece=2)
BEFORE = sample_class(40, per_piece=2)


def changed(entry: BatchEntry, verdict: Verdict) -> BatchEntry:
    """The entry with another end of its last check."""
    assert entry.grading is not None
    *others, last = entry.grading.outcomes
    earned = last.check.points if verdict is Verdict.PASSED else 0.0
    grading = replace(entry.grading, outcomes=(*others, Outcome(last.check, verdict, earned)))
    return replace(entry, grading=grading, score=score(grading))


def graded(batch: Batch) -> list[int]:
    return [index for index, entry in enumerate(batch.entries) if entry.status is Status.GRADED]


def some_up_and_some_down() -> Batch:
    """The class again: of some, the last check ends the other way round; everybody was run."""
    entries = list(BEFORE.entries)
    for index in graded(BEFORE)[:20]:
        had = entries[index].grading.outcomes[-1].has_full_marks
        entries[index] = changed(entries[index], Verdict.FAILED if had else Verdict.PASSED)
    return replace(BEFORE, entries=tuple(entries), running_digest="b2")


AFTER = some_up_and_some_down()


def page(comparison: Comparison, before: Batch = BEFORE, after: Batch = AFTER) -> str:
    return regrade_page(ASSIGNMENT, before, after, comparison).decode()


def rows(comparison: Comparison) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(movements_csv(comparison).decode("utf-8-sig"))))


@pytest.mark.parametrize("never_lower", [False, True])
def test_the_page_counts_who_gains_who_loses_and_who_is_kept(never_lower: bool) -> None:
    comparison = compare(BEFORE, AFTER, never_lower)
    up, down = (sum(sign * (m.after or 0) > sign * (m.before or 0) for m in comparison.moved) for sign in (1, -1))
    assert up and down
    text = page(comparison)
    assert f"<b>{up}</b>gain points" in text
    assert f"<b>{0 if never_lower else down}</b>lose points" in text
    assert ("Policy: never lower." in text) is never_lower
    assert (f"keep their score, {down} of them by policy" in text) is never_lower


def test_the_page_names_everybody_who_moves_and_nobody_else() -> None:
    comparison = compare(BEFORE, AFTER)
    table = page(comparison).partition("<h2>Whose score changed</h2>")[2].partition("<h2>")[0]
    assert table.count("<tr>") == 1 + len(comparison.moved)
    assert re.search(r"8\.2 Adam: any number of axes: (failed|crashed|timed out), passes now \(\+2\)", table)


def test_points_that_changed_are_listed_and_nobody_is_said_to_have_run() -> None:
    checks = (replace(BEFORE.checks[0], points=5.0), *BEFORE.checks[1:])
    entries = [
        replace(e, grading=(g := reweighted(e.grading, checks)), score=score(g), cached=True) if e.grading else e
        for e in BEFORE.entries
    ]
    after = replace(BEFORE, checks=checks, entries=tuple(entries), scoring_digest="c2")
    assert work_of(BEFORE, after) == Work(ran=0, rescored=len([e for e in entries if e.grading]), same=0)
    text = page(compare(BEFORE, after), after=after)
    assert "1.1 Tensor: values of two rows: 2 → 5 points" in text
    assert "no student’s program had to run again" in text and "ran again" not in text


def test_a_regrade_that_moves_nobody_says_so() -> None:
    after = replace(BEFORE, entries=tuple(replace(entry, cached=True) for entry in BEFORE.entries))
    assert work_of(BEFORE, after).same == len([e for e in BEFORE.entries if e.grading])
    text = page(compare(BEFORE, after), after=after)
    assert "so none had to be kept" in page(compare(BEFORE, after, never_lower=True), after=after)
    assert "No check changed anybody’s score." in text and "<p>Nobody.</p>" in text


def test_a_withheld_score_is_said_to_cost_no_points() -> None:
    assert "This costs no points" not in page(compare(BEFORE, AFTER))
    index = graded(BEFORE)[0]
    broken = replace(changed(BEFORE.entries[index], Verdict.GRADER_ERROR), status=Status.WITHHELD)
    after = replace(AFTER, entries=(*AFTER.entries[:index], broken, *AFTER.entries[index + 1 :]))
    text = page(compare(BEFORE, after), after=after)
    assert "1 submission have no score" not in text and "This costs no points" in text
    others = [one for one in compare(BEFORE, AFTER).moved if one.id != broken.submission.id]
    assert f"<b>{sum(one.change < 0 for one in others)}</b>lose points" in text
    assert "<b>1</b>without a score before or now" in text and 'data-h="change">none<' in text


def test_the_page_is_one_valid_file_without_script_for_staff_and_names_on_it_are_text() -> None:
    evil = "</style><script>alert(1)</script>\x1b\u202e<img src=x onerror=alert(1)>"
    entries = tuple(
        replace(e, submission=replace(e.submission, members=(Member(evil),)), sentence=evil) for e in AFTER.entries
    )
    after = replace(AFTER, entries=entries, source=evil)
    text = page(compare(BEFORE, after), after=after)
    html5lib.HTMLParser(strict=True).parse(text)
    tree = html5lib.parse(text, namespaceHTMLElements=False)
    assert not tree.findall(".//script") and not tree.findall(".//img")
    assert not re.search(r'(?:src|href)="', text)
    assert "For staff only." in text


@pytest.mark.slow
@pytest.mark.parametrize("width", [1200, 390])
@needs_chromium
def test_the_page_fits_a_screen_and_a_phone(width: int, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(page(compare(BEFORE, AFTER, never_lower=True)), encoding="utf-8")
    assert measure(tmp_path, "index.html", width) == (0, 0, 0)


def test_the_table_has_a_row_for_everybody_with_the_score_that_counts() -> None:
    found = rows(compare(BEFORE, AFTER, never_lower=True))
    assert [row["submission"] for row in found] == [entry.submission.id for entry in AFTER.entries]
    kept = [row for row in found if row["kept_by_policy"]]
    assert kept and all(row["counts"] == row["before"] and float(row["after"]) < float(row["before"]) for row in kept)
    others = [row for row in found if not row["kept_by_policy"]]
    assert all(row["counts"] == row["after"] for row in others)
    assert all(row["change"] == "" for row in others if not row["before"] and not row["after"])


def test_the_table_says_who_by_address_and_id_and_of_a_group_all() -> None:
    group = (Member("Ada", "ada@example.edu", "1"), Member("=Bob", "", "=2"))
    first = replace(AFTER.entries[0], submission=replace(AFTER.entries[0].submission, members=group))
    after = replace(AFTER, entries=(first, *AFTER.entries[1:]))
    text = movements_csv(compare(BEFORE, after), (BEFORE, after)).decode("utf-8-sig")
    found = list(csv.DictReader(io.StringIO(text)))
    assert (found[0]["email"], found[0]["sid"]) == ("ada@example.edu", "1;' =2")
    (member,) = AFTER.entries[1].submission.members
    assert (found[1]["email"], found[1]["sid"]) == (member.email, member.id)


def test_the_page_says_what_has_changed_or_that_nobody_can_tell() -> None:
    comparison = compare(BEFORE, AFTER)
    told = regrade_page(ASSIGNMENT, BEFORE, AFTER, comparison, ["tests/test_a.py was edited"]).decode()
    assert '<li class="path">tests/test_a.py was edited</li>' in told
    assert "and did not record which" in page(comparison)
    assert (
        "No file of the homework, no version and no code has changed"
        in regrade_page(ASSIGNMENT, BEFORE, AFTER, comparison, []).decode()
    )


def test_no_spreadsheet_takes_a_name_for_a_formula() -> None:
    for name in ("=1+1", "+1", "-1", "@x"):
        entry = BEFORE.entries[0]
        told = replace(entry.submission, members=(Member(name),))
        one = replace(BEFORE, entries=(replace(entry, submission=told),))
        assert rows(compare(one, one))[0]["who"] == f"'{name}"


def test_the_record_names_the_policy_and_both_sides() -> None:
    for never_lower, name in ((True, "never-lower"), (False, "as-graded")):
        record = json.loads(movements_json(compare(BEFORE, AFTER, never_lower), BEFORE, AFTER))
        assert record["policy"] == name
        assert (record["before"]["running_digest"], record["after"]["running_digest"]) == ("b1", "b2")
        assert len(record["movements"]) == len(AFTER.entries)
