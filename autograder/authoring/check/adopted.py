"""The part of `autograder check` for a homework whose tests were written elsewhere: is it graded right?

Titles, numbers, unexpected files and a missing write-up are only advice, since adopted tests were not written to our
rules. Anything that affects points is still a finding.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.authoring.check.decorators import decorator_findings, points_findings, public_numbers
from autograder.authoring.check.findings import Finding, gathered
from autograder.authoring.check.graded import Step
from autograder.authoring.check.inside import inside_notes
from autograder.authoring.check.layout import layout_findings
from autograder.authoring.source.starter import shown
from autograder.authoring.source.test_functions import read_test_modules, where_of
from autograder.authoring.trial_submissions import Trial, Trials, function_of, said
from autograder.model import Assignment, Verdict

_WORKERS = 1


@dataclass(frozen=True)
class AdoptedReport:
    """Findings, advice, the number of checks, and notes."""

    findings: tuple[Finding, ...]
    advice: tuple[Finding, ...]
    checks: int
    notes: tuple[str, ...]


def check_adopted(assignment: Assignment, step: Step) -> AdoptedReport:
    """Grade the solution, and look at the points.

    Raises:
        AutograderError: the tests cannot be collected.
    """
    step("files", 0, 0)
    advice = [*gathered(lambda: layout_findings(assignment)), *gathered(lambda: _style(assignment))]
    step("starting the grader", 0, 0)
    with tempfile.TemporaryDirectory() as folder, Trials(assignment, Path(folder), _WORKERS) as trials:
        findings = list(points_findings(assignment, [(check.number, check.points) for check in trials.checks]))
        notes = list(inside_notes(assignment, trials.checks))
        texts = _solution(assignment)
        step("solution", 0, 0)
        if texts:
            findings += _failures(assignment, trials, texts)
        else:
            notes.append("there is no solution to grade, so there is no telling whether right answers pass")
        return AdoptedReport(tuple(findings), tuple(dict.fromkeys(advice)), len(trials.checks), tuple(notes))


def _style(assignment: Assignment) -> Iterator[Finding]:
    yield from decorator_findings(assignment, read_test_modules(assignment), public_numbers(assignment))


def _solution(assignment: Assignment) -> dict[str, str]:
    files = {path: assignment.solution / path for path in assignment.submit}
    return {path: file.read_text(encoding="utf-8") for path, file in files.items() if file.is_file()}


def _failures(assignment: Assignment, trials: Trials, texts: dict[str, str]) -> Iterator[Finding]:
    """Checks that the solution does not pass; partial credit is for their authors to give."""
    command = f"see 'autograder grade {assignment.name} {shown(assignment, assignment.solution)}'"
    for outcome in trials.grade(Trial("solution", texts)).outcomes:
        if outcome.verdict not in (Verdict.PASSED, Verdict.SKIPPED):
            where = f"{where_of(assignment, outcome.check.id)} ({function_of(outcome.check)})"
            yield Finding(where, f"the reference solution does not pass: {said(outcome)}", command)
