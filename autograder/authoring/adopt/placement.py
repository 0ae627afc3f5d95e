"""Decides which tests of a suite run outside, protected, and which inside: by trying both with the solution.

A test runs outside if its verdicts there are the same as inside: the solution passes in both, and each of two wrong
answers ends the same way in both. All other tests run inside, where they mean what their author wrote. Without a
solution nothing can be tried, so all run inside: a test placed outside by a guess might fail right answers.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.authoring.adopt.wrong_answers import wrong_answers
from autograder.authoring.trial_submissions import Trial, Trials, said
from autograder.errors import GraderError
from autograder.grading.inside.selection import ALL, inside_tests, test_files
from autograder.model import Assignment, Outcome, Verdict

_SOLUTION = "solution"
#: of each test, how it ended for each submission: did all of its cases pass, and what was said
Verdicts = dict[tuple[str, str], dict[str, tuple[bool, str]]]
_Step = Callable[[str], None]


@dataclass(frozen=True)
class Placement:
    """Where each test runs.

    Attributes:
        inside: entries for `inside:` of assignment.yaml.
        outside: (file, test) of those that run outside.
        reasons: (file, test) -> what kept it inside when it was tried outside.
        failing: (file, test) -> its message, if the solution fails it even inside: the test must be wrong.
    """

    inside: tuple[str, ...]
    outside: tuple[tuple[str, str], ...] = ()
    reasons: Mapping[tuple[str, str], str] | None = None
    failing: Mapping[tuple[str, str], str] | None = None


def place(assignment: Assignment, texts: Mapping[str, str], step: _Step = lambda _: None) -> Placement:
    """Try every test inside and outside.

    Args:
        assignment: written, with all of its tests inside.
        texts: path -> text of the solution; {} if there is none.
        step: called with what is being tried.
    """
    if not texts:
        return Placement((ALL,))
    submissions = {_SOLUTION: texts, **wrong_answers(texts)}
    step("every test inside")
    whole = replace(assignment, inside=(ALL,), adopted=True)
    inside = _verdicts(whole, submissions)
    files = test_files(assignment.public_tests)
    step("every test outside")
    outside, refused = _outside(assignment, submissions, files, step)
    reasons = {test: _reason(inside[test], outside.get(test), refused.get(test[0], "")) for test in inside}
    protected = tuple(test for test, reason in reasons.items() if not reason)
    return Placement(
        inside=entries(assignment, protected),
        outside=protected,
        reasons={test: reason for test, reason in reasons.items() if reason},
        failing={test: ends[_SOLUTION][1] for test, ends in inside.items() if not ends[_SOLUTION][0]},
    )


def entries(assignment: Assignment, outside: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """The entries of `inside:` that run all tests but these inside: whole files if none of their tests runs outside."""
    protected = set(outside)
    found: list[str] = []
    for file in test_files(assignment.public_tests):
        nodes = dict.fromkeys(test.node for _, test in inside_tests(assignment.public_tests, [file]))
        kept = [node for node in nodes if (file, node) not in protected]
        found += [file] if len(kept) == len(nodes) else [f"{file}::{node}" for node in kept]
    return (ALL,) if not protected else tuple(found)


def _reason(inside: dict[str, tuple[bool, str]], outside: dict[str, tuple[bool, str]] | None, refused: str) -> str:
    """Why a test does not run outside, or ""."""
    if outside is None:
        return refused or "pytest does not find it outside"
    if not inside[_SOLUTION][0]:
        return "the solution does not pass it inside"
    for name, (passed, text) in outside.items():
        if passed != inside[name][0]:
            if name == _SOLUTION:
                return f"the solution passes inside; outside: {text}"
            return f"an answer whose functions {_what(name)} {'passes' if passed else 'fails'} outside, unlike inside"
    return ""


def _what(name: str) -> str:
    return "raise" if name == "raises" else "return nothing"


def _outside(
    assignment: Assignment, submissions: Mapping[str, Mapping[str, str]], files: Sequence[str], step: _Step
) -> tuple[Verdicts, dict[str, str]]:
    """How all tests end outside; where that cannot be tried with all, file by file, and which files cannot be used."""
    try:
        return _verdicts(replace(assignment, inside=(), adopted=True), submissions), {}
    except GraderError:
        pass
    found: Verdicts = {}
    refused: dict[str, str] = {}
    for file in files:
        step(f"{file} outside")
        others = tuple(other for other in files if other != file)
        try:
            found |= _verdicts(replace(assignment, inside=others, adopted=True), submissions, only=file)
        except GraderError as error:
            refused[file] = f"it cannot be imported outside: {_last_line(error.what)}"
    return found, refused


def _verdicts(assignment: Assignment, submissions: Mapping[str, Mapping[str, str]], only: str = "") -> Verdicts:
    found: Verdicts = {}
    with tempfile.TemporaryDirectory() as folder, Trials(assignment, Path(folder), 1) as trials:
        chosen = tuple(check.id for check in trials.checks if not only or check.id.startswith(f"public/{only}::"))
        for number, (name, texts) in enumerate(submissions.items() if chosen else ()):
            for outcome in trials.grade(Trial(f"trial-{number}", texts, chosen)).outcomes:
                ends = found.setdefault(_test(outcome), {})
                passed, text = ends.get(name, (True, ""))
                fine = outcome.verdict in (Verdict.PASSED, Verdict.SKIPPED)
                ends[name] = (passed and fine, text or ("" if fine else said(outcome)))
    return found


def _test(outcome: Outcome) -> tuple[str, str]:
    """The file and the test of a check, whichever case of it."""
    file, _, node = outcome.check.id.removeprefix("public/").partition("::")
    return file, node.partition(" [case ")[0].partition("[")[0]


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:200] if lines else text[:200]
