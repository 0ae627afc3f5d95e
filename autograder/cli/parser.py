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
        sub.add_argument("--out", type=Path, metavar="DIR", help="where the results and outcomes.jsonl go")

    def target(sub: argparse.ArgumentParser) -> None:
        text = "who reads the results: gradescope (default), or ci, where lost points are exit code 1"
        sub.add_argument("--target", metavar="NAME", default="gradescope", help=text)

    grade = add("grade", "grade one submission")
    one(grade)
    submission(grade)
    target(grade)
    grade.add_argument("--seed", type=int, help="of hidden data (default: a fresh one)")
    grade.add_argument("--allow-degraded", action="store_true", help="grade even where the sandbox has gaps")
    several(add("doctor", "say what this machine can do: the sandbox's mode, memory, Docker"))
    starter = add("starter", "derive assignments/*/starter/ from the reference solutions")
    several(starter)
    starter.add_argument("--check", action="store_true", help="only compare")
    several(add("check", "find what is inconsistent, graded wrong, or leaking"))
    one(add("new", "write a small complete homework to start from"))
    adopt = add("adopt", "make a homework of a suite that was written elsewhere, no test edited")
    text = "with tests/, as for Gradescope (run_tests.py, requirements.txt) or plain pytest"
    adopt.add_argument("folder", metavar="FOLDER", type=Path, help=text)
    adopt.add_argument("--name", default="", help="of the homework (default: the folder's)")
    adopt.add_argument("--submit", nargs="+", default=(), metavar="FILE", help="what students submit")
    adopt.add_argument("--solution", type=Path, metavar="DIR", help="right answers (default: solution/ in the folder)")
    several(add("lock", "write down the versions of the packages that a homework names"))
    audit = add("audit", "measure which wrong answers the tests catch")
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
        help="instead, grade right answers this often, try mistakes as often, write docs/certificates/ASSIGNMENT.md",
    )
    several(add("hints", "run the known mistakes, so that wrong values can be told which mistake they are"))
    leaks = add("leaks", "look for solutions, hidden tests and answers in what is to be published")
    leaks.add_argument("paths", metavar="PATH", nargs="+", type=Path, help="a folder or a file, e.g. build/handouts")
    several(add("handout", "build the zip, PDF and page that students get"))
    site = add("site", "build the course's pages")
    site.add_argument("--as-of", metavar="DATE", help="show what is released then (default: now), e.g. 2027-02-01")
    package = add("package", "build the zips for Gradescope, or another target")
    several(package)
    target(package)
    dry_run = add("dry-run", "grade in a container, as Gradescope does")
    one(dry_run)
    submission(dry_run)
    dry_run.add_argument("--base", metavar="IMAGE", help="the image to build on")
    one(add("gradescope", "grade what lies in Gradescope's container; run_autograder calls it"))
    return root
