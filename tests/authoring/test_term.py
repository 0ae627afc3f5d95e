"""A term's calendar, announcements and errata, and a new term made from an old one."""

from __future__ import annotations

import textwrap
from datetime import date, datetime, timezone
from pathlib import Path

import pytest

from autograder.authoring.new.term import Weeks, new_term
from autograder.authoring.site.announcements import announcements
from autograder.authoring.site.calendar import calendar
from autograder.authoring.writeup.render import html_body, write_up
from autograder.cli import publish
from autograder.cli.main import main
from autograder.config import load_assignment, load_course
from autograder.errors import ConfigError, InputError

from .sample import FILES, NAME, write_course

NOTES = """# Announcements

## 2027-02-01 12:00 Welcome

Read the *syllabus*.

## 2027-02-20 09:00 The exam

Is in room 5.
"""
ERRATA = "errata:\n  - {on: 2027-02-03, what: the bound of `double` was wrong}\n  - {on: 2027-02-05, what: a test was added}\n"
SETTINGS = f"assignments/{NAME}/assignment.yaml"


def test_a_calendar_names_what_is_released_and_only_dates_what_is_not(tmp_path: Path) -> None:
    course = load_course(write_course(tmp_path))
    text = calendar(
        course, {NAME: "Homework 1: Scales, units; more"}, datetime(2027, 2, 2, tzinfo=timezone.utc)
    ).decode()
    lines = text.split("\r\n")
    assert (lines[0], lines[-2:]) == ("BEGIN:VCALENDAR", ["END:VCALENDAR", ""])
    assert "SUMMARY:Homework 1: Scales\\, units\\; more: due" in lines
    assert "DTSTART:20270213T045900Z" in lines
    assert "SUMMARY:Homework (no. 2): released" in lines
    assert "secret" not in text
    assert "DTEND" not in text  # RFC 5545: it would have to be later than DTSTART
    assert len({line for line in lines if line.startswith("UID:")}) == 4
    assert all(len(line.encode()) <= 75 for line in lines)


def test_a_long_title_is_folded_between_characters(tmp_path: Path) -> None:
    course = load_course(write_course(tmp_path))
    data = calendar(course, {NAME: "é" * 100}, datetime(2027, 2, 2, tzinfo=timezone.utc))
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert "é" * 100 in data.decode().replace("\r\n ", "")


def test_announcements_are_shown_from_their_time_on_the_newest_first(tmp_path: Path) -> None:
    course = load_course(write_course(tmp_path, {"handouts/announcements.md": NOTES}))
    assert [one.title for one in announcements(course, timezone.utc)] == ["The exam", "Welcome"]
    assert publish.site(course, "2027-02-02") == 0
    page = (tmp_path / "build" / "site" / "index.html").read_text(encoding="utf-8")
    assert "<em>syllabus</em>" in page
    assert "room 5" not in page
    assert 'href="calendar.ics"' in page


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("## Monday Hello\n", "handouts/announcements.md:1: this heading has no date and time that exist; begin each"),
        ("## 2027-02-30 12:00 Hello\n", "handouts/announcements.md:1: this heading has no date"),
        ("Hello\n", "handouts/announcements.md:1: stands before the first announcement; begin each"),
    ],
)
def test_an_announcement_without_a_date_is_an_error(tmp_path: Path, text: str, says: str) -> None:
    course = load_course(write_course(tmp_path, {"handouts/announcements.md": text}))
    with pytest.raises(ConfigError) as refusal:
        announcements(course, timezone.utc)
    assert str(refusal.value).startswith(says)


def test_a_solution_in_an_announcement_stops_the_site(tmp_path: Path) -> None:
    from tests.packaging.small_course import write_course as write_small

    secret = {
        "reference_solutions/tiny/answers.md": "The answer is forty two, because seven times six is never fifty four at all.\n"
    }
    leak = "## 2027-02-01 12:00 Help\n\nThe answer is forty two, because seven times six is never fifty four at all.\n"
    course = write_small(tmp_path, {**secret, "handouts/announcements.md": leak}).course
    with pytest.raises(InputError, match=r"handouts/announcements\.md.*take it out"):
        publish.site(course, "2027-02-02")


def test_errata_give_a_version_and_say_what_changed(tmp_path: Path) -> None:
    root = write_course(tmp_path, {SETTINGS: textwrap.dedent(FILES[SETTINGS]) + ERRATA})
    assignment = load_assignment(load_course(root), NAME)
    assert assignment.version == 3
    done = write_up(assignment)
    assert ("Version", "3, changed on 5 February 2027") in done.facts
    html = html_body(done)
    assert "Changes since this was handed out" in html.replace("\n", " ")
    assert "Version 2, 3 February 2027: the bound of <code>double</code> was wrong" in html.replace("\n", " ")
    assert ("Version", "1") in write_up(load_assignment(load_course(write_course(tmp_path / "plain")), NAME)).facts


@pytest.mark.parametrize(
    ("old", "new"), [("2027-02-03", "soon"), ("2027-02-03", "2027-02-30"), ("2027-02-05", "2027-01-01")]
)
def test_errata_have_days_in_order(tmp_path: Path, old: str, new: str) -> None:
    text = textwrap.dedent(FILES[SETTINGS]) + ERRATA.replace(old, new)
    course = load_course(write_course(tmp_path, {SETTINGS: text}))
    with pytest.raises(ConfigError, match=r"assignment\.yaml:\d+: errata"):
        load_assignment(course, NAME)


def test_dates_go_by_teaching_weeks_in_both_terms() -> None:
    old = Weeks(date(2027, 1, 11), frozenset({date(2027, 3, 8)}))
    new = Weeks(date(2027, 8, 30), frozenset({date(2027, 9, 6)}))
    assert old.place(date(2027, 1, 13)) == (0, 2)
    assert old.place(date(2027, 3, 16)) == (8, 1)  # the break in between is no teaching week
    assert new.day(0, 2) == date(2027, 9, 1)
    assert new.day(1, 0) == date(2027, 9, 13)  # Labor Day's week is skipped
    assert new.place(new.day(5, 3)) == (5, 3)


def test_a_new_term_has_new_dates_no_records_no_secrets_and_a_list(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    more = {
        "handouts/announcements.md": NOTES,
        "records/roster.csv": "name,emails\nAda,ada@example.edu\n",
        ".seed-secret": "s",
        f"reference_solutions/{NAME}/.seed-secret": "s",
        "build/old.txt": "x",
    }
    root = write_course(tmp_path / "spring", more)
    target = tmp_path / "fall"
    arguments = ["new-term", str(target), "Fall 2027", "--start", "2027-08-30", "--holiday", "2027-09-06"]
    assert main([*arguments, "--course", str(root)]) == 0
    told = capsys.readouterr().out
    course = load_course(target)
    assert course.term == "Fall 2027"
    assert [f"{line.due:%a %Y-%m-%d %H:%M}" for line in course.schedule] == [
        "Fri 2027-09-17 23:59",
        "Sat 2027-10-23 23:59",
    ]
    assert "hw1_scale: due Fri 2027-09-17 23:59, was Fri 2027-02-12 23:59" in told
    assert "handouts/announcements.md: is last term's; empty it" in told
    assert (target / "records" / "roster.csv").read_text(encoding="utf-8") == "name,id,emails,section,group,dropped\n"
    assert not list(target.rglob(".seed-secret"))
    assert not (target / "build").exists()
    assert main([*arguments, "--course", str(root)]) == 2
    assert "already exists" in capsys.readouterr().err


def test_a_new_term_that_cannot_be_made_leaves_nothing(tmp_path: Path) -> None:
    late = FILES["assignments/course.yaml"].replace("due: 2027-02-12 23:59", "due: 2027-02-14 02:30")
    course = load_course(write_course(tmp_path / "old", {"assignments/course.yaml": late}))
    with pytest.raises(ConfigError, match="the clocks skip that hour"):
        new_term(course, tmp_path / "new", "Spring 2028", date(2027, 3, 1))
    assert not (tmp_path / "new").exists()
