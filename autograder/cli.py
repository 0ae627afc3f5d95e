"""The command line: what can be asked for, and which room does it. Rooms are imported only when they are asked.

Exit codes: 0 done; 1 done, and something is wrong with what was looked at; 2 the input cannot be used; 3 our own
failure; 130 interrupted.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from autograder import __version__
from autograder.config import load_course
from autograder.errors import AutograderError
from autograder.model import Course

_Command = Callable[[Course, argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; errors are said in one sentence on standard error."""
    options = _parser().parse_args(arguments)
    command: _Command = options.command
    try:
        return command(load_course(options.course), options)
    except AutograderError as error:
        print(f"autograder: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("autograder: interrupted", file=sys.stderr)
        return 130
    except BrokenPipeError:  # `autograder … | head`
        sys.stderr.close()
        return 0


def _grade(course: Course, options: argparse.Namespace) -> int:
    from autograder.grading.commands import grade

    return grade(course, options.assignment, options.submission, options.out, options.allow_degraded, options.seed)


def _doctor(course: Course, options: argparse.Namespace) -> int:
    from autograder.grading.commands import doctor

    return doctor(course, options.assignments)


def _starter(course: Course, options: argparse.Namespace) -> int:
    from autograder.authoring.commands import starter

    return starter(course, options.assignments, check=options.check)


def _check(course: Course, options: argparse.Namespace) -> int:
    from autograder.authoring.commands import check

    return check(course, options.assignments)


def _new(course: Course, options: argparse.Namespace) -> int:
    from autograder.authoring.commands import new

    return new(course, options.assignment)


def _audit(course: Course, options: argparse.Namespace) -> int:
    from autograder.authoring.audit.command import audit

    return audit(course, options.assignment, options)


def _hints(course: Course, options: argparse.Namespace) -> int:
    from autograder.authoring.hints.command import hints

    return hints(course, options.assignments)


def _leaks(course: Course, options: argparse.Namespace) -> int:
    from autograder.authoring.commands import leaks

    return leaks(course, options.paths)


def _handout(course: Course, options: argparse.Namespace) -> int:
    from autograder.authoring.publish import handout

    return handout(course, options.assignments)


def _site(course: Course, options: argparse.Namespace) -> int:
    from autograder.authoring.publish import site

    return site(course, options.as_of)


def _package(course: Course, options: argparse.Namespace) -> int:
    from autograder.authoring.hints.command import refresh
    from autograder.packaging.commands import package

    refresh(course, options.assignments)
    return package(course, options.assignments)


def _dry_run(course: Course, options: argparse.Namespace) -> int:
    from autograder.packaging.commands import dry_run

    return dry_run(course, options.assignment, options.submission, options.base, options.out)


def _gradescope(course: Course, options: argparse.Namespace) -> int:
    from autograder.packaging.commands import gradescope

    return gradescope(course, options.assignment)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="autograder", description="Grade homework in a jail; write it once, hand it out safely, audit its tests."
    )
    parser.add_argument("--version", action="version", version=__version__)
    where = "the folder that holds assignments/ (default: here)"
    parser.add_argument("--course", type=Path, default=Path(), metavar="DIR", help=where)
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--course", type=Path, default=argparse.SUPPRESS, metavar="DIR", help=where)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, command: _Command, text: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.", parents=[common])
        sub.set_defaults(command=command)
        return sub

    def one(sub: argparse.ArgumentParser) -> None:
        sub.add_argument("assignment", metavar="ASSIGNMENT", help="e.g. hw1_autodiff")

    def several(sub: argparse.ArgumentParser) -> None:
        sub.add_argument("assignments", metavar="ASSIGNMENT", nargs="*", help="e.g. hw1_autodiff (default: all)")

    def hand_in(sub: argparse.ArgumentParser) -> None:
        sub.add_argument("submission", metavar="SUBMISSION", type=Path, help="a zip or a folder")
        sub.add_argument("--out", type=Path, metavar="DIR", help="where results.json and outcomes.jsonl go")

    grade = add("grade", _grade, "grade one submission")
    one(grade)
    hand_in(grade)
    grade.add_argument("--seed", type=int, help="of hidden data (default: a fresh one)")
    grade.add_argument("--allow-degraded", action="store_true", help="grade even where the sandbox has gaps")
    several(add("doctor", _doctor, "say what this machine can do: the sandbox's mode, memory, Docker"))
    starter = add("starter", _starter, "derive assignments/*/starter/ from the reference solutions")
    several(starter)
    starter.add_argument("--check", action="store_true", help="only compare")
    several(add("check", _check, "find what is inconsistent, graded wrong, or leaking"))
    one(add("new", _new, "write a small complete homework to start from"))
    audit = add("audit", _audit, "measure which wrong answers the tests catch")
    one(audit)
    audit.add_argument(
        "--out", type=Path, metavar="DIR", help="where the report goes (default: build/audit/ASSIGNMENT)"
    )
    audit.add_argument("--fresh", action="store_true", help="forget what an interrupted audit has found")
    audit.add_argument("--seed", type=int, default=0, help="of hidden data")
    audit.add_argument(
        "--matrix", action="store_true", help="show, too, which checks kill nothing alone (takes twice as long)"
    )
    audit.add_argument(
        "--certificate",
        type=int,
        metavar="RUNS",
        help="instead, grade right answers this often and write docs/certificates/ASSIGNMENT.md",
    )
    several(add("hints", _hints, "run the known mistakes, so that wrong values can be told which mistake they are"))
    leaks = add("leaks", _leaks, "look for solutions, hidden tests and answers in what is to be published")
    leaks.add_argument("paths", metavar="PATH", nargs="+", type=Path, help="a folder or a file, e.g. build/handouts")
    several(add("handout", _handout, "build the zip, PDF and page that students get"))
    site = add("site", _site, "build the course's pages")
    site.add_argument("--as-of", metavar="DATE", help="show what is released then (default: now), e.g. 2027-02-01")
    several(add("package", _package, "build the zips for Gradescope"))
    dry_run = add("dry-run", _dry_run, "grade in a container, as Gradescope does")
    one(dry_run)
    hand_in(dry_run)
    dry_run.add_argument("--base", metavar="IMAGE", help="the image to build on")
    one(add("gradescope", _gradescope, "grade what lies in Gradescope's container; run_autograder calls it"))
    return parser
