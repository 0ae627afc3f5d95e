"""Loads a Course and its Assignments from files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from autograder.config.document import Value, meant, read_document
from autograder.config.fields import (
    read_arguments,
    read_follow_through,
    read_hidden_messages,
    read_hidden_runs,
    read_limits,
    read_modules,
    read_paths,
    read_pieces,
    read_rules,
    read_time_zone,
    read_visibility,
)
from autograder.config.grade_parts import read_grades, read_grading
from autograder.config.late_policies import read_late_policy
from autograder.config.policies import read_errata, read_schedule, zone_named
from autograder.config.suites import read_environment, read_flag, read_inside, read_packages
from autograder.errors import InputError
from autograder.model import Assignment, Course, MistakeCost
from autograder.text import collision_key

_COURSE_FILE, _ASSIGNMENT_FILE = "course.yaml", "assignment.yaml"
#: Those that assignment.yaml must have, and those that it may have.
ASSIGNMENT_KEYS = (
    ("title", "submit", "pieces"),
    (
        "given",
        "preload",
        "limits",
        "hidden",
        "run_hidden",
        "hidden_messages",
        "written",
        "rules",
        "kill_rate",
        "follow_through",
        "mistake_cost",
        "arguments",
        "errata",
        "inside",
        "packages",
        "default_weight",
        "adopted",
        "environment",
        "own_word",
        "side_by_side",
    ),
)
COURSE_KEYS = ["name", "term", "time_zone", "limits", "hidden", "run_hidden", "hidden_messages", "late", "grading"]
COURSE_KEYS += ["grades", "collaboration", "schedule"]


def load_course(root: Path, settings: Path | None = None) -> Course:
    """The course in the folder `root`; defaults hold where assignments/course.yaml, or `settings`, says nothing.

    Raises:
        InputError: `root` is not a folder.
        ConfigError: course.yaml has a setting that is unknown or has no meaning.
    """
    if not root.is_dir():
        raise InputError(str(root), "there is no such folder", "give the folder that holds assignments/")
    course = Course(root.resolve())
    path = settings or course.root / "assignments" / _COURSE_FILE
    if not path.exists():
        return course
    document = read_document(path, str(path)) if settings else _read(course, path)
    keys = document.section(optional=COURSE_KEYS)
    time_zone = read_time_zone(keys["time_zone"]) if "time_zone" in keys else course.time_zone
    zone, folders = zone_named(time_zone), assignment_names(course)
    return Course(
        root=course.root,
        name=keys["name"].text() if "name" in keys else course.name,
        term=keys["term"].text() if "term" in keys else course.term,
        time_zone=time_zone,
        limits=read_limits(keys.get("limits"), course.limits),
        hidden=read_visibility(keys.get("hidden"), course.hidden),
        run_hidden=read_hidden_runs(keys.get("run_hidden"), course.run_hidden),
        hidden_messages=read_hidden_messages(keys.get("hidden_messages"), course.hidden_messages),
        late=read_late_policy(keys["late"]) if "late" in keys else None,
        grading=read_grading(keys["grading"]) if "grading" in keys else (),
        grades=read_grades(keys["grades"]) if "grades" in keys else course.grades,
        collaboration=keys["collaboration"].text().strip() if "collaboration" in keys else "",
        schedule=read_schedule(keys["schedule"], zone, folders) if "schedule" in keys else (),
    )


def assignment_names(course: Course) -> list[str]:
    """The folders of assignments/ that hold an assignment.yaml, sorted."""
    return sorted(path.parent.name for path in (course.root / "assignments").glob(f"*/{_ASSIGNMENT_FILE}"))


def chosen_names(course: Course, names: Sequence[str] = ()) -> list[str]:
    """The named homeworks, or all homeworks of the course if none is named.

    Raises:
        InputError: none is named, and the course has none.
    """
    chosen = list(names) or assignment_names(course)
    if not chosen:
        raise _no_assignments(course)
    return chosen


def load_assignment(course: Course, name: str) -> Assignment:
    """One homework of the course.

    Raises:
        InputError: there is no such assignment; the message lists those that exist.
        ConfigError: its assignment.yaml says something that has no meaning.
    """
    names = assignment_names(course)
    if name not in names:
        raise _unknown(course, name, names)
    path = course.root / "assignments" / name / _ASSIGNMENT_FILE
    required, optional = ASSIGNMENT_KEYS
    keys = _read(course, path).section(required=required, optional=optional)
    submit, pieces = _submit(keys["submit"]), read_pieces(keys["pieces"])
    return Assignment(
        course=course,
        name=name,
        title=keys["title"].text(),
        submit=submit,
        pieces=pieces,
        given=_given(keys["given"], submit) if "given" in keys else (),
        preload=read_modules(keys["preload"]) if "preload" in keys else ("numpy",),
        limits=read_limits(keys.get("limits"), course.limits),
        hidden=read_visibility(keys.get("hidden"), course.hidden),
        run_hidden=read_hidden_runs(keys.get("run_hidden"), course.run_hidden),
        hidden_messages=read_hidden_messages(keys.get("hidden_messages"), course.hidden_messages),
        written=keys["written"].number() if "written" in keys else 0.0,
        rules=read_rules(keys["rules"]) if "rules" in keys else (),
        kill_rate=_part(keys["kill_rate"]) if "kill_rate" in keys else Assignment.kill_rate,
        follow_through=read_follow_through(keys["follow_through"], pieces) if "follow_through" in keys else (),
        mistake_cost=_mistake_cost(keys["mistake_cost"]) if "mistake_cost" in keys else Assignment.mistake_cost,
        arguments=read_arguments(keys.get("arguments"), Assignment.arguments),
        errata=read_errata(keys["errata"]) if "errata" in keys else (),
        inside=read_inside(keys["inside"]) if "inside" in keys else (),
        packages=read_packages(keys["packages"]) if "packages" in keys else (),
        default_weight=keys["default_weight"].number() if "default_weight" in keys else 0.0,
        environment=read_environment(keys["environment"]) if "environment" in keys else (),
        own_word=read_flag(keys["own_word"]) if "own_word" in keys else False,
        adopted=read_flag(keys["adopted"]) if "adopted" in keys else False,
        side_by_side=read_flag(keys["side_by_side"]) if "side_by_side" in keys else False,
    )


def _read(course: Course, path: Path) -> Value:
    return read_document(path, path.relative_to(course.root).as_posix())


def _submit(value: Value) -> tuple[str, ...]:
    paths = read_paths(value)
    if not paths:
        raise value.wrong("is empty", "name at least one file that students submit")
    return paths


def _given(value: Value, submit: tuple[str, ...]) -> tuple[str, ...]:
    paths = read_paths(value)
    for path in paths:
        if path in submit:
            raise value.wrong(f"has {path!r}, which students submit", "a file is either given or submitted")
    keys = {collision_key(path): path for path in submit}
    for path in paths:
        if (other := _in_the_way(collision_key(path), keys)) is not None:
            what = f"has {path!r}, and students submit {other!r}: on many computers there is room for one of them"
            raise value.wrong(what, "rename one of them")
    return paths


def _in_the_way(key: str, others: Mapping[str, str]) -> str | None:
    """Which of the others is the same file on many computers, or a folder where the other is a file."""
    clash = (path for other, path in others.items() if f"{key}/".startswith(f"{other}/") or other.startswith(f"{key}/"))
    return next(clash, None)


def _part(value: Value) -> float:
    part = value.number()
    if not 0 < part <= 1:
        raise value.wrong(f"must be above 0 and at most 1, not {part:g}", "write a part of one, e.g. 0.98")
    return part


def _mistake_cost(value: Value) -> MistakeCost:
    keys = value.section(optional=("piece", "homework"))
    return replace(Assignment.mistake_cost, **{name: _part(part) for name, part in keys.items()})


def _unknown(course: Course, name: str, names: list[str]) -> InputError:
    if not names:
        return _no_assignments(course)
    if name in {path.name for path in (course.root / "assignments").iterdir() if path.is_dir()}:
        return InputError(
            f"assignments/{name}", f"has no {_ASSIGNMENT_FILE}", "write one, or copy another assignment's"
        )
    return InputError(name, f"there is no assignment of this name; there are {', '.join(names)}", meant(name, names))


def _no_assignments(course: Course) -> InputError:
    remedy = "run this in the course's folder or name it with --course; 'autograder init' starts a new course"
    return InputError(str(course.root / "assignments"), "there are no assignments here", remedy)
