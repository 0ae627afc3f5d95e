"""A class's report: what its pages say, that they are safe to open, and that anybody can read them."""

from __future__ import annotations

import base64
import builtins
import itertools
import posixpath
import re
import struct
import zlib
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import InputError
from autograder.model import Assignment, Batch, BatchEntry, Member, Outcome, Remark, Status, Verdict
from autograder.reporting.pages.class_report import ClassReport, repeat_command
from autograder.reporting.pages.figures import check_figures, current, histogram, piece_figures, spread
from autograder.reporting.pages.folder import prepare, write
from autograder.reporting.pages.history import growth, histories
from autograder.reporting.pages.matrix import ROW_HEIGHT, SHADES, matrix, shade
from autograder.reporting.pages.messages import messages_of
from autograder.reporting.pages.png import png
from autograder.reporting.pages.unstable import unstable
from autograder.scoring import score
from tests.authoring.chromium import measure, needs_chromium
from tools.sample_class import sample_assignment, sample_class

CLASS = sample_class(14, per_piece=3, history=2)
#: what a student would write to be obeyed: by a browser, a terminal, or a reader
EVIL = "</pre></script><script>alert(1)</script><img src=x onerror=alert(1)>'\"&lt;\x00\x1b[31m\u202e\ufffe\ud800\n{{ 7 * 7 }}"


@pytest.fixture(scope="module")
def assignment(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    """A homework with a starter."""
    made = sample_assignment(tmp_path_factory.mktemp("course"), per_piece=3)
    made.starter.mkdir(parents=True)
    (made.starter / "engine.py").write_text("def add(a, b):\n    raise NotImplementedError\n", encoding="utf-8")
    return made


def pages_of(assignment: Assignment, batch: Batch, others: tuple[BatchEntry, ...] = ()) -> dict[str, str]:
    report = ClassReport(assignment, batch, others)
    return {path: data.decode() for path, data in (*report.overview(), *report.submissions())}


def with_outcome(entry: BatchEntry, outcome: Outcome) -> BatchEntry:
    assert entry.grading is not None
    outcomes = tuple(outcome if one.check.id == outcome.check.id else one for one in entry.grading.outcomes)
    grading = replace(entry.grading, outcomes=outcomes)
    return replace(entry, grading=grading, score=score(grading))


def hostile(batch: Batch, source: Path) -> Batch:
    """The same class, in which everything that a student can write says the same."""
    entries = []
    for entry in batch.entries:
        told = replace(entry.submission, members=(Member(EVIL, EVIL, EVIL),), source=source, remarks=(EVIL,))
        evil = replace(entry, submission=told, sentence=EVIL)
        if entry.grading:
            first = replace(entry.grading.outcomes[0], verdict=Verdict.FAILED, earned=0.0, message=EVIL, output=EVIL)
            evil = with_outcome(evil, replace(first, hint=EVIL, staff=EVIL, reason=EVIL))
            remarks = (Remark(EVIL, EVIL, 1, EVIL, EVIL),)
            evil = replace(evil, grading=replace(evil.grading, remarks=remarks, notes=(EVIL,)))
        entries.append(evil)
    return replace(batch, entries=tuple(entries), source=EVIL, remarks=(EVIL,))


@pytest.fixture(scope="module")
def pages(assignment: Assignment) -> dict[str, str]:
    return pages_of(assignment, CLASS)


@pytest.fixture(scope="module")
def evil_pages(assignment: Assignment, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    source = tmp_path_factory.mktemp("submission")
    (source / "engine.py").write_text(EVIL.replace("\ud800", ""), encoding="utf-8")
    return pages_of(assignment, hostile(CLASS, source))


def html_of(pages: dict[str, str]) -> dict[str, str]:
    return {path: text for path, text in pages.items() if path.endswith(".html")}


@pytest.mark.slow
def test_every_page_is_valid_html_whatever_a_student_writes(pages: dict[str, str], evil_pages: dict[str, str]) -> None:
    assert len(html_of(pages)) == 1 + 24 + 1 + len(CLASS.entries)
    for found in (pages, evil_pages):
        for path, text in html_of(found).items():
            try:
                html5lib.HTMLParser(strict=True).parse(text)
            except html5lib.html5parser.ParseError as error:
                raise AssertionError(path) from error


def test_nothing_that_a_student_writes_is_more_than_text(evil_pages: dict[str, str]) -> None:
    seen = 0
    for path, text in html_of(evil_pages).items():
        tree = html5lib.parse(text, namespaceHTMLElements=False)
        assert not tree.findall(".//script"), path
        assert all(image.get("src", "").startswith("data:image/png;") for image in tree.findall(".//img")), path
        assert not [name for element in tree.iter() for name in element.attrib if str(name).startswith("on")], path
        assert "49" not in "".join(element.text or "" for element in tree.iter("h1")), path
        assert not set(text) & set("\x00\x1b\u202e\ufffe"), path
        seen += text.count("&lt;script&gt;alert(1)&lt;/script&gt;")
    assert seen > 500


def test_no_page_asks_for_anything_from_elsewhere(pages: dict[str, str]) -> None:
    for path, text in html_of(pages).items():
        assert "default-src 'none'" in text
        assert not re.search(r'(?:src|href)="(?!data:)[a-z]+:', text), path
        assert not re.search(r"url\(|@import", text), path


def test_every_page_says_that_it_is_for_staff(pages: dict[str, str]) -> None:
    assert all("For staff only." in text for text in html_of(pages).values())


def test_every_link_leads_somewhere(pages: dict[str, str], evil_pages: dict[str, str]) -> None:
    for found in (pages, evil_pages):
        for path, text in html_of(found).items():
            for target in re.findall(r'href="([^"]+)"', text):
                assert posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(target))) in found, path


@pytest.mark.slow
def test_a_thousand_submissions_fit_into_300_kib_without_their_own_pages() -> None:
    report = ClassReport(sample_assignment(), sample_class(1000))
    assert sum(len(data) for _, data in report.overview()) <= 300 << 10


@pytest.mark.slow
@pytest.mark.parametrize("width", [1200, 390])
@needs_chromium
def test_pages_fit_a_screen_and_a_phone_and_need_no_script(pages: dict[str, str], width: int, tmp_path: Path) -> None:
    prepare(tmp_path / "report")
    write(tmp_path / "report", ((path, text.encode()) for path, text in pages.items()))
    one = next(path for path in pages if path.startswith("submissions/sub"))
    for page in ("index.html", "checks/005.html", "submissions/index.html", one):
        assert measure(tmp_path / "report", page, width) == (0, 0, 0), page


def test_shades_can_be_told_apart_in_grey() -> None:
    weights = (0.299, 0.587, 0.114)
    greys = [sum(w * part for w, part in zip(weights, bytes.fromhex(colour[1:]), strict=True)) for colour, _ in SHADES]
    assert all(lighter - darker >= 18 for lighter, darker in itertools.pairwise(greys)), greys


def unpacked(picture: bytes) -> tuple[int, int, list[list[int]]]:
    """Width, height and pixels of a PNG of ours, read as the standard says."""
    width, height, depth, kind = struct.unpack(">IIBB", picture[16:26])
    assert (picture[:8], depth, kind) == (b"\x89PNG\r\n\x1a\n", 4, 3)
    start = picture.index(b"IDAT") + 4
    (length,) = struct.unpack(">I", picture[start - 8 : start - 4])
    raw, step = zlib.decompress(picture[start : start + length]), 1 + (width + 1) // 2
    rows: list[bytes] = []
    for at in range(0, len(raw), step):
        above = rows[-1] if raw[at] == 2 else bytes(step)  # the two filters of the standard that occur
        rows.append(bytes((new + old) % 256 for new, old in zip(raw[at + 1 : at + step], above, strict=False)))
    assert set(raw[::step]) <= {0, 2}
    return width, height, [[half for pair in row for half in (pair >> 4, pair & 15)][:width] for row in rows]


@given(st.integers(1, 9).flatmap(lambda n: st.lists(st.lists(st.integers(0, 6), min_size=n, max_size=n), min_size=1)))
def test_a_picture_has_a_pixel_for_each_number(rows: list[list[int]]) -> None:
    picture = png([bytes(row) for row in rows], [colour for colour, _ in SHADES])
    assert unpacked(picture) == (len(rows[0]), len(rows), rows)


def test_a_row_of_a_picture_can_be_several_pixels_tall() -> None:
    picture = png([b"\1\2\3", b"\4\5\0"], [colour for colour, _ in SHADES], tall=3)
    assert unpacked(picture) == (3, 6, [[1, 2, 3]] * 3 + [[4, 5, 0]] * 3)


def test_rows_of_two_lengths_are_no_picture() -> None:
    with pytest.raises(ValueError, match="one length"):
        png([b"\0", b"\0\0"], ["#000000"])


def test_the_matrix_shows_each_check_of_each_student_with_the_best_on_the_left(assignment: Assignment) -> None:
    entries = current(CLASS)
    graded = sorted((e for e in entries if e.grading), key=lambda e: (-e.score.earned, e.submission.id))
    rows = matrix(assignment, CLASS.checks, entries)
    assert [row.number for row in rows] == ["1", "2", "3", "4", "5", "6", "7", "8"]
    for row in rows:
        width, height, pixels = unpacked(base64.b64decode(row.picture.partition(",")[2]))
        assert (width, height) == (len(graded), 3 * ROW_HEIGHT)
        for (index, _), line in zip(row.checks, pixels[::ROW_HEIGHT], strict=True):
            assert line == [shade(entry.grading.outcomes[index]) for entry in graded]


def test_a_check_counts_who_has_full_marks_and_who_fails_there_first(assignment: Assignment) -> None:
    checks, entry = CLASS.checks[:2], current(CLASS)[0]
    passed, failed = (Outcome(c, Verdict.PASSED, 2.0, seconds=1.0) for c in checks), Outcome(checks[1], Verdict.FAILED)
    both = replace(entry, grading=replace(entry.grading, checks=checks, outcomes=tuple(passed)))
    half = with_outcome(both, replace(failed, seconds=3.0))
    ours = with_outcome(both, Outcome(checks[0], Verdict.GRADER_ERROR))
    first, second = check_figures(checks, [both, half, ours])
    assert (first.judged, first.full, first.rate, first.first) == (2, 2, 1.0, 0)
    assert (second.judged, second.full, second.first, second.seconds, second.slowest) == (3, 2, 1, 1.0, 3.0)
    assert dict(first.words) == {"passed": 2, "grader error": 1}


def test_partial_credit_is_not_full_marks() -> None:
    entry = with_outcome(current(CLASS)[0], Outcome(CLASS.checks[0], Verdict.PASSED, 1.5))
    assert check_figures(CLASS.checks, [entry])[0].full == 0


def test_mistakes_that_hints_name_are_counted_by_submission(assignment: Assignment) -> None:
    entry, check = current(CLASS)[0], CLASS.checks[0]
    hints = [
        "your code gives the same values as this known mistake: it is negated. Look.",
        "your code gives the same values as each of 2 known mistakes, and may have another one still:\n"
        "- it is negated. Look.\n- it is zero. Add.",
        "",
    ]
    entries = [with_outcome(entry, Outcome(check, Verdict.FAILED, hint=hint)) for hint in hints]
    assert check_figures(CLASS.checks, entries)[0].mistakes == (("it is negated. Look.", 2), ("it is zero. Add.", 1))
    named = replace(CLASS, entries=tuple(replace(e, submission=replace(e.submission, latest="")) for e in entries))
    assert re.search(
        r'<td class="n">2</td><td class="wide">it is negated. Look.', pages_of(assignment, named)["index.html"]
    )


def test_a_piece_that_nobody_starts_is_said_at_once(assignment: Assignment) -> None:
    entry = next(e for e in current(CLASS) if e.grading and e.status is Status.GRADED)
    for check in CLASS.checks[-3:]:
        entry = with_outcome(entry, Outcome(check, Verdict.FAILED, raised=True, not_started=True))
    lone = replace(CLASS, entries=(entry,))
    row = piece_figures(assignment, lone.entries)[-1]
    assert (row.unstarted, row.of, row.earned) == (1, 1, 0.0)
    assert "8 Adam: nobody started it." in pages_of(assignment, lone)["index.html"]


@given(st.lists(st.floats(0, 100)), st.floats(0.5, 100))
def test_every_score_is_in_one_bar_of_a_histogram(found: list[float], possible: float) -> None:
    bars = histogram(found, possible)
    assert sum(bar.count for bar in bars) == len(found)
    assert len(bars) <= 25
    assert all(left.high == pytest.approx(right.low) for left, right in itertools.pairwise(bars))


@given(st.lists(st.floats(0, 100), min_size=1))
def test_quartiles_are_in_order(found: list[float]) -> None:
    figures = spread(found)
    slack = 1e-9
    assert min(found) - slack <= figures.lower <= figures.median + slack
    assert figures.median - slack <= figures.upper <= max(found) + slack


def test_messages_that_differ_in_numbers_alone_are_one(assignment: Assignment) -> None:
    entries = current(CLASS)[:4]
    texts = ("out[0] is 1.5, expected 2", "out[1] is -3e-7, expected 20", "out[0] is 1.5, got 2", "")
    made = [(e, Outcome(CLASS.checks[0], Verdict.FAILED, message=t)) for e, t in zip(entries, texts, strict=True)]
    groups = messages_of(made)
    assert [(group.text, len(group.entries)) for group in groups] == [(texts[0], 2), (texts[2], 1), ("", 1)]


def test_only_the_newest_submission_of_a_student_counts() -> None:
    assert len(current(CLASS)) == 14 < len(CLASS.entries)


def test_a_history_shows_how_scores_grew(assignment: Assignment, pages: dict[str, str]) -> None:
    found = histories(CLASS)
    assert all(len(entries) > 1 and entries[-1].submission.is_latest for entries in found.values())
    steps = growth(found)
    assert [step.nth for step in steps] == [1, 2, 3][: len(steps)] and len(steps) > 1
    assert "How scores grew" in pages["index.html"]
    id, entries = next(iter(found.items()))
    page = pages[f"submissions/{id}.html"]
    assert all(f'href="{one.submission.id}.html"' in page for one in entries[:-1])
    assert "How scores grew" not in pages_of(assignment, sample_class(5, per_piece=1))["index.html"]


def test_another_verdict_for_the_same_files_is_told_as_perhaps_flaky(assignment: Assignment) -> None:
    entry = current(CLASS)[0]
    check = CLASS.checks[3]
    passed, failed = (with_outcome(entry, Outcome(check, verdict)) for verdict in (Verdict.PASSED, Verdict.FAILED))
    (found,) = unstable([passed, failed])
    assert (found.check, found.words, found.same_seed) == (check, ("passed", "failed"), True)
    other_seed = replace(failed, grading=replace(failed.grading, run=replace(failed.grading.run, seed=1)))
    assert not unstable([passed, other_seed])[0].same_seed
    assert unstable([replace(passed, other_seeds=(other_seed.grading,))])[0].words == ("passed", "failed")
    other_tests = replace(failed, grading=replace(failed.grading, run=replace(failed.grading.run, running_digest="")))
    assert unstable([passed, other_tests, replace(failed, digest="another")]) == ()
    ours = with_outcome(entry, Outcome(check, Verdict.GRADER_ERROR))
    assert unstable([passed, ours]) == ()
    page = pages_of(assignment, replace(CLASS, entries=(passed,)), (failed,))["index.html"]
    assert "Perhaps flaky" in page and "passed, failed" in page


def test_a_submissions_page_shows_how_its_source_differs_from_the_starter(
    assignment: Assignment, tmp_path: Path
) -> None:
    (tmp_path / "engine.py").write_text("def add(a, b):\n    return a < b\n", encoding="utf-8")
    entry = current(CLASS)[0]
    own = replace(entry, submission=replace(entry.submission, source=tmp_path))
    page = pages_of(assignment, replace(CLASS, entries=(own,)))[f"submissions/{entry.submission.id}.html"]
    assert '<span class="d">-    raise NotImplementedError</span><span class="a">+    return a &lt; b</span>' in page
    assert "<pre>def add(a, b):\n    return a &lt; b</pre>" in page


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("def add(a, b):\n    raise NotImplementedError\n", "This is the starter, unchanged."),
        ("x = 1\n" * 4000, "1000 more lines not shown."),
        (f"x = '{'y' * 1000}'\n", "Long lines are cut."),
    ],
)
def test_a_source_that_is_not_shown_whole_says_so(
    assignment: Assignment, text: str, words: str, tmp_path: Path
) -> None:
    (tmp_path / "engine.py").write_text(text, encoding="utf-8")
    entry = current(CLASS)[0]
    own = replace(entry, submission=replace(entry.submission, source=tmp_path))
    page = pages_of(assignment, replace(CLASS, entries=(own,)))[f"submissions/{entry.submission.id}.html"]
    assert words in page


def test_times_are_the_courses_and_what_came_late_says_so(assignment: Assignment) -> None:
    """The export has them in UTC and in the platform's zone; the schedule in the course's."""
    there = replace(assignment, course=replace(assignment.course, time_zone="America/New_York"))
    due = datetime(2027, 2, 12, 23, 59, tzinfo=timezone(timedelta(hours=-5)))
    entry, other = current(CLASS)[:2]
    at = (datetime(2027, 2, 13, 7, 29, tzinfo=timezone.utc), datetime(2027, 2, 12, 21, 30, tzinfo=timezone.utc))
    told = [
        replace(one, submission=replace(one.submission, submitted=when, due=due))
        for one, when in zip((entry, other), at, strict=True)
    ]
    pages = pages_of(there, replace(CLASS, entries=tuple(told)))
    assert '<td>02-13 02:29<br><span class="bad">2.5 h late</span>' in pages["submissions/index.html"]
    assert "<td>02-12 16:30\n" in pages["submissions/index.html"]
    page = pages[f"submissions/{entry.submission.id}.html"]
    assert "submitted 2027-02-13 02:29 EST, due 2027-02-12 23:59 EST" in page and "2.5 h late" in page
    assert "<b>1</b>after their due date" in pages["index.html"]


def test_a_class_without_times_has_no_column_for_them(assignment: Assignment) -> None:
    told = [replace(one, submission=replace(one.submission, submitted=None, due=None)) for one in current(CLASS)]
    page = pages_of(assignment, replace(CLASS, entries=tuple(told)))["submissions/index.html"]
    assert "<th>submitted" not in page and "The export says nothing of when they were submitted." in page
    assert page.count("<td>") == 2 * len(told)


def test_files_that_are_gone_are_a_sentence(pages: dict[str, str]) -> None:
    entry = CLASS.entries[0]
    assert "The files cannot be shown: there is no file or folder" in pages[f"submissions/{entry.submission.id}.html"]


def test_a_submissions_page_has_the_command_that_repeats_it() -> None:
    entry = current(CLASS)[0]
    odd = replace(entry, submission=replace(entry.submission, source=Path("it's; rm -rf.zip")))
    assert (
        repeat_command(odd, "hw1_sample")
        == f"autograder grade hw1_sample 'it'\"'\"'s; rm -rf.zip' --seed {entry.grading.run.seed}"
    )
    assert repeat_command(replace(entry, submission=replace(entry.submission, source=None)), "hw1") == ""


def test_a_report_replaces_an_earlier_one_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "report"
    prepare(folder)
    write(folder, [("style.css", b""), ("submissions/gone.html", b"")])
    prepare(folder)
    assert not (folder / "submissions" / "gone.html").exists()
    (tmp_path / "thesis.tex").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="holds something other than a report; choose an empty folder with --out"):
        prepare(tmp_path)


def test_without_jinja_a_report_is_one_sentence(assignment: Assignment, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *more: Any) -> Any:
        if name.partition(".")[0] in ("jinja2", "markupsafe"):
            raise ImportError(name)
        return real(name, *more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(
        InputError, match=r"Jinja is not installed; run 'pip install from-scratch-autograder\[authoring\]'"
    ):
        ClassReport(assignment, CLASS)
