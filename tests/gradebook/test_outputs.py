"""What is sent, printed and imported: a statement shows nobody else, tables have the documented columns."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import html5lib
import pytest

from autograder.cli.main import main
from autograder.config import load_course
from autograder.gradebook.exports import canvas_csv, finalgrade_csv, gradescope_csv, ledger_csv
from autograder.gradebook.movements import movements
from autograder.gradebook.pages import Pages, file_of
from autograder.records import Person, read_records
from autograder.records.score_files import read_scores
from tests.authoring.chromium import measure, needs_chromium
from tests.gradebook.conftest import END, MakeBook, book_of
from tools.generated_term import write_class


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_statement_holds_no_other_student_s_data(term: Path) -> None:
    book = book_of(term)
    pages = Pages(book)
    for student in book.students:
        text = pages.statement(student)
        assert student.person.name in text
        for other in book.students:
            if other is not student:
                assert not [word for word in (other.person.name, other.person.id, *other.person.emails) if word in text]


def test_no_two_students_have_one_statement_and_its_name_is_safe() -> None:
    people = [Person(key, key) for key in ("../a", "a/../b", "Ä", "a b", "a%20b", ".", "1")]
    names = [file_of(person) for person in people]
    assert len(set(names)) == len(names)
    assert all("/" not in name and name.isascii() for name in names)


def test_the_pages_are_valid_html_and_run_no_script(term: Path) -> None:
    book = book_of(term)
    pages = Pages(book)
    for text in (pages.overview(), pages.statement(book.students[0])):
        parser = html5lib.HTMLParser(strict=True)
        parser.parse(text)
        assert "<script" not in text
        assert "http" not in text


@pytest.mark.slow
@pytest.mark.parametrize("width", [1200, 390])
@needs_chromium
def test_the_overview_fits_a_screen_and_a_phone(width: int, make_book: MakeBook, tmp_path: Path) -> None:
    """With nothing that scrolls sideways on a phone: what to look at would be out of sight."""
    scores = {"hw2": [("102", 30, "", "")], "a-rather-long-title-of-a-file_scores": [("101", "abc", "", "")]}
    page = Pages(make_book(scores)).overview()  # type: ignore[arg-type]
    folder = tmp_path / "page"
    folder.mkdir()
    (folder / "index.html").write_text(page.replace('class="scroll"', 'class="well"'), encoding="utf-8")
    assert measure(folder, "index.html", width)[0] <= 0


def test_what_people_are_called_is_never_markup(make_book: MakeBook, tmp_path: Path) -> None:
    book = make_book({"Exam": [("101", 30, "", "")]})
    roster = tmp_path / "records" / "roster.csv"
    roster.write_text("name,id,section\n<b>Ada</b>,101,=A1\n", encoding="utf-8")
    book = book_of(tmp_path)
    pages = Pages(book)
    assert "<b>Ada" not in pages.overview() + pages.statement(book.students[0])
    assert rows_of(ledger_csv(book))[0]["Section"] == "'=A1"


def test_the_overview_says_who_is_short_of_days_and_who_submitted_nothing(term: Path) -> None:
    book = book_of(term)
    page = Pages(book).overview()
    short = [one for one in book.students if one.left is not None and one.left <= 1]
    assert f"{len(short)} student" in page if short else "Nobody." in page
    assert "Section A" in page
    assert "Participation" in page


def test_canvas_s_table_has_the_columns_that_its_import_documents(term: Path) -> None:
    book = book_of(term)
    points, *rows = rows_of(canvas_csv(book))
    assert list(points)[:5] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    assert points["Student"].strip() == "Points Possible"
    assert (points["hw1"], points["Quiz 1"], points["Exam"]) == ("100", "10", "50")
    assert len(rows) == 30
    for row, student in zip(rows, book.students, strict=True):
        assert (row["SIS User ID"], row["SIS Login ID"]) == (student.person.id, student.person.emails[0])
        assert 0 <= float(row["Course percent"]) <= 100
    assert "EX" in {row["hw2"] for row in rows}  # the excused one


def test_gradescope_s_table_has_the_columns_of_its_download_and_is_read_back(term: Path, tmp_path: Path) -> None:
    book = book_of(term)
    text = gradescope_csv(book)
    head = text.splitlines()[0].split(",")
    assert head[:4] == ["Name", "SID", "Email", "Sections"]
    assert head[4:8] == ["hw0", "hw0 - Max Points", "hw0 - Submission Time", "hw0 - Lateness (H:M:S)"]
    assert head[-1] == "Total Lateness (H:M:S)"
    (tmp_path / "all.csv").write_text(text, encoding="utf-8")
    found, _ = read_scores(tmp_path / "all.csv", "all.csv", book.rules.zone)
    read = {(one.id, one.title): one for one in found}
    for student in book.students:
        for line in student.lines:
            if line.claim.work.replaced is None and not line.claim.work.curve and line.claim.earned:
                assert read[student.person.id, line.claim.work.item].earned == pytest.approx(line.after, abs=0.006)


def test_finalgrade_s_table_has_points_before_lateness_and_the_hours(term: Path) -> None:
    book = book_of(term)
    rows = {row["SID"]: row for row in rows_of(finalgrade_csv(book))}
    late = next((one, line) for one in book.students for line in one.lines if line.claim.seen and line.claim.earned)
    row = rows[late[0].person.id]
    item = late[1].claim.work.item
    assert float(row[item]) == pytest.approx(late[1].before, abs=0.006)
    assert row[f"{item} - Lateness (H:M:S)"] > "00:00:00"


def test_what_staff_decided_is_in_every_table(make_book: MakeBook) -> None:
    refused, other = "2027-02-20 23:00:00 -0500", "2027-02-15 20:00:00 -0500"
    overrides = """\
- {who: '101', item: hw2, points: 20, why: illness, by: T}
- {who: '102', item: hw2, points: 30, why: lost by us, by: T}
- {item: hw2, curve: 10, why: too long, by: T}
"""
    book = make_book({"hw2": [("101", 40, "1", refused), ("103", 40, "3", other)]}, overrides=overrides)
    wanted = {"101": "25", "102": "35", "103": "45"}  # the curve is for everybody
    for export in (gradescope_csv, finalgrade_csv):
        assert {row["SID"]: row["hw2"] for row in rows_of(export(book))} == wanted
    ledger = rows_of(ledger_csv(book))
    assert {row["ID"]: row["Points After"] for row in ledger} == wanted
    assert all(f"{row['Points After']} points: " in row["Because"] for row in ledger)
    canvas = rows_of(canvas_csv(book))[1:]
    assert {row["SIS User ID"]: row["hw2"] for row in canvas} == wanted
    late = {row["SID"]: row["hw2 - Lateness (H:M:S)"] for row in rows_of(gradescope_csv(book))}
    assert late["101"] > "119"
    costs = {row["SID"]: row["hw2 - Lateness (H:M:S)"] for row in rows_of(finalgrade_csv(book))}
    assert costs["101"] == "00:00:00"  # finalgrade would take off for it what staff have decided
    without = make_book({"hw2": [("101", 40, "1", refused), ("103", 40, "3", other)]})
    causes = {one.id: one.causes for one in movements(without, book)}
    assert causes["101"][-2].startswith("hw2: 0, now 25 points: ")


def test_what_if_tells_who_moves_and_why(term: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    course = load_course(term)
    text = (term / "assignments" / "course.yaml").read_text(encoding="utf-8")
    other = tmp_path / "strict.yaml"
    other.write_text(text.replace("grace_days: 6, per_homework: 3", "grace_days: 0, per_homework: 0"), encoding="utf-8")
    from autograder.gradebook import build_gradebook

    before = book_of(term)
    after = build_gradebook(load_course(term, settings=other), read_records(course), END)
    found = movements(before, after)
    assert found
    assert all(one.change <= 0 for one in found)
    assert [abs(one.change) for one in found] == sorted((abs(one.change) for one in found), reverse=True)
    assert "not accepted" in " ".join(found[0].causes)
    assert movements(before, before) == []
    assert main(["gradebook", "--course", str(term), "--as-of", "2027-06-01", "--what-if", str(other)]) == 0
    assert f"would change the grade of {len(found)} of 30 students" in capsys.readouterr().out


def test_what_if_takes_facts_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_class(tmp_path, number=5)
    names = {"extensions.yaml": "", "overrides.yaml": "- {item: Exam, curve: 20, why: too long, by: T}\n"}
    for name, text in names.items():
        (tmp_path / name).write_text(text or "- {who: '900000', homework: hw1, days: 9, why: w, granted_by: T}\n")
        arguments = ["gradebook", "--course", str(tmp_path), "--as-of", "2027-06-01", "--what-if", str(tmp_path / name)]
        assert main(arguments) == 0
        assert "of 5 students\n" in capsys.readouterr().out
    same = ["gradebook", "--course", str(tmp_path), "--what-if", str(tmp_path / "records"), "--as-of", "2027-06-01"]
    assert main(same) == 0
    assert "would change the grade of 0 of 5 students" in capsys.readouterr().out
    assert main([*same[:-3], str(tmp_path / "nothing.yaml")]) == 2


def test_the_command_writes_all_pages_and_one_student_s_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_class(tmp_path, number=5)
    arguments = ["gradebook", "--course", str(tmp_path), "--as-of", "2027-06-01"]
    assert main([*arguments, "--csv", "canvas"]) == 0
    told = capsys.readouterr().out
    folder = tmp_path / "build" / "gradebook"
    assert "gradebook: 5 students, 13 items graded, as of Tue 2027-06-01 00:00" in told
    assert len(list((folder / "statements").iterdir())) == 5
    assert {path.name for path in folder.iterdir()} == {"overview.html", "ledger.csv", "canvas.csv", "statements"}
    assert main([*arguments, "--student", "900003", "--out", str(tmp_path / "one")]) == 0
    assert "grace day" in capsys.readouterr().out
    assert [path.name for path in (tmp_path / "one" / "statements").iterdir()] == ["900003.html"]
    assert main([*arguments, "--student", "90000"]) == 2
    assert "did you mean" in capsys.readouterr().err


def test_a_statement_of_somebody_who_has_left_does_not_stay(tmp_path: Path) -> None:
    write_class(tmp_path, number=5)
    arguments = ["gradebook", "--course", str(tmp_path), "--as-of", "2027-06-01"]
    assert main(arguments) == 0
    roster = tmp_path / "records" / "roster.csv"
    roster.write_text(roster.read_text().replace(",A,\n", ",A,2027-02-01\n"), encoding="utf-8")
    assert main(arguments) == 0
    assert len(list((tmp_path / "build" / "gradebook" / "statements").iterdir())) == 3


NAMED = [
    ("extensions.yaml", "- {{who: '101', homework: hw2, days: 1, why: {why}, granted_by: T}}\n"),
    ("extensions.yaml", "- {{who: '101', homework: hw2, excused: yes, why: {why}, granted_by: T}}\n"),
    ("extensions.yaml", "- {{who: '101', grace_days: 1, why: {why}, granted_by: T}}\n"),
    ("overrides.yaml", "- {{who: '101', item: Exam, points: 9, why: {why}, by: T}}\n"),
    ("overrides.yaml", "- {{who: '101', percent: 91, why: {why}, by: T}}\n"),
    ("overrides.yaml", "- {{item: Exam, curve: 3, why: {why}, by: T}}\n"),
]


@pytest.mark.parametrize(("file", "entry"), NAMED)
@pytest.mark.parametrize("other", ["Grace Hopper", "grace hopper", "GRACE@example.edu", "s-90210"])
def test_no_reason_that_staff_wrote_names_another_student_on_a_page(
    make_book: MakeBook, tmp_path: Path, file: str, entry: str, other: str
) -> None:
    make_book({"hw2": [("101", 30, "", "")], "Exam": [("101", 30, "", "")]})
    roster = tmp_path / "records" / "roster.csv"
    roster.write_text("name,id,emails\nAda Lovelace,101,a@b.edu\nGrace Hopper,S-90210,grace@example.edu\n", "utf-8")
    (tmp_path / "records" / file).write_text(entry.format(why=f"worked with {other} on question 101"), "utf-8")
    book = book_of(tmp_path)
    page = Pages(book).statement(book.students[1])
    assert "Ada Lovelace" in page
    assert other not in page
    assert "worked with another student on question 101" in page
    assert [one.what for one in book.problems if "names another" in one.what] == [
        "its reason names another student; statements say 'another student' instead"
    ]


def test_members_of_a_group_and_errors_in_files_are_on_no_statement(make_book: MakeBook, tmp_path: Path) -> None:
    late = "2027-02-17 23:00:00 -0500"
    book = make_book({"hw2": [("101", 30, "9", late), ("102", 30, "9", late), ("109", 30, "9", late)]})
    (tmp_path / "records" / "extensions.yaml").write_text("- {who: Grace Hopperr, days: 1, why: w, granted_by: T}\n")
    for groups in ("least", "largest"):
        text = (
            (tmp_path / "assignments" / "course.yaml")
            .read_text()
            .replace("latest: 3}", f"latest: 3, groups: {groups}}}")
        )
        (tmp_path / "assignments" / "course.yaml").write_text(text)
        book = book_of(tmp_path)
        assert [one.is_error for one in book.problems] == [True, False]
        page = Pages(book).statement(next(one for one in book.students if one.person.key == "101"))
        assert not [word for word in ("Grace H", "Hopper", "102", "109", "extensions.yaml") if word in page]


def test_before_everything_has_been_graded_a_page_says_so_far(make_book: MakeBook) -> None:
    rows: dict[str, list[tuple[str, object, str, str]]] = {"hw2": [("101", 30, "", "")], "Exam": [("101", 30, "", "")]}
    book = make_book(rows)
    assert "so far" in Pages(book).statement(book.students[0])  # hw1 has no score yet
    rows |= {"hw1_programming": rows["hw2"], "hw1_on_paper": rows["hw2"]}
    assert "so far" not in Pages(make_book(rows)).statement(book.students[0])
    early = make_book({"hw2": [("101", 30, "", "2027-02-10 12:00:00 -0500")]}, as_of=END.replace(year=2020))
    page = Pages(early).statement(early.students[0])
    assert "<b>–</b>" in page if not early.graded else "Exam" in page


def test_what_if_says_what_is_replaced_and_what_is_wrong_in_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_class(tmp_path, number=5)
    (tmp_path / "new.yaml").write_text("- {item: Exan, curve: 20, why: too long, by: T}\n")
    arguments = [
        "gradebook",
        "--course",
        str(tmp_path),
        "--as-of",
        "2027-06-01",
        "--what-if",
        str(tmp_path / "new.yaml"),
    ]
    assert main(arguments) == 1
    told = capsys.readouterr().out
    assert "new.yaml, in place of overrides.yaml: would change the grade of 5 of 5 students" in told
    assert "item 'Exan' is not an item of the course; did you mean 'Exam'?" in told


def test_what_if_takes_a_course_with_one_homework_more(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_class(tmp_path, number=5)
    text = (tmp_path / "assignments" / "course.yaml").read_text(encoding="utf-8")
    (tmp_path / "more.yaml").write_text(
        f"{text}  - {{assignment: hw9, released: 2027-03-01 12:00, due: 2027-03-09 12:00}}\n"
    )
    arguments = [
        "gradebook",
        "--course",
        str(tmp_path),
        "--as-of",
        "2027-06-01",
        "--what-if",
        str(tmp_path / "more.yaml"),
    ]
    assert main(arguments) == 0
    assert "would change the grade of 0 of 5 students" in capsys.readouterr().out  # nobody has a score in it
    scores = tmp_path / "records" / "scores" / "hw9_scores.csv"
    scores.write_text("Name,SID,Email,Total Score,Max Points\n,900000,,10,10\n", encoding="utf-8")
    assert main(arguments) == 0
    told = capsys.readouterr().out
    assert "would change the grade of 5 of 5 students" in told
    assert "hw9: did not count, now 0 points" in " ".join(told.split())


def test_scores_without_a_time_are_told_where_a_day_was_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_class(tmp_path, number=5)
    assert main(["gradebook", "--course", str(tmp_path), "--as-of", "2020-01-01"]) == 0
    assert "whatever the day, because their scores have no time: Quiz 1, Quiz 2" in capsys.readouterr().out
