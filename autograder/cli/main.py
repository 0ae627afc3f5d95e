"""The entry point of the command line; a command's module is imported only when that command is used.

Exit codes:
    0: done.
    1: done, but something is wrong with the input (`grade`: the submission is refused, or, if the target says so,
        points are lost).
    2: the input cannot be used.
    3: a score is withheld, or the autograder itself failed. Never 1, which a CI would take for lost points.
    130: interrupted.
"""

from __future__ import annotations

import argparse
import logging
import sys
import traceback
from collections.abc import Callable, Sequence

from autograder.cli.extras import require
from autograder.cli.parser import parser
from autograder.cli.say import say, say_lines, sentence
from autograder.config import load_course
from autograder.errors import AutograderError, GraderError
from autograder.model import Course
from autograder.text import escape_unknown_characters

_Command = Callable[[Course, argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; errors are one sentence on standard error."""
    for stream in (sys.stdout, sys.stderr):
        escape_unknown_characters(stream)
    logging.basicConfig(format="autograder: %(message)s")
    options = parser().parse_args(arguments)
    try:
        return _COMMANDS[options.command](load_course(options.course), options)
    except AutograderError as error:
        say_lines(f"autograder: {sentence(error)}", is_error=True)
        return error.exit_code
    except KeyboardInterrupt:
        say("autograder: interrupted", is_error=True)
        return 130
    except BrokenPipeError:  # `autograder … | head`
        sys.stderr.close()
        return 0
    except Exception as error:
        say_lines("".join(traceback.format_exception(error)), is_error=True)
        say("autograder: this is a fault of the autograder itself; please report the lines above", is_error=True)
        return GraderError.exit_code


def _grade(course: Course, options: argparse.Namespace) -> int:
    from autograder.cli.grade import grade

    return grade(
        course,
        options.assignment,
        options.submission,
        options.out,
        options.allow_degraded,
        options.seed,
        options.target,
        options.jobs,
    )


def _batch(course: Course, options: argparse.Namespace) -> int:
    from autograder.cli.batch import batch

    return batch(
        course,
        options.assignment,
        options.export,
        options.out,
        options.workers,
        options.on,
        options.again,
        options.seeds,
        options.history,
        options.allow_degraded,
    )


def _doctor(course: Course, options: argparse.Namespace) -> int:
    from autograder.cli.doctor import doctor

    return doctor(course, options.assignments)


def _starter(course: Course, options: argparse.Namespace) -> int:
    from autograder.cli.authoring import starter

    return starter(course, options.assignments, check=options.check)


def _check(course: Course, options: argparse.Namespace) -> int:
    require("check", "authoring")
    from autograder.cli.check import check

    return check(course, options.assignments, fresh=options.fresh)


def _new(course: Course, options: argparse.Namespace) -> int:
    from autograder.cli.authoring import new

    return new(course, options.assignment)


def _new_term(course: Course, options: argparse.Namespace) -> int:
    from autograder.cli.authoring import new_term

    return new_term(course, options)


def _init(_: Course, options: argparse.Namespace) -> int:
    from autograder.cli.authoring import init

    return init(options.folder)


def _adopt(course: Course, options: argparse.Namespace) -> int:
    from autograder.cli.adopt import adopt

    return adopt(course, options.folder, options.name, options.submit, options.solution)


def _lock(course: Course, options: argparse.Namespace) -> int:
    from autograder.cli.lock import lock

    return lock(course, options.assignments)


def _audit(course: Course, options: argparse.Namespace) -> int:
    require("audit", "audit", "authoring")
    from autograder.cli.audit import audit

    return audit(course, options.assignment, options)


def _report(course: Course, options: argparse.Namespace) -> int:
    from autograder.cli.class_report import class_report

    return class_report(course, options.assignment, options.batch, options.out, options.also)


def _regrade(course: Course, options: argparse.Namespace) -> int:
    from autograder.cli.regrade import regrade

    return regrade(course, options.assignment, options)


def _hints(course: Course, options: argparse.Namespace) -> int:
    from autograder.cli.hints import hints

    return hints(course, options.assignments)


def _leaks(course: Course, options: argparse.Namespace) -> int:
    require("leaks", "authoring")
    from autograder.cli.leaks import leaks

    return leaks(course, options.paths)


def _handout(course: Course, options: argparse.Namespace) -> int:
    require("handout", "authoring")
    from autograder.cli.publish import handout

    return handout(course, options.assignments)


def _site(course: Course, options: argparse.Namespace) -> int:
    require("site", "authoring")
    from autograder.cli.publish import site

    return site(course, options.as_of)


def _package(course: Course, options: argparse.Namespace) -> int:
    from autograder.cli.hints import refresh
    from autograder.cli.package import package
    from autograder.packaging.targets import target_named

    target_named(options.target)  # a wrong name is an error before minutes go by
    refresh(course, options.assignments)
    return package(course, options.assignments, options.target, options.ledger)


def _dry_run(course: Course, options: argparse.Namespace) -> int:
    from autograder.cli.package import dry_run

    return dry_run(course, options.assignment, options.submission, options.base, options.out)


def _similar(course: Course, options: argparse.Namespace) -> int:
    from autograder.cli.similar import similar

    return similar(course, options.assignment, options.export, options.also, options.out)


def _anonymise(course: Course, options: argparse.Namespace) -> int:
    from autograder.cli.anonymise import anonymise_export

    return anonymise_export(
        course, options.export, options.out, options.key, options.due, options.words, options.history
    )


def _gradescope(course: Course, options: argparse.Namespace) -> int:
    from autograder.cli.gradescope import gradescope

    return gradescope(course, options.assignment)


def _written(course: Course, options: argparse.Namespace) -> int:
    from autograder.cli.written import written

    return written(course, options.assignments)


def _gradebook(course: Course, options: argparse.Namespace) -> int:
    from autograder.cli.gradebook import gradebook

    return gradebook(course, options)


def _records(course: Course, options: argparse.Namespace) -> int:
    from autograder.cli.records import check

    return check(course)


_COMMANDS: dict[str, _Command] = {
    "grade": _grade,
    "batch": _batch,
    "doctor": _doctor,
    "starter": _starter,
    "check": _check,
    "init": _init,
    "new": _new,
    "new-term": _new_term,
    "adopt": _adopt,
    "lock": _lock,
    "audit": _audit,
    "report": _report,
    "regrade": _regrade,
    "hints": _hints,
    "leaks": _leaks,
    "handout": _handout,
    "site": _site,
    "package": _package,
    "dry-run": _dry_run,
    "similar": _similar,
    "anonymise": _anonymise,
    "gradescope": _gradescope,
    "records": _records,
    "gradebook": _gradebook,
    "written": _written,
}
