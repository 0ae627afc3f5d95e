"""Any CI as a target: a script to call, and results that any program can read.

Who may read a job reads its log, its exit code and grade.json, and in some courses these are students. So all three
are about the checks whose results are shown at once, and a course that wants all of them shown sets `hidden: visible`.

Not protected here: how long the job takes as a whole, what our own failures say on standard error, and outcomes.jsonl,
which is for staff. Nor that we failed: a failure of ours in a check, a hidden one, too, withholds the score, and the
job ends with 3; no hidden check is named. A CI tells no due date, so `run_hidden: after_due_date` changes nothing:
hidden checks are run.
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
