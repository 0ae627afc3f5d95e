"""The site shows what is released at a moment and nothing else, as valid pages that a phone can show."""

from __future__ import annotations

import hashlib
import posixpath
import re
from datetime import datetime, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import html5lib
import pytest

from autograder.authoring.site.released import parse_as_of, released
from autograder.cli import publish
from autograder.config import load_course
from autograder.errors import InputError
from autograder.model import Course

from .chromium import measure, needs_chromium
from .sample import FILES, NAME, write_course

SECRET = "hw2_secret_topic"
SECOND = {
    f"assignments/{SECRET}/assignment.yaml": FILES[f"assignments/{NAME}/assignment.yaml"].replace(
        "Homework 1: Scales & <units>", "Homework 2: Marvels"
    ),
    f"handouts/{SECRET}.md": FILES[f"handouts/{NAME}.md"].replace("Scaling is", "Marvellous is"),
} | {
    path.replace(NAME, SECRET): text
    for path, text in FILES.items()
    if path.startswith(tuple(f"assignments/{NAME}/{part}" for part in ("starter", "given", "tests")))
}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course with one homework released on 1 February, and one on 1 March."""
    return load_course(write_course(tmp_path_factory.mktemp("course"), SECOND))


def build(course: Course, as_of: str) -> dict[str, bytes]:
    assert publish.site(course, as_of) == 0
    folder = course.root / "build" / "site"
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_only_what_is_released_is_in_the_output(course: Course) -> None:
    files = build(course, "2027-02-02")
    assert set(files) == {
        "index.html",
        "style.css",
        "calendar.ics",
        f"{NAME}/index.html",
        f"{NAME}/{NAME}.zip",
        f"{NAME}/{NAME}.pdf",
    }
    for path, content in files.items():
        for secret in (b"hw2", b"Marvel", b"secret_topic"):
            assert secret not in content, path


def test_before_the_first_release_there_are_only_dates(course: Course) -> None:
    files = build(course, "2027-01-31")
    assert set(files) == {"index.html", "style.css", "calendar.ics"}
    index = files["index.html"].decode()
    assert "Scales" not in index and NAME not in index
    assert index.count("Not released yet") == 2
    assert "Fri 12 Feb, 23:59" in index and "Sat 20 Mar, 23:59" in index


def test_what_was_shown_is_gone_when_an_earlier_moment_is_shown(course: Course) -> None:
    assert f"{SECRET}/{SECRET}.zip" in build(course, "2027-03-02")
    assert f"{SECRET}/{SECRET}.zip" not in build(course, "2027-02-02")
    assert not list((course.root / "build").glob(".site*"))


def test_a_homework_is_released_at_its_minute_on_the_course_s_clocks(course: Course) -> None:
    zone = ZoneInfo("America/New_York")

    def names(moment: datetime) -> list[str]:
        return [line.assignment for line in released(course, moment)]

    assert names(datetime(2027, 2, 1, 11, 59, tzinfo=zone)) == []
    assert names(datetime(2027, 2, 1, 17, 0, tzinfo=timezone.utc)) == [NAME]
    assert names(parse_as_of("2027-02-01", zone)) == []
    assert names(parse_as_of("2027-02-01 12:00", zone)) == [NAME]


@pytest.mark.parametrize("text", ["tomorrow", "2027-02-30", "01.02.2027", "2027-02-01 25:00", "2027-02", ""])
def test_a_moment_that_is_none_is_an_error(text: str) -> None:
    with pytest.raises(InputError, match=r"^--as-of: cannot be .*; write a date as 2027-02-01, or a time as"):
        parse_as_of(text, timezone.utc)


def test_without_a_moment_the_clock_decides(course: Course) -> None:
    now = datetime.now(ZoneInfo("America/New_York"))
    assert publish.site(course, None) == 0
    shown = {path.name for path in (course.root / "build" / "site").iterdir() if path.is_dir()}
    assert shown == {line.assignment for line in released(course, now)}


def test_the_same_moment_gives_the_same_bytes(course: Course) -> None:
    assert build(course, "2027-03-02") == build(course, "2027-03-02")


def test_every_page_is_valid_html_without_script(course: Course) -> None:
    pages = {path: content for path, content in build(course, "2027-03-02").items() if path.endswith(".html")}
    assert len(pages) == 3
    for content in pages.values():
        html5lib.HTMLParser(strict=True).parse(content)
        assert b"<script" not in content
        assert not re.search(rb"\son\w+=", content)


def test_every_link_of_the_site_leads_somewhere(course: Course) -> None:
    files = build(course, "2027-03-02")
    seen = 0
    for path, content in files.items():
        if not path.endswith(".html"):
            continue
        for target in re.findall(r'href="([^"]+)"', content.decode()):
            if target.startswith("https://"):
                continue
            file, _, anchor = target.partition("#")
            goal = posixpath.normpath(posixpath.join(posixpath.dirname(path), file)) if file else path
            assert goal in files, (path, target)
            assert not anchor or f'id="{anchor}"'.encode() in files[goal], (path, target)
            seen += 1
    assert seen > 20


def test_downloads_have_the_size_and_digest_of_their_bytes(course: Course) -> None:
    files = build(course, "2027-02-02")
    page = files[f"{NAME}/index.html"].decode()
    for name in (f"{NAME}.zip", f"{NAME}.pdf"):
        content = files[f"{NAME}/{name}"]
        row = next(line for line in page.splitlines() if f'href="{name}"' in line)
        assert hashlib.sha256(content).hexdigest() in row
        assert f"{len(content) / 1000:.0f} kB" in row
        assert content == (course.root / "build" / "handouts" / name).read_bytes()


def test_dates_and_policies_are_on_the_first_page(course: Course) -> None:
    index = build(course, "2027-02-02")["index.html"].decode()
    for words in (
        "Mon 1 Feb, 12:00",
        "Fri 12 Feb, 23:59",
        "All times are those of America/New_York.",
        '<tr><th scope="row">Grace days for the term</th><td>6</td></tr>',
        '<tr><th scope="row">At most for one homework</th><td>3</td></tr>',
        "until 3 days after the due date",
        "90 %",
        "the lowest one dropped",
        "Work alone.",
        "as of Tuesday, 2 February 2027, 00:00 EST",
        "Homework 1: Scales &amp; &lt;units&gt;",
    ):
        assert words in index, words


@pytest.mark.slow
def test_a_homework_whose_extensions_are_granted_is_named_once_it_is_released(tmp_path: Path) -> None:
    settings = FILES["assignments/course.yaml"].replace(
        "due: 2027-02-12 23:59", "due: 2027-02-12 23:59, extensions: on request"
    )
    course = load_course(write_course(tmp_path, {"assignments/course.yaml": settings}))
    assert "Extensions granted to all who ask" not in build(course, "2027-01-31")["index.html"].decode()
    row = "Extensions granted to all who ask</th><td>Homework 1: Scales &amp; &lt;units&gt;</td>"
    assert row in build(course, "2027-02-02")["index.html"].decode()


def test_a_released_homework_that_cannot_be_handed_out_leaves_the_old_site(tmp_path: Path) -> None:
    course = load_course(write_course(tmp_path))
    before = build(course, "2027-02-02")
    (tmp_path / f"handouts/{NAME}.md").unlink()
    with pytest.raises(InputError, match="there is no write-up"):
        publish.site(course, "2027-02-02")
    with pytest.raises(InputError, match="there is no assignment of this name"):
        publish.site(course, "2027-03-02")
    folder = tmp_path / "build" / "site"
    assert {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} == set(before)


def test_a_homework_without_a_date_is_not_shown_and_that_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    course = load_course(write_course(tmp_path, {"assignments/course.yaml": "name: Small\n"}))
    files = build(course, "2027-02-02")
    assert set(files) == {"index.html", "style.css"}
    assert "There is no schedule yet." in files["index.html"].decode()
    assert f"{NAME}: not on the site, because it is not in the schedule" in capsys.readouterr().out


@pytest.mark.slow
@needs_chromium
@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("page", ["index.html", f"{NAME}/index.html"])
def test_a_page_fits_the_screen_in_chromium(course: Course, page: str, width: int) -> None:
    build(course, "2027-02-02")
    overflow, small, scripts = measure(course.root / "build" / "site", page, width)
    assert overflow <= 0
    assert (small, scripts) == (0, 0)


@pytest.mark.slow
@needs_chromium
def test_the_single_page_of_a_write_up_fits_a_phone_too(course: Course) -> None:
    publish.handout(course, [NAME])
    overflow, small, scripts = measure(course.root / "build" / "handouts", f"{NAME}.html", 390)
    assert overflow <= 0
    assert (small, scripts) == (0, 0)
