"""Records join by e-mail, then id, then name; what does not is listed with the nearest candidates, and nothing is guessed."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from autograder.cli.main import main
from autograder.errors import InputError
from autograder.records import read_records
from tools.generated_term import write_class

from .conftest import COURSE, ROSTER, MakeRecords

ASSIGNMENT = "First Name,Last Name,SID,Email,Sections,Total Score,Max Points,Status,Submission ID,Submission Time,Lateness (H:M:S),View Count,Submission Count\n"
WHOLE = "Name,SID,Email,section_name,Homework  1 - Code,Homework  1 - Code - Max Points,Homework  1 - Code - Submission Time,Homework  1 - Code - Lateness (H:M:S),Total Lateness (H:M:S)\n"
CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Quiz 1 (4711),Current Score\n    Points Possible,,,,,10,(read only)\n"
)


def problems(course) -> list[str]:
    return [str(problem) for problem in read_records(course).problems]


def test_a_roster_is_read_with_several_addresses_and_names_either_way(make_records: MakeRecords) -> None:
    records = read_records(make_records())
    ada, grace, alan = records.roster.people
    assert ada.emails == ("ada@example.edu", "a.lovelace@example.org")
    assert (grace.name, grace.section, str(alan.dropped)) == ("Grace Hopper", "B", "2027-02-02")
    assert records.roster.find("A.Lovelace@example.org").person is ada
    assert records.roster.find("102").person is grace
    assert records.roster.find("hopper, grace").person is grace


def test_gradescope_s_file_of_one_assignment_is_named_by_its_file(make_records: MakeRecords) -> None:
    row = "Ada,Lovelace,101,ada@example.edu,A,20.5,28.0,Graded,77,2027-02-02 08:00:00 -0500,08:01:00,3,2\n"
    missing = "Grace,Hopper,102,grace@example.edu,B,,28.0,Missing,,,,0,0\n"
    course = make_records(scores={"HW_1_on_paper_scores.csv": ASSIGNMENT + row + missing})
    scores = read_records(course).scores
    ada = scores["101", "hw1", "written"]
    assert (ada.earned, ada.possible, ada.submission) == (20.5, 28, "77")
    assert ada.at == datetime(2027, 2, 2, 13, tzinfo=timezone.utc)
    assert scores["102", "hw1", "written"].earned is None
    assert problems(course) == []


def test_gradescope_s_file_of_the_whole_course_has_four_columns_an_assignment(make_records: MakeRecords) -> None:
    course = make_records(
        scores={"grades.csv": WHOLE + "Ada Lovelace,101,ada@example.edu,A,60,72,,30:00:00,30:00:00\n"},
        course=COURSE.replace("{written: HW 1 on paper}", '{programming: "Homework 1: Code"}'),
    )
    ada = read_records(course).scores["101", "hw1", "programming"]
    assert (ada.earned, ada.possible) == (60, 72)
    assert ada.at == datetime(2027, 2, 3, 10, 59, tzinfo=timezone.utc)  # the due date and 30 hours


def test_canvas_gradebook_has_points_in_a_row_of_its_own(make_records: MakeRecords) -> None:
    rows = '"Lovelace, Ada",5,101,ada@example.edu,A,7.5,80\n"Hopper, Grace",6,102,,B,EX,0\n"Student, Test",9,,,,0,0\n'
    course = make_records(scores={"canvas.csv": CANVAS + rows})
    scores = read_records(course).scores
    assert (scores["101", "Quiz 1", "score"].earned, scores["101", "Quiz 1", "score"].possible) == (7.5, 10)
    assert scores["102", "Quiz 1", "score"].excused
    assert problems(course) == []


def test_a_plain_table_of_e_mails_and_items_will_do(make_records: MakeRecords) -> None:
    table = "email;Quiz 1;Quiz 2\nada@example.edu;3;4\n"
    scores = read_records(make_records(scores={"quizzes.csv": table})).scores
    assert {key: score.earned for key, score in scores.items()} == {
        ("101", "Quiz 1", "score"): 3,
        ("101", "Quiz 2", "score"): 4,
    }


def test_a_name_in_the_column_of_addresses_is_a_name(make_records: MakeRecords) -> None:
    table = 'email,Quiz 1\nada@example.edu,7\nGrace Hopper,8\n"Nobody, At All",9\n'
    course = make_records(scores={"quizzes.csv": table})
    assert read_records(course).scores["102", "Quiz 1", "score"].earned == 8
    assert [told.partition(";")[0] for told in problems(course)] == [
        "records/scores/quizzes.csv:4: Nobody, At All: nobody in the roster has this e-mail, id or name",
        "records/scores/quizzes.csv: 1 row joined by name alone: Grace Hopper",
    ]


def test_who_does_not_join_is_listed_with_the_nearest_candidates(make_records: MakeRecords) -> None:
    table = "name,id,email,Quiz 1\nAda Lovelac,109,ada@exampel.edu,3\nGrace Hopper,,,4\n"
    course = make_records(scores={"quizzes.csv": table})
    stranger, loose = problems(course)
    assert stranger.startswith(
        "records/scores/quizzes.csv:2: Ada Lovelac, 109 and ada@exampel.edu: nobody in the roster has this e-mail, id or "
        "name; the nearest are Ada Lovelace (101)"
    )
    assert loose == (
        "records/scores/quizzes.csv: 1 row joined by name alone: Grace Hopper; add the e-mails to roster.csv if these "
        "are the right people"
    )
    assert list(read_records(course).scores) == [("102", "Quiz 1", "score")]


def test_nothing_is_guessed_where_facts_contradict_each_other_or_two_have_one_name(make_records: MakeRecords) -> None:
    twice = ROSTER + "Ada Lovelace,104,ada2@example.edu,A,,\n"
    table = "name,id,email,Quiz 1\nAda,102,ada@example.edu,3\nAda Lovelace,,,4\nAlan Turing,999,,5\n"
    course = make_records(roster=twice, scores={"quizzes.csv": table})
    found = problems(course)
    assert "e-mail and id belong to different people, 101 and 102" in found[0]
    assert "2 people have this name" in found[1]
    assert "Alan Turing has another id" in found[2]
    assert not read_records(course).scores


def test_a_title_that_no_item_has_is_listed(make_records: MakeRecords) -> None:
    course = make_records(scores={"quizzes.csv": "email,Quizz 1\nada@example.edu,3\n"})
    assert problems(course) == [
        "records/scores/quizzes.csv: no item of the course is called 'Quizz 1'; is it Quiz 1 (score) or Quiz 2 (score)? "
        "name it below items: or scores: in course.yaml"
    ]


def test_a_score_that_two_files_tell_differently_is_an_error(make_records: MakeRecords) -> None:
    files = {name: f"email,Quiz 1\nada@example.edu,{points}\n" for name, points in {"a.csv": 3, "b.csv": 4}.items()}
    found = read_records(make_records(scores=files)).problems
    assert [str(one) for one in found] == [
        "records/scores/b.csv:2: Quiz 1 of 101 stands in records/scores/a.csv:2, too, and differs; remove one of them"
    ]
    assert found[0].is_error


def test_without_a_roster_the_people_are_those_of_the_scores(make_records: MakeRecords) -> None:
    course = make_records(roster=None, scores={"quizzes.csv": "name,email,Quiz 1\nAda,ada@example.edu,3\n"})
    records = read_records(course)
    assert [person.name for person in records.roster.people] == ["Ada"]
    assert [problem.is_error for problem in records.problems] == [False]


@pytest.mark.parametrize(
    ("roster", "says"),
    [
        (
            "a,b\n1,2\n",
            "records/roster.csv:1: has no column that says who somebody is; the columns are name, id, emails",
        ),
        ("name,id\nAda,1\nBob,1\n", "records/roster.csv:3: 1 stands in line 2, too; give each student one row"),
        ("name,emails\nAda,ada\n", "records/roster.csv:2: 'ada' is not an e-mail address; write it as ada@example.edu"),
        ("name,dropped\nAda,Monday\n", "records/roster.csv:2: dropped cannot be 'Monday'; write a date as 2027-02-12"),
        ("name,section\n,A\n", "records/roster.csv:2: has neither name, id nor e-mail; fill one of them in"),
        ("name,name\nAda,A\n", "records/roster.csv:1: has the column 'name' twice; rename or remove one of them"),
        ('name\n"Ada\n', "records/roster.csv: is not a CSV file"),
    ],
)
def test_a_roster_that_cannot_be_meant_is_an_error_with_its_line(
    make_records: MakeRecords, roster: str, says: str
) -> None:
    found = read_records(make_records(roster=roster)).problems
    assert str(found[0]).startswith(says)
    assert found[0].is_error


GRANTED = "- {who: ada@example.edu, homework: hw1, days: 2, why: illness, granted_by: T}\n"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "ada@example.edu",
            "adda@example.edu",
            "entry[1].who 'adda@example.edu': nobody in the roster has this e-mail, id or name; perhaps Ada Lovelace (101)",
        ),
        ("hw1", "hw9", "entry[1].homework 'hw9' is not an item of the course; did you mean 'hw1'?"),
        (", why: illness", "", "entry[1].why is missing; add a line 'why: …'"),
        (", granted_by: T", "", "entry[1].granted_by is missing"),
        ("days: 2", "until: soon", "entry[1].until cannot be 'soon'; write a date and a time"),
        ("days: 2", "days: 2, excused: yes", "entry[1] grants days and excused; write exactly one"),
        (", days: 2", "", "entry[1] grants nothing; write exactly one of until, days, grace_days, excused"),
        ("homework: hw1, ", "", "entry[1] names no homework; write one of hw1, Quiz 1, Quiz 2, or all"),
        ("days:", "day:", "unknown key 'entry[1].day'; did you mean 'days'?"),
    ],
)
def test_an_extension_that_cannot_be_meant_is_an_error_with_its_line(
    make_records: MakeRecords, old: str, new: str, says: str
) -> None:
    assert old in GRANTED
    found = problems(make_records(extensions=GRANTED.replace(old, new, 1)))
    assert found[0].startswith(f"records/extensions.yaml:1: {says}")
    assert problems(make_records(extensions=GRANTED)) == []


DECIDED = "- {who: '101', item: hw1, part: written, points: 7, why: lost by us, by: T}\n"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("item: hw1", "item: hw2", "entry[1].item 'hw2' is not an item of the course; did you mean 'hw1'?"),
        (
            "part: written",
            "part: oral",
            "entry[1].part cannot be 'oral'; only points are of a part, and the parts are programming, written",
        ),
        ("points: 7", "curve: 7", "entry[1].part cannot be 'written'"),
        ("points: 7", "points: 7, curve: 3", "entry[1] decides nothing, or two things"),
        ("who: '101', ", "", "entry[1] names nobody; only a curve is for everybody"),
        ("points: 7", "percent: 90", "entry[1] has no item, or too many"),
        (", why: lost by us", "", "entry[1].why is missing"),
    ],
)
def test_an_override_that_cannot_be_meant_is_an_error_with_its_line(
    make_records: MakeRecords, old: str, new: str, says: str
) -> None:
    assert old in DECIDED
    found = problems(make_records(overrides=DECIDED.replace(old, new, 1)))
    assert found[0].startswith(f"records/overrides.yaml:1: {says}")
    assert problems(make_records(overrides=DECIDED)) == []


def test_a_course_must_say_what_is_graded(make_records: MakeRecords) -> None:
    with pytest.raises(InputError, match="has no grading; write the parts of the grade below grading:"):
        read_records(make_records(course="name: Nothing\n"))
    with pytest.raises(
        InputError, match="no part of grading takes hw1, which is in the schedule; write 'items: schedule'"
    ):
        read_records(make_records(course=COURSE.replace(", items: schedule", "")))


def test_records_check_says_what_is_there_and_ends_with_1_where_something_is_wrong(tmp_path, capsys) -> None:
    write_class(tmp_path, number=6)
    assert main(["records", "check", "--course", str(tmp_path)]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[-1] == "records: 6 students, 102 scores, 4 extensions, 2 overrides; 0 errors, 1 thing to look at"
    assert told[0].startswith("look at records/extensions.yaml:3: 900002 has a score in hw2, which does not count")
    (tmp_path / "records" / "extensions.yaml").write_text(GRANTED)
    assert main(["records", "check", "--course", str(tmp_path)]) == 1
    assert "1 error, 0 things to look at" in capsys.readouterr().out


def test_records_check_says_what_would_keep_scores_from_counting(make_records: MakeRecords, capsys) -> None:
    """As `gradebook` would, which says that this command lists it all."""
    course = make_records(scores={"quizzes.csv": "email,Quiz 1\nada@example.edu,7\n"})
    assert main(["records", "check", "--course", str(course.root)]) == 1
    told = capsys.readouterr().out
    assert "Quiz 1: nothing says how many points it gives, so it does not count; write points: in course.yaml" in told
    assert "1 error, 0 things to look at" in told
    assert main(["gradebook", "--course", str(course.root)]) == 1
    assert "wrong: Quiz 1: nothing says how many points it gives" in capsys.readouterr().out


def test_records_check_says_where_to_begin(tmp_path, capsys) -> None:
    assert main(["records", "check", "--course", str(tmp_path)]) == 2
    assert "create the folder with roster.csv and scores/ in it" in capsys.readouterr().err


def test_canvas_says_something_of_columns_in_rows_of_their_own(make_records: MakeRecords) -> None:
    rows = ",,,,,Manual Posting,\n" + '"Lovelace, Ada",5,101,ada,A,7.5,80\n'
    course = make_records(scores={"canvas.csv": CANVAS.replace("    Points", rows + "    Points")})
    score = read_records(course).scores["101", "Quiz 1", "score"]
    assert (score.earned, score.possible) == (7.5, 10)
    assert problems(course) == [
        "records/scores/canvas.csv: 1 row joined by id alone: Ada Lovelace; add the e-mails to roster.csv if these are the "
        "right people"
    ]


def test_a_login_that_is_no_address_joins_too(make_records: MakeRecords) -> None:
    course = make_records(
        roster='Student,ID,SIS User ID,SIS Login ID,Section\n"Lovelace, Ada",5,101,alove,A\n',
        scores={"canvas.csv": CANVAS + "Ada,5,,alove,A,7,1\n"},
    )
    assert [(one.name, one.id) for one in read_records(course).roster.people] == [("Ada Lovelace", "101")]
    assert read_records(course).scores["101", "Quiz 1", "score"].earned == 7
    assert problems(course) == []


@pytest.mark.parametrize("cell", ["=7+1", "7_0", "85%", '"7,5"', "nan", "1e12", "seven"])
def test_a_cell_that_is_no_number_of_points_is_an_error_with_its_line(make_records: MakeRecords, cell: str) -> None:
    course = make_records(scores={"quizzes.csv": f"email,Quiz 1\nada@example.edu,{cell}\n"})
    shown = cell.strip('"')
    assert problems(course) == [
        f"records/scores/quizzes.csv:2: Quiz 1: {shown!r} is not a number of points; write points as a number, e.g. 7.5, "
        "or nothing"
    ]


def test_a_cell_that_cannot_be_read_costs_nobody_else_a_score(make_records: MakeRecords) -> None:
    table = "email,Quiz 1,Quiz 2\nPoints Possible,10,ten\nada@example.edu,abc,7\ngrace@example.edu,8,9\n"
    whole = WHOLE + "Ada,101,,A,6,72,yesterday,,\nGrace,102,,B,six,72,2027-02-01 08:00:00 -0500,,\n"
    course = make_records(
        scores={"quizzes.csv": table, "grades.csv": whole, "hw9_scores.csv": "\xff,"},
        course=COURSE.replace("{written: HW 1 on paper}", '{programming: "Homework 1: Code"}'),
    )
    scores = {key: (one.earned, one.possible) for key, one in read_records(course).scores.items()}
    assert scores == {
        ("101", "Quiz 1", "score"): (None, 10),
        ("101", "Quiz 2", "score"): (7, None),
        ("102", "Quiz 1", "score"): (8, 10),
        ("102", "Quiz 2", "score"): (9, None),
        ("101", "hw1", "programming"): (6, 72),
        ("102", "hw1", "programming"): (None, 72),
    }
    assert [told.partition(";")[0] for told in problems(course)] == [
        "records/scores/grades.csv:2: Homework  1 - Code - Submission Time: the submission time cannot be 'yesterday'",
        "records/scores/grades.csv:3: Homework  1 - Code: 'six' is not a number of points",
        "records/scores/hw9_scores.csv:1: has no column that says whose scores these are, so none of its scores count",
        "records/scores/quizzes.csv:2: Quiz 2, Points Possible: 'ten' is not a number of points",
        "records/scores/quizzes.csv:3: Quiz 1: 'abc' is not a number of points",
    ]


def test_a_file_of_a_spreadsheet_with_a_mark_accents_and_commas_in_quotes_is_read(make_records: MakeRecords) -> None:
    roster = '\ufeffname,id,emails\n"Ö\'Brien, Zoë",7,zoe@example.edu\n李雷,8,li@example.edu\n'
    table = '\ufeffname;Quiz 1\n"O\'Brien, Zoe";3\n李雷;4\n;\n'
    course = make_records(roster=roster, scores={"quizzes.csv": table})
    assert {key[0]: score.earned for key, score in read_records(course).scores.items()} == {"7": 3, "8": 4}


def test_lateness_is_hours_that_passed_also_when_the_clocks_change(make_records: MakeRecords) -> None:
    course = make_records(
        scores={"hw1_scores.csv": ASSIGNMENT + "Ada,L,101,ada@example.edu,A,20,28,Graded,7,,30:00:00,3,2\n"},
        course=COURSE.replace("2027-02-01 23:59", "2027-03-13 23:59"),
    )
    at = read_records(course).scores["101", "hw1", "programming"].at
    assert at == datetime(2027, 3, 15, 10, 59, tzinfo=timezone.utc)
