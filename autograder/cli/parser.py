"""What can be asked for on the command line: commands, arguments, options, and their help."""

from __future__ import annotations

import argparse
from pathlib import Path

from autograder import __version__


def parser() -> argparse.ArgumentParser:
    """The whole command line; `options.command` is the name of what was asked for."""
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
        sub.add_argument("--out", type=Path, metavar="DIR", help="where the results go")

    def target(sub: argparse.ArgumentParser) -> None:
        text = "who reads the results: gradescope (default), or ci, where lost points are exit code 1"
        sub.add_argument("--target", metavar="NAME", default="gradescope", help=text)

    grade = add("grade", "grade one submission")
    one(grade)
    submission(grade)
    target(grade)
    grade.add_argument("--seed", type=int, help="of hidden data (default: a fresh one)")
    grade.add_argument("--allow-degraded", action="store_true", help="grade even where the sandbox has gaps")
    batch = add("batch", "grade a whole class; a second run grades only what has changed")
    one(batch)
    batch.add_argument(
        "export", metavar="EXPORT", type=Path, help="Gradescope's, Canvas' or Moodle's download, or a folder of zips"
    )
    where_to = "where the results go (default: build/batches/ASSIGNMENT)"
    batch.add_argument("--out", type=Path, metavar="DIR", help=where_to)
    batch.add_argument("--workers", type=int, metavar="N", help="how many at a time (default: one for each processor)")
    batch.add_argument(
        "--on",
        metavar="ENGINE",
        default="threads",
        help="where to grade: threads (default), slurm, or tcp://host:port of a Dask scheduler",
    )
    batch.add_argument(
        "--again",
        choices=("failed", "all"),
        default="",
        help="grade again what has no score (failed), or everything (all)",
    )
    batch.add_argument(
        "--seeds",
        type=int,
        metavar="K",
        default=1,
        help="grade each submission K times with other hidden data, to find checks that depend on luck",
    )
    batch.add_argument("--history", action="store_true", help="also grade earlier submissions, if the export has them")
    batch.add_argument("--allow-degraded", action="store_true", help="grade even where the sandbox has gaps")
    several(add("doctor", "say what this machine can do: the sandbox's mode, memory, Docker"))
    starter = add("starter", "derive assignments/*/starter/ from the reference solutions")
    several(starter)
    starter.add_argument("--check", action="store_true", help="only compare; write nothing")
    check = add("check", "find what is inconsistent, graded wrongly, or leaked")
    several(check)
    check.add_argument("--fresh", action="store_true", help="grade again what was graded before and has not changed")
    init = add("init", "begin a course: course.yaml, Makefile, CI and a first homework")
    init.add_argument("folder", metavar="FOLDER", type=Path, help="a new or empty folder, e.g. spring2027")
    one(add("new", "write a small complete homework to start from"))
    term = add("new-term", "begin a new term from this course: dates shifted, records empty, secrets new")
    term.add_argument("folder", metavar="FOLDER", type=Path, help="where the new term's course goes")
    term.add_argument("term", metavar="TERM", help="its name, e.g. 'Fall 2027'")
    term.add_argument("--start", required=True, metavar="DATE", help="a day in its first teaching week")
    text = "a day in a week of the new term without teaching; may be given several times"
    term.add_argument("--holiday", action="append", default=[], metavar="DATE", help=text)
    term.add_argument("--old-holiday", action="append", default=[], metavar="DATE", help="the same of the old term")
    adopt = add("adopt", "turn a test suite from elsewhere into a homework, without editing a test")
    text = "with tests/, as for Gradescope (run_tests.py, requirements.txt) or plain pytest"
    adopt.add_argument("folder", metavar="FOLDER", type=Path, help=text)
    adopt.add_argument("--name", default="", help="of the homework (default: the folder's)")
    adopt.add_argument("--submit", nargs="+", default=(), metavar="FILE", help="what students submit")
    adopt.add_argument("--solution", type=Path, metavar="DIR", help="right answers (default: solution/ in the folder)")
    several(add("lock", "pin the versions of the packages that a homework names"))
    audit = add("audit", "measure which wrong answers the tests catch")
    one(audit)
    audit.add_argument(
        "--out", type=Path, metavar="DIR", help="where the report goes (default: build/audit/ASSIGNMENT)"
    )
    audit.add_argument("--fresh", action="store_true", help="forget what an interrupted audit has found")
    audit.add_argument("--seed", type=int, default=0, help="of hidden data")
    audit.add_argument(
        "--matrix", action="store_true", help="also show which checks kill nothing alone (takes twice as long)"
    )
    audit.add_argument(
        "--certificate",
        type=int,
        metavar="RUNS",
        help="instead, grade RUNS right answers, try each mistake as often, and write docs/certificates/ASSIGNMENT.md",
    )
    report = add("report", "write a class report for staff: scores, checks, mistakes, submissions")
    one(report)
    where_batch = "the folder of a batch (default: build/batches/ASSIGNMENT)"
    report.add_argument("--batch", type=Path, metavar="DIR", help=where_batch)
    also = "another batch of the same homework, to find checks that end differently for the same files"
    report.add_argument("--also", type=Path, metavar="DIR", action="append", default=[], help=also)
    report.add_argument(
        "--out", type=Path, metavar="DIR", help="where the pages go (default: build/reports/ASSIGNMENT)"
    )
    regrade = add("regrade", "grade a class again after its tests or points have changed, and show who moves")
    one(regrade)
    regrade.add_argument("--against", type=Path, metavar="DIR", help=f"the earlier batch: {where_batch}")
    where_new = "where the new batch and the page go (default: build/regrades/ASSIGNMENT)"
    regrade.add_argument("--out", type=Path, metavar="DIR", help=where_new)
    regrade.add_argument("--dry", action="store_true", help="only say what has to run, and who moves by points alone")
    regrade.add_argument("--never-lower", action="store_true", help="nobody loses points: the higher score counts")
    regrade.add_argument("--on", metavar="ENGINE", default="threads", help="where to grade, as with batch")
    regrade.add_argument("--workers", type=int, metavar="N", help="how many at a time (default: one per processor)")
    regrade.add_argument("--allow-degraded", action="store_true", help="grade even where the sandbox has gaps")
    several(add("hints", "attach hints to failing tests, by running the known mistakes"))
    leaks = add("leaks", "scan handouts for leaked solutions, hidden tests and answers")
    leaks.add_argument("paths", metavar="PATH", nargs="+", type=Path, help="a folder or a file, e.g. build/handouts")
    several(add("handout", "build the zip, PDF and page that students get"))
    site = add("site", "build the course's pages")
    site.add_argument("--as-of", metavar="DATE", help="show the course as of that day (default: now), e.g. 2027-02-01")
    package = add("package", "build the zips for Gradescope, or another target")
    several(package)
    target(package)
    package.add_argument(
        "--ledger", action="store_true", help="pack the grace days that each student has left, for notes about lateness"
    )
    dry_run = add("dry-run", "grade in a container, as Gradescope does")
    one(dry_run)
    submission(dry_run)
    dry_run.add_argument("--base", metavar="IMAGE", help="the image to build on")
    similar = add("similar", "show which submissions of a class are alike, as a place to look and never a verdict")
    one(similar)
    text = "what the platform lets you download (default: what the last batch graded)"
    similar.add_argument("export", metavar="EXPORT", type=Path, nargs="?", help=text)
    text = "also compare with these: last year's export, or a folder of public solutions; may be repeated"
    similar.add_argument("--also", metavar="FOLDER", type=Path, action="append", default=[], help=text)
    text = "where the pages go (default: build/similar/ASSIGNMENT)"
    similar.add_argument("--out", type=Path, metavar="DIR", help=text)
    anonymise = add("anonymise", "write a class's export without the people in it, for studies")
    anonymise.add_argument("export", metavar="EXPORT", type=Path, help="what the platform lets you download")
    anonymise.add_argument("out", metavar="OUT", type=Path, help="a new folder, which `batch` reads again")
    text = "the key of the pseudonyms, made if there is none (default: autograder/anonymise.key in your settings)"
    anonymise.add_argument("--key", metavar="FILE", type=Path, help=text)
    text = "when it was due, e.g. 2027-02-08T23:59, if the export does not say"
    anonymise.add_argument("--due", metavar="MOMENT", default="", help=text)
    text = "more words to take out, such as nicknames and names of staff"
    anonymise.add_argument("--words", metavar="FILE", type=Path, help=text)
    anonymise.add_argument(
        "--history", action="store_true", help="also take earlier submissions, if the export has them"
    )
    records = add("records", "check what staff know about people: roster, extensions, overrides, scores")
    records.add_argument("action", choices=["check"], help="read everything in records/, and say what is wrong")
    several(add("written", "build Gradescope's outline of the written questions, and the graders' answer key as a PDF"))
    gradebook = add("gradebook", "compute grace days and grades from records/ and batches, and write them as pages")
    gradebook.add_argument("--csv", choices=["gradescope", "canvas", "finalgrade"], help="also write a table for this")
    gradebook.add_argument("--student", metavar="WHO", help="only one: an e-mail, an id or a name")
    gradebook.add_argument("--as-of", metavar="DATE", help="count what is known then (default: now), e.g. 2027-03-01")
    text = "say who would move with another course.yaml, extensions.yaml, overrides.yaml, roster.csv or records folder"
    gradebook.add_argument("--what-if", type=Path, metavar="FILE", help=text)
    gradebook.add_argument("--out", type=Path, metavar="DIR", help="where it goes (default: build/gradebook)")
    one(add("gradescope", "grade what lies in Gradescope's container; run_autograder calls it"))
    return root
