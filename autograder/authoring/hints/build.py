"""Builds reference_solutions/<homework>/hints.json: which checks each known mistake fails, with its fingerprints.

Each mistake is graded twice, with different seeds. Anything that differs depends on random data and is dropped; so
visible checks on fixed data keep their fingerprints, and hidden ones on fresh data keep none. A mistake is graded only
by the checks that reach its region: for all others it runs the same code as the solution.
"""

from __future__ import annotations

import dataclasses
import os
import tempfile
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from autograder.authoring.source.coverage import marked, reach_of
from autograder.authoring.source.mistakes import Mistake, read_mistakes, splice_files
from autograder.authoring.source.starter import solution_texts
from autograder.grading.digests import fingerprint_digest, mistakes_digest
from autograder.grading.engine import Grader
from autograder.grading.evidence import Known, evidence_of
from autograder.grading.hints import FILE, Catalogue, encoded
from autograder.model import Assignment, Submission, SubmittedFile

_SEEDS = (1, 2)
_Step = Callable[[], None]


def build_catalogue(assignment: Assignment, step: _Step = lambda: None, workers: int = 0) -> Catalogue:
    """Run every known mistake that hints may name, and collect its fingerprints; `step` is called after each.

    Args:
        workers: how many to run at once; by default, one per core.

    Raises:
        ConfigError: a mistake cannot be read.
        GraderError: the tests cannot be run.
    """
    homework, made_of = fingerprint_digest(assignment), mistakes_digest(assignment)  # before they could be edited
    mistakes = [mistake for mistake in read_mistakes(assignment) if mistake.show_hint]
    texts = solution_texts(assignment)
    limits = dataclasses.replace(assignment.limits, wall=5.0)
    quick = dataclasses.replace(assignment, limits=limits, follow_through=())  # what a second run says is no evidence
    workers = workers or os.cpu_count() or 1
    with Grader(quick, allow_degraded=True, workers=workers) as grader, ThreadPoolExecutor(workers) as pool:
        reach = _reach(grader, texts)

        def run(mistake: Mistake) -> Known:
            files = splice_files(texts, mistake)
            told = [check.id for check in grader.checks if mistake.hint_when_hidden or not check.secret]
            only = [check for check in told if mistake.region in reach[check]]
            first, second = (_failures(grader, files, seed, only) for seed in _SEEDS)
            step()
            fails = {check: sorted(first[check] & second[check]) for check in sorted(first.keys() & second.keys())}
            return Known(mistake.title, mistake.hint, mistake.region, fails, mistake.hint_when_hidden)

        known = dict(zip((mistake.name for mistake in mistakes), pool.map(run, mistakes), strict=True))
    return Catalogue(homework, known, reach, made_of)


def write_catalogue(assignment: Assignment, catalogue: Catalogue) -> Path:
    """Write hints.json."""
    path = assignment.secret / FILE
    path.write_bytes(encoded(catalogue))
    return path


def _failures(grader: Grader, files: Mapping[str, str], seed: int, only: list[str]) -> dict[str, frozenset[str]]:
    """The fingerprints of each check that fails."""
    if not only:
        return {}
    with tempfile.TemporaryDirectory() as folder:
        grading = grader.grade(submission_of(files, Path(folder)), seed=seed, only=only)
    return dict(evidence_of(grading.outcomes).failed)


def _reach(grader: Grader, texts: Mapping[str, str]) -> dict[str, list[str]]:
    """Check -> the regions that it runs."""
    told, regions = marked(texts)
    with tempfile.TemporaryDirectory() as folder:
        grading = grader.grade(submission_of(told, Path(folder)), seed=_SEEDS[0])
    found = reach_of(grading.outcomes, regions, grader.assignment.limits.output_kept)
    return {check.id: [region for region in regions if check.id in found[region]] for check in grader.checks}


def submission_of(files: Mapping[str, str], folder: Path) -> Submission:
    """A submission of these texts, written to `folder`."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    listed: Iterable[SubmittedFile] = (SubmittedFile(path, len(text)) for path, text in files.items())
    return Submission(folder, tuple(listed), (), (), (), "", "mistake")
