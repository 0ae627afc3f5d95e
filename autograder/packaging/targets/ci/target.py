"""Any CI as a target: a script to call, and results that any program can read.

People who may read a job can read its log, its exit code and grade.json; in some courses these are students. So all
three cover only the checks whose results are shown at once. A course that wants to show all checks sets
`hidden: visible`.

Not protected here: how long the whole job takes, what our own failures print on standard error, and outcomes.jsonl,
which is for staff. Nor the fact that we failed: our failure in any check, hidden or not, withholds the score, and the
job exits with 3, but without naming a hidden check. A CI does not give a due date, so `run_hidden: after_due_date`
has no effect: hidden checks run.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from autograder.files import Entry
from autograder.model import Assignment, Score
from autograder.packaging.entries import read
from autograder.packaging.targets.ci.results import PLAIN_JSON


class _CI:
    name = "ci"
    results = PLAIN_JSON
    prints_for_staff = False

    def entries(self, assignment: Assignment) -> Iterator[Entry]:
        yield Entry("grade", read(Path(__file__).with_name("grade")), runs=True)

    def exit_code(self, score: Score) -> int:
        return 3 if score.withheld else 0 if score.has_full_visible_marks else 1


CI = _CI()
