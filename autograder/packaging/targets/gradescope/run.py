"""Grading one submission inside Gradescope's container.

Theory of operation. run_autograder starts this as root. The files lie in submission/, what the platform knows about
it in submission_metadata.json, and all that counts is results/results.json. It is there from the first moment, at first
without a score; each check replaces it; and it has a score only once every check has an outcome.

Not protected here: control of submission/ is control of what is graded. The sandbox decides what the code in it may do,
and intake what the archive may hold.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path

from autograder.config import load_assignment
from autograder.errors import AutograderError
from autograder.files import replace_file
from autograder.grading.engine import Grader
from autograder.grading.side_by_side import usual_jobs
from autograder.model import Assignment, Course
from autograder.packaging.targets.gradescope.target import GRADESCOPE
from autograder.pipeline.grade_one import FAILED, Context, Graded, Options, Refused, begin, grade_one


@dataclass
class Ran:
    """The result of one submission, for instructors.

    Attributes:
        code: 0 whatever the score, so that the platform shows it; 3 when results.json cannot be written at all.
        result: None if grading did not begin.
        failure: our own failure, if there was one.
    """

    code: int = 0
    assignment: Assignment | None = None
    context: Context = field(default_factory=Context)
    result: Graded | Refused | None = None
    failure: Exception | None = None


def run(course: Course, name: str, base: Path = Path("/autograder"), now: datetime | None = None) -> Ran:
    """Grade the submission below `base` and leave its results.json.

    Args:
        now: decides whether hidden checks that are not run before the due date are run; by default, now.
    """
    ran = Ran()
    path = base / "results" / GRADESCOPE.results.file_name
    try:
        begin(path.parent, GRADESCOPE.results)
        ran.assignment = assignment = load_assignment(course, name)
        ran.context = GRADESCOPE.read_context(base, assignment, now or datetime.now(timezone.utc))
        options = Options(unpacked=True, format=GRADESCOPE.results, context=ran.context)
        ran.result = grade_one(
            base / "submission",
            assignment,
            lambda: Grader(assignment, jobs=usual_jobs(assignment)),
            lambda _: path.parent,
            options,
        )
        if isinstance(ran.result, Graded):
            ran.failure = ran.result.failure
    except Exception as error:
        ran.failure = error
        ran.code = _say_that_it_failed(path)
    return ran


def _say_that_it_failed(path: Path) -> int:
    try:
        replace_file(path, GRADESCOPE.results.failed(FAILED))
    except AutograderError:
        return 3
    return 0
