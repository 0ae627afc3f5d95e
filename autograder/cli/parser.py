"""The command line's commands, arguments and options, with their help."""

from __future__ import annotations

import argparse
from pathlib import Path

from autograder import __version__


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command line; it puts the command's name into `options.command`."""
    root = argparse.ArgumentParser(
        prog="autograder", description="Grade homework in a jail; write it once, hand it out safely, audit its tests."
    )
    root.add_argument("--version", action="version", version=__version__)
    where = "the folder that holds assignments/ (default: here)"
    root.add_argument("--course", type=Path, default=Path(), metavar="DIR", help=where)
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--course", type=Path, default=argparse.SUPPRESS, metavar="DIR", help=where)
    commands = root.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, text: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.", parents=[common])
        sub.set_defaults(command=name)
        return sub

    def one(sub: argparse.ArgumentParser) -> None:
        sub.add_argument("assignment", metavar="ASSIGNMENT", help="e.g. hw1_autodiff")

    def several(sub: argparse.ArgumentParser) -> None:
        sub.add_argument("assignments", metavar="ASSIGNMENT", nargs="*", help="e.g. hw1_autodiff (default: all)")

    def submission(sub: argparse.ArgumentParser) -> None:
        sub.add_argument("submission", metavar="SUBMISSION", type=Path, help="a zip or a folder")
        sub.add_argument("--out", type=Path, metavar="DIR", help="where to write the results")

    def target(sub: argparse.ArgumentParser) -> None:
        text = "the platform: gradescope (default), or ci, where lost points mean exit code 1"
        sub.add_argument("--target", metavar="NAME", default="gradescope", help=text)

    grade = add("grade", "grade one submission")
    one(grade)
    submission(grade)
    target(grade)
    grade.add_argument("--seed", type=int, help="the seed of hidden data (default: a fresh one)")
    at_once = "how many checks to run at the same time, if memory allows (default: up to 4, if the homework says so)"
    grade.add_argument("--jobs", type=int, metavar="N", help=at_once)
    grade.add_argument("--allow-degraded", action="store_true", help="grade even where the sandbox has gaps")
    batch = add("batch", "grade a whole class; a second run grades only what has changed")
    one(batch)
    batch.add_argument(
        "export", metavar="EXPORT", type=Path, help="a download from Gradescope, Canvas or Moodle, or a folder of zips"
    )
    where_to = "where to write the results (default: build/batches/ASSIGNMENT)"
    batch.add_argument("--out", type=Path, metavar="DIR", help=where_to)
    at_once = "how many submissions to grade at once (default: one per processor)"
    batch.add_argument("--workers", type=int, metavar="N", help=at_once)
    batch.add_argument(
        "--on",
        metavar="ENGINE",
        default="threads",
        help="where to grade: threads (default), slurm, or a Dask scheduler's tcp://host:port",
    )
    batch.add_argument(
        "--again",
        choices=("failed", "all"),
        default="",
        help="grade again: submissions without a score (failed), or all of them (all)",
    )
    batch.add_argument(
        "--seeds",
        type=int,
        metavar="K",
        default=1,
        help="grade each submission K times on different hidden data, to find checks that depend on luck",
    )
    batch.add_argument("--history", action="store_true", help="also grade earlier submissions, if the export has them")
    batch.add_argument("--allow-degraded", action="store_true", help="grade even where the sandbox has gaps")
    several(add("doctor", "say what this machine supports: sandbox mode, memory, Docker"))
    starter = add("starter", "derive assignments/*/starter/ from the reference solutions")
    several(starter)
    starter.add_argument("--check", action="store_true", help="only compare; write nothing")
    check = add("check", "find whatever is inconsistent, graded wrongly, or leaked in a homework")
    several(check)
    check.add_argument(
        "--fresh", action="store_true", help="grade everything, even what has not changed since last time"
    )
    init = add("init", "start a course: course.yaml, Makefile, CI and a first homework")
    init.add_argument("folder", metavar="FOLDER", type=Path, help="a new or empty folder, e.g. spring2027")
    one(add("new", "write a small complete homework to start from"))
    term = add("new-term", "start a new term from this course, with shifted dates, empty records and new secrets")
    term.add_argument("folder", metavar="FOLDER", type=Path, help="where to put the new term's course")
    term.add_argument("term", metavar="TERM", help="the new term's name, e.g. 'Fall 2027'")
    term.add_argument("--start", required=True, metavar="DATE", help="a day in the first teaching week")
    text = "a day in a week without teaching; may be repeated"
    term.add_argument("--holiday", action="append", default=[], metavar="DATE", help=text)
    term.add_argument("--old-holiday", action="append", default=[], metavar="DATE", help="the same, for the old term")
    adopt = add("adopt", "turn a test suite from elsewhere into a homework, without editing a test")
    text = "a folder with tests/, for Gradescope (run_tests.py, requirements.txt) or plain pytest"
    adopt.add_argument("folder", metavar="FOLDER", type=Path, help=text)
    adopt.add_argument("--name", default="", help="the homework's name (default: the folder's)")
    adopt.add_argument("--submit", nargs="+", default=(), metavar="FILE", help="the files that students submit")
    adopt.add_argument("--solution", type=Path, metavar="DIR", help="the solution (default: solution/ in the folder)")
    several(add("lock", "pin the versions of a homework's own packages"))
    audit = add("audit", "measure which wrong answers the tests catch")
    one(audit)
    audit.add_argument(
        "--out", type=Path, metavar="DIR", help="where to write the report (default: build/audit/ASSIGNMENT)"
    )
    audit.add_argument("--fresh", action="store_true", help="forget what an interrupted audit has found")
    audit.add_argument("--seed", type=int, default=0, help="the seed of hidden data (default: 0)")
    audit.add_argument(
        "--matrix", action="store_true", help="also show the checks that no mutant needs (takes twice as long)"
    )
    audit.add_argument(
        "--certificate",
        type=int,
        metavar="RUNS",
        help="instead: grade RUNS right answers, try each mistake RUNS times, write docs/certificates/ASSIGNMENT.md",
    )
    report = add("report", "write a class report for staff: scores, checks, mistakes, submissions")
    one(report)
    where_batch = "the folder of a batch (default: build/batches/ASSIGNMENT)"
    report.add_argument("--batch", type=Path, metavar="DIR", help=where_batch)
    also = "another batch of the same homework, to find checks that end differently for the same files"
    report.add_argument("--also", type=Path, metavar="DIR", action="append", default=[], help=also)
    report.add_argument(
        "--out", type=Path, metavar="DIR", help="where to write the pages (default: build/reports/ASSIGNMENT)"
    )
    regrade = add("regrade", "grade a class again after its tests or points change, and show whose score changes")
    one(regrade)
    regrade.add_argument("--against", type=Path, metavar="DIR", help=f"the earlier batch: {where_batch}")
    where_new = "where to write the new batch and its page (default: build/regrades/ASSIGNMENT)"
    regrade.add_argument("--out", type=Path, metavar="DIR", help=where_new)
    text = "run nothing: say what would run, and which scores change because of points alone"
    regrade.add_argument("--dry", action="store_true", help=text)
    regrade.add_argument("--never-lower", action="store_true", help="let nobody lose points: the higher score counts")
    regrade.add_argument("--on", metavar="ENGINE", default="threads", help="where to grade, as for batch")
    regrade.add_argument("--workers", type=int, metavar="N", help=at_once)
    regrade.add_argument("--allow-degraded", action="store_true", help="grade even where the sandbox has gaps")
    several(add("hints", "attach hints to failing tests, by running the known mistakes"))
    leaks = add("leaks", "scan handouts for leaked solutions, hidden tests and answers")
    leaks.add_argument("paths", metavar="PATH", nargs="+", type=Path, help="a folder or a file, e.g. build/handouts")
    several(add("handout", "build the zip, PDF and page that students get"))
    site = add("site", "build the course's pages")
    site.add_argument("--as-of", metavar="DATE", help="show the course on that day (default: now), e.g. 2027-02-01")
    package = add("package", "build the zips for Gradescope, or another target")
    several(package)
    target(package)
    package.add_argument(
        "--ledger", action="store_true", help="include each student's remaining grace days, for notes about lateness"
    )
    dry_run = add("dry-run", "grade in a container, as Gradescope does")
    one(dry_run)
    submission(dry_run)
    dry_run.add_argument("--base", metavar="IMAGE", help="the image to build on")
    similar = add("similar", "show which submissions of a class are alike: a place to look, never a verdict")
    one(similar)
    text = "a download from the platform (default: what the last batch graded)"
    similar.add_argument("export", metavar="EXPORT", type=Path, nargs="?", help=text)
    text = "also compare with last year's export, or a folder of public solutions; may be repeated"
    similar.add_argument("--also", metavar="FOLDER", type=Path, action="append", default=[], help=text)
    text = "where to write the pages (default: build/similar/ASSIGNMENT)"
    similar.add_argument("--out", type=Path, metavar="DIR", help=text)
    anonymise = add("anonymise", "copy a class's export without the people in it, for studies")
    anonymise.add_argument("export", metavar="EXPORT", type=Path, help="a download from the platform")
    anonymise.add_argument("out", metavar="OUT", type=Path, help="a new folder, which `batch` can read")
    text = "the key of the pseudonyms, created if missing (default: autograder/anonymise.key in your settings folder)"
    anonymise.add_argument("--key", metavar="FILE", type=Path, help=text)
    text = "when the homework was due, e.g. 2027-02-08T23:59, if the export does not say"
    anonymise.add_argument("--due", metavar="MOMENT", default="", help=text)
    text = "a file of more words to remove, such as nicknames and names of staff"
    anonymise.add_argument("--words", metavar="FILE", type=Path, help=text)
    anonymise.add_argument(
        "--history", action="store_true", help="also include earlier submissions, if the export has them"
    )
    records = add("records", "check what staff know about people: roster, extensions, overrides, scores")
    records.add_argument("action", choices=["check"], help="read everything in records/ and say what is wrong")
    several(add("written", "build Gradescope's outline of the written questions, and the graders' answer key as a PDF"))
    gradebook = add("gradebook", "compute grace days and grades from records/ and batches, and write them as pages")
    gradebook.add_argument("--csv", choices=["gradescope", "canvas", "finalgrade"], help="also write this table")
    gradebook.add_argument("--student", metavar="WHO", help="show one student: an e-mail, an id or a name")
    gradebook.add_argument("--as-of", metavar="DATE", help="count what was known then (default: now), e.g. 2027-03-01")
    text = "say whose grade a changed course.yaml, extensions.yaml, overrides.yaml, roster.csv or records/ would change"
    gradebook.add_argument("--what-if", type=Path, metavar="FILE", help=text)
    text = "where to write the pages (default: build/gradebook)"
    gradebook.add_argument("--out", type=Path, metavar="DIR", help=text)
    one(add("gradescope", "grade the submission in Gradescope's container; run_autograder calls it"))
    return root
