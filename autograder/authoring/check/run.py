"""Runs every part of the check of one homework, in order."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.authoring.check.adopted import check_adopted
from autograder.authoring.check.decorators import (
    decorator_findings,
    points_findings,
    public_numbers,
    public_points_findings,
)
from autograder.authoring.check.findings import Finding, from_error, gathered
from autograder.authoring.check.graded import Material, Step, graded_findings
from autograder.authoring.check.inside import inside_notes
from autograder.authoring.check.layout import layout_findings, starter_findings
from autograder.authoring.check.secrecy import hint_findings, import_findings, leak_findings
from autograder.authoring.check.store import found_nothing, keep_nothing_found
from autograder.authoring.check.written_up import write_up_findings
from autograder.authoring.source.hidden_checks import FILE, is_stale, path_of
from autograder.authoring.source.mistakes import read_mistakes
from autograder.authoring.source.starter import shown, solution_texts
from autograder.authoring.source.test_functions import TestModule, read_test_modules, where_of
from autograder.authoring.source.variants import read_variants
from autograder.authoring.trial_submissions import Trials, function_of
from autograder.authoring.writeup.render import html_body, pdf, write_up
from autograder.errors import AutograderError, InputError
from autograder.grading.digests import homework_digest
from autograder.grading.hints import are_stale
from autograder.model import Assignment, Check
from autograder.text import many

WORKERS = 2


@dataclass(frozen=True)
class Report:
    """What the check of one homework found.

    Attributes:
        counts: what was checked, in words: "33 checks, 75 mistakes".
        advice: advice on style, for an adopted homework.
        notes: remarks that are not findings, such as parts that could not be checked.
        complete: everything was checked; False if a listed file is missing.
        unchanged: nothing was graded, because an earlier check found nothing wrong with the same files.
    """

    assignment: Assignment
    findings: tuple[Finding, ...]
    counts: str
    notes: tuple[str, ...] = ()
    unchanged: bool = False
    complete: bool = True
    advice: tuple[Finding, ...] = ()


def check_assignment(assignment: Assignment, step: Step = lambda what, done, of: None, fresh: bool = False) -> Report:
    """Check one homework.

    Args:
        step: called with what is being done, how much of it is done, and how much there is.
        fresh: grade again, even if an earlier check found nothing wrong with the same files.
    """
    if not assignment.secret.is_dir():
        return _public_only(assignment)
    if assignment.adopted:
        return _adopted(assignment, step)
    findings: list[Finding] = []
    modules: list[TestModule] = []
    step("files", 0, 0)
    findings += gathered(lambda: layout_findings(assignment))
    findings += gathered(lambda: starter_findings(assignment))
    findings += gathered(lambda: _reading_tests(assignment, modules))
    step("write-up", 0, 0)
    findings += gathered(lambda: _write_up(assignment))
    findings += gathered(lambda: write_up_findings(assignment))
    step("secrecy", 0, 0)
    findings += gathered(lambda: leak_findings(assignment))
    findings += gathered(lambda: hint_findings(assignment))
    try:
        homework_digest(assignment)
    except InputError as error:  # a file that is listed is not there: nothing can be graded
        return Report(assignment, tuple(dict.fromkeys([*findings, from_error(error)])), "", complete=False)
    before = None if fresh or assignment.inside else found_nothing(assignment)  # what runs inside is named each time
    inside: list[str] = []
    if before is not None:
        counts, graded = before, list[Finding]()
    else:
        counts, graded = _graded(assignment, modules, inside, step)
        if not graded:
            keep_nothing_found(assignment, counts)
    notes = (*inside, *_unscheduled(assignment), *_without_hints(assignment), *_with_a_stale_list(assignment))
    return Report(assignment, tuple(dict.fromkeys([*findings, *graded])), counts, notes, before is not None)


def _graded(
    assignment: Assignment, modules: Sequence[TestModule], inside: list[str], step: Step
) -> tuple[str, list[Finding]]:
    """What was counted, and what the checks get wrong; `inside` gets a note on each check that runs inside."""
    counts, findings = "", list[Finding]()
    try:
        material = _material(assignment)
        regions = sum(1 for _ in material.regions())
        mistakes, variants = many(len(material.mistakes), "mistake"), many(len(material.variants), "variant")
        counts = f"{many(regions, 'region')}, {mistakes}, {variants}"
        step("starting the grader", 0, 0)
        with tempfile.TemporaryDirectory() as folder, Trials(assignment, Path(folder), WORKERS) as trials:
            counts = f"{many(len(trials.checks), 'check')}, {counts}"
            inside += inside_notes(assignment, trials.checks)
            findings += points_findings(assignment, [(check.number, check.points) for check in trials.checks])
            findings += gathered(lambda: public_points_findings(assignment, trials.checks))
            findings += unmatched_findings(assignment, modules, trials.checks)
            findings += graded_findings(assignment, material, trials, step, WORKERS)
    except AutograderError as error:
        findings.append(from_error(error))
    return counts, findings


def _adopted(assignment: Assignment, step: Step) -> Report:
    try:
        found = check_adopted(assignment, step)
    except AutograderError as error:
        return Report(assignment, (from_error(error),), "")
    counts = f"{many(found.checks, 'check')}, adopted"
    notes = (*found.notes, *_unscheduled(assignment))
    return Report(assignment, found.findings, counts, notes, advice=found.advice)


def _public_only(assignment: Assignment) -> Report:
    """What can be said without reference_solutions/."""
    modules: list[TestModule] = []
    findings = [*gathered(lambda: layout_findings(assignment)), *gathered(lambda: _reading_tests(assignment, modules))]
    findings += gathered(lambda: _write_up(assignment))
    absent = (
        f"reference_solutions/{assignment.name} is not here, so there is no telling whether the starter is up to date, "
    )
    absent += "whether a solution leaks, whether points add up and whether answers are graded right"
    counts = many(sum(len(module.functions) for module in modules), "public check")
    return Report(assignment, tuple(findings), counts, (absent, *_unscheduled(assignment)))


def _unscheduled(assignment: Assignment) -> Iterator[str]:
    if assignment.course.schedule and assignment.course.scheduled(assignment.name) is None:
        yield "it is not in the schedule in assignments/course.yaml, so it is never released"


def _without_hints(assignment: Assignment) -> Iterator[str]:
    """Hints of other tests or mistakes than today's are not given; a check should not take as long as making them."""
    if are_stale(assignment):
        remedy = f"'autograder package' builds it, and so does 'autograder hints {assignment.name}'"
        yield f"students get no hints: hints.json is missing or older than the tests or mistakes; {remedy}"


def _with_a_stale_list(assignment: Assignment) -> Iterator[str]:
    """Of no weight where the hidden tests are: handouts are made from these."""
    if path_of(assignment).is_file() and is_stale(assignment):
        yield f"{FILE} does not match the hidden tests; run 'autograder starter {assignment.name}'"


def _reading_tests(assignment: Assignment, modules: list[TestModule]) -> Iterator[Finding]:
    modules += read_test_modules(assignment)
    yield from decorator_findings(assignment, modules, public_numbers(assignment))
    yield from import_findings(assignment, modules)


def _write_up(assignment: Assignment) -> Iterator[Finding]:
    done = write_up(assignment)  # raises what is wrong: unknown signatures, points of questions that do not add up
    html_body(done)  # … formulas that browsers cannot show
    pdf(done)  # … or paper
    yield from ()


def _material(assignment: Assignment) -> Material:
    texts = solution_texts(assignment)
    folder = shown(assignment, assignment.solution)
    return Material(folder, texts, tuple(read_mistakes(assignment)), read_variants(assignment, texts))


def unmatched_findings(
    assignment: Assignment, modules: Sequence[TestModule], checks: Sequence[Check]
) -> Iterator[Finding]:
    """Findings about tests that pytest did not collect, and about collected checks that we could not read."""
    collected = {(where_of(assignment, check.id), function_of(check)) for check in checks}
    read = {(module.where, test.name): test for module in modules for test in module.functions}
    for where_and_name, test in read.items():
        if where_and_name not in collected:
            yield Finding(test.where, f"{test.name} is never run", "let pytest collect it: is it in a class Test…?")
    for where, name in sorted(collected - set(read)) if modules else ():
        what = f"{name} is run, but nobody could read its title, its points and what gives it away"
        yield Finding(where, what, f"define it in a file test_….py, by 'def {name}' in that file or a class of it")
