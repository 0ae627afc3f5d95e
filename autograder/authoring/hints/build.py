"""Making reference_solutions/<homework>/hints.json: the fingerprints of every known mistake.

Each mistake is graded twice, with different seeds. A fingerprint that differs between the two depends on hidden data
and is dropped; so for visible checks on fixed data all stay, and for hidden ones on fresh data none does.
"""

from __future__ import annotations

import dataclasses
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from autograder.authoring.source.mistakes import Mistake, read_mistakes, splice_files
from autograder.grading.digests import fingerprint_digest, mistakes_digest
from autograder.grading.engine import Grader
from autograder.grading.hints import FILE, Catalogue, Known, encoded
from autograder.model import Assignment, Outcome, Submission, SubmittedFile, Verdict

_SEEDS = (1, 2)
_Step = Callable[[], None]


def build_catalogue(assignment: Assignment, step: _Step = lambda: None) -> Catalogue:
    """Run every known mistake that may be told, and collect its fingerprints; `step` is called after each.

    Raises:
        ConfigError: a mistake cannot be read.
        GraderError: the tests cannot be run.
    """
    homework, made_of = fingerprint_digest(assignment), mistakes_digest(assignment)  # before they could be edited
    mistakes = [mistake for mistake in read_mistakes(assignment) if mistake.show_hint]
    texts = {path: (assignment.solution / path).read_text(encoding="utf-8-sig") for path in assignment.submit}
    quick = dataclasses.replace(assignment, limits=dataclasses.replace(assignment.limits, wall=5.0))
    found: dict[str, list[str]] = {}
    workers = os.cpu_count() or 1
    with Grader(quick, allow_degraded=True, workers=workers) as grader, ThreadPoolExecutor(workers) as pool:

        def run(mistake: Mistake) -> tuple[Mistake, set[str], frozenset[str]]:
            files = splice_files(texts, mistake)
            runs = [list(_failures(grader, files, seed, mistake.hint_when_hidden)) for seed in _SEEDS]
            step()
            seen = [{mark for outcome in run for mark in outcome.fingerprints} for run in runs]
            fails = [{outcome.check.id for outcome in run if not outcome.check.secret} for run in runs]
            return mistake, seen[0] & seen[1], frozenset(fails[0] & fails[1])

        known = {}
        for mistake, fingerprints, fails in pool.map(run, mistakes):
            known[mistake.name] = Known(mistake.title, mistake.hint, mistake.region, mistake.hint_when_hidden, fails)
            for fingerprint in sorted(fingerprints):
                found.setdefault(fingerprint, []).append(mistake.name)
    return Catalogue(homework, known, dict(sorted(found.items())), made_of)


def write_catalogue(assignment: Assignment, catalogue: Catalogue) -> Path:
    """Write hints.json."""
    path = assignment.secret / FILE
    path.write_bytes(encoded(catalogue))
    return path


def _failures(grader: Grader, files: Mapping[str, str], seed: int, hidden: bool) -> Iterator[Outcome]:
    only = [check.id for check in grader.checks if hidden or not check.secret]
    if not only:
        return
    with tempfile.TemporaryDirectory() as folder:
        for outcome in grader.grade(submission_of(files, Path(folder)), seed=seed, only=only).outcomes:
            if outcome.verdict not in (Verdict.PASSED, Verdict.SKIPPED, Verdict.GRADER_ERROR):
                yield outcome


def submission_of(files: Mapping[str, str], folder: Path) -> Submission:
    """A submission of these texts, written to `folder`."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    listed: Iterable[SubmittedFile] = (SubmittedFile(path, len(text)) for path, text in files.items())
    return Submission(folder, tuple(listed), (), (), (), "", "mistake")
