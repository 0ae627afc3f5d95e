"""A course's files become nouns; what is missing has a default, what is misspelt has a line."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.config import assignment_names, load_assignment, load_course
from autograder.errors import ConfigError, InputError
from autograder.model import Course, HiddenRuns, Limits, Piece, Rule, Visibility

from .conftest import MakeCourse

HW1 = "title: Homework 1\nsubmit: [autodiff.py]\npieces: [{number: 1, name: Tape, points: 72}]\n"


def test_a_course_without_a_file_has_the_defaults(make_course: MakeCourse) -> None:
    root = make_course()
    assert load_course(root) == Course(root.resolve())


def test_a_course_says_what_holds_for_its_assignments(make_course: MakeCourse) -> None:
    defaults = "name: Course\nlimits: {wall: 20 s}\nhidden: hidden\n"
    course = load_course(make_course(defaults, hw1=HW1, hw2=HW1 + "limits: {total: 60 s}"))
    first, second = load_assignment(course, "hw1"), load_assignment(course, "hw2")
    assert first.limits == Limits(wall=20)
    assert second.limits == Limits(wall=20, total=60)
    assert first.hidden is Visibility.HIDDEN


def test_an_assignment_is_read_whole(make_course: MakeCourse) -> None:
    more = "given: [gradcheck.py]\npreload: [numpy, torch]\nhidden: visible\nwritten: 28\n"
    root = make_course(hw1=HW1 + more)
    course = load_course(root)
    hw1 = load_assignment(course, "hw1")
    assert (hw1.title, hw1.submit, hw1.given) == ("Homework 1", ("autodiff.py",), ("gradcheck.py",))
    assert hw1.pieces == (Piece("1", "Tape", 72),)
    assert (hw1.preload, hw1.hidden, hw1.written) == (("numpy", "torch"), Visibility.VISIBLE, 28)
    assert hw1.starter == root.resolve() / "assignments" / "hw1" / "starter"


def test_when_hidden_checks_run_is_the_courses_unless_the_assignment_says_otherwise(make_course: MakeCourse) -> None:
    root = make_course("run_hidden: after_due_date\n", hw1=HW1, hw2=HW1 + "run_hidden: always\n")
    course = load_course(root)
    assert load_assignment(course, "hw1").run_hidden is HiddenRuns.AFTER_DUE_DATE
    assert load_assignment(course, "hw2").run_hidden is HiddenRuns.ALWAYS


def test_rules_name_what_is_forbidden_and_why(make_course: MakeCourse) -> None:
    rules = "rules:\n  - {forbid: torch.nn.RNN, why: it is what you build}\n  - {forbid: .data, why: it hides bugs}\n"
    hw1 = load_assignment(load_course(make_course(hw1=HW1 + rules)), "hw1")
    assert hw1.rules == (Rule("torch.nn.RNN", "it is what you build"), Rule(".data", "it hides bugs"))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "pieces:",
            "rules: [{forbid: torch nn, why: x}]\npieces:",
            "assignments/hw1/assignment.yaml:3: rules[1].forbid 'torch nn' is not a name",
        ),
        (
            "pieces:",
            "rules: [{forbid: a, why: x}, {forbid: a, why: y}]\npieces:",
            "assignments/hw1/assignment.yaml:3: rules[2].forbid 'a' appears a second time",
        ),
        (
            "pieces:",
            "kill_rate: 98\npieces:",
            "assignments/hw1/assignment.yaml:3: kill_rate must be above 0 and at most 1, not 98; write a part of one",
        ),
        (
            "pieces:",
            "hidden_messages: visible\npieces:",
            "assignments/hw1/assignment.yaml:3: hidden_messages cannot be 'visible'; it can be hidden, after_published",
        ),
        (
            "pieces:",
            "follow_through: [{piece: '9', functions: [a.b], in: ['1']}]\npieces:",
            "assignments/hw1/assignment.yaml:3: follow_through[1].piece there is no piece '9'",
        ),
        (
            "pieces:",
            "follow_through: [{piece: '1', functions: [b], in: ['1']}]\npieces:",
            "assignments/hw1/assignment.yaml:3: follow_through[1].in piece 1 cannot stand in for itself",
        ),
        (
            "pieces:",
            "mistake_cost: {piece: 0}\npieces:",
            "assignments/hw1/assignment.yaml:3: mistake_cost.piece must be above 0 and at most 1, not 0",
        ),
        (
            "pieces:",
            "arguments: copied\npieces:",
            "assignments/hw1/assignment.yaml:3: arguments cannot be 'copied'; it can be kept, shared",
        ),
        ("title:", "titel:", "assignments/hw1/assignment.yaml:1: unknown key 'titel'; did you mean 'title'?"),
        ("[autodiff.py]", "[]", "assignments/hw1/assignment.yaml:2: submit is empty; name at least one file"),
        ("title: Homework 1\n", "", "assignments/hw1/assignment.yaml:1: title is missing; add a line 'title: …'"),
        (
            "pieces:",
            "given: [autodiff.py]\npieces:",
            "assignments/hw1/assignment.yaml:3: given has 'autodiff.py', which students submit",
        ),
        *(
            (
                "pieces:",
                f"given: [{given}]\npieces:",
                f"assignments/hw1/assignment.yaml:3: given has '{given}', and students submit 'autodiff.py': on many",
            )
            for given in ("Autodiff.py", "autodiff.py/a.py", "AUTODIFF.PY/a.py")
        ),
    ],
)
def test_a_mistake_in_an_assignment_names_its_file_and_line(
    make_course: MakeCourse, old: str, new: str, message: str
) -> None:
    course = load_course(make_course(hw1=HW1.replace(old, new)))
    with pytest.raises(ConfigError) as refusal:
        load_assignment(course, "hw1")
    assert str(refusal.value).startswith(message)


def test_a_mistake_in_the_course_names_its_file_and_line(make_course: MakeCourse) -> None:
    root = make_course("name: Course\n\ntime_zon: UTC\n")
    with pytest.raises(ConfigError, match=r"^assignments/course\.yaml:3: unknown key 'time_zon'; did you mean 'time_z"):
        load_course(root)


def test_a_homework_misspelt_in_the_schedule_is_found_when_the_course_is_read(make_course: MakeCourse) -> None:
    line = "  - {assignment: hw1_autodif, released: 2027-01-22 12:00, due: 2027-02-08 23:59}\n"
    root = make_course("name: Course\nschedule:\n" + line, hw1_autodiff=HW1)
    with pytest.raises(ConfigError, match=r"^assignments/course\.yaml:3: .* did you mean 'hw1_autodiff'\?$"):
        load_course(root)


def test_an_unknown_assignment_is_told_those_that_exist(make_course: MakeCourse) -> None:
    root = make_course(hw1=HW1, hw2=HW1)
    (root / "assignments" / "hw3").mkdir()
    course = load_course(root)
    assert assignment_names(course) == ["hw1", "hw2"]
    with pytest.raises(InputError, match=r"^hw: there is no assignment of this name; there are hw1, hw2; did you"):
        load_assignment(course, "hw")
    with pytest.raises(InputError, match=r"^assignments/hw3: has no assignment\.yaml"):
        load_assignment(course, "hw3")


def test_a_folder_without_assignments_says_so(make_course: MakeCourse, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there are no assignments here"):
        load_assignment(load_course(make_course()), "hw1")
    with pytest.raises(InputError, match="there is no such folder"):
        load_course(tmp_path / "nowhere")
