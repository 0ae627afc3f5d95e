"""grade.json: one submission's results as plain JSON, with nothing in it that a student must not see.

    {"assignment": "hw1_autodiff", "status": "failed", "earned": 30.0, "possible": 31.0, "message": "…",
     "not_shown": {"checks": 11, "points": 41.0}, "checks": [
      {"number": "1.1", "title": "…", "verdict": "passed", "earned": 1.0, "possible": 1.0, "message": ""}, …]}

A CI does not know our dates, and shows a job's files and status to everybody who may read the job. So grade.json covers
only the checks whose results students see at once; of the others (see `hidden:` in assignment.yaml) it gives only the
number and points. `status` is "passed" (full marks in the shown checks), "failed", "refused" (the submission cannot be
graded) or "withheld" (our own failure, also in a check that is not shown: there is no score, and `earned` is null).
`possible` is the same for every submission, but unknown if grading did not begin.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from math import fsum

from autograder.model import Assignment, Check, Grading, Remark, Score, Submission
from autograder.reporting.gradescope import shown_text, verdict_word
from autograder.reporting.summary import run_lines, score_line, submission_lines, withheld_line
from autograder.scoring import checks_shown_at_once, shown_at_once
from autograder.text import plain


class _PlainJson:
    file_name = "grade.json"
    refusal_needs_checks = True

    def graded(
        self,
        assignment: Assignment,
        grading: Grading,
        score: Score,
        submission: Submission | None = None,
        notes: Sequence[str] = (),
    ) -> bytes:
        first = withheld_line(score) if score.withheld else f"{score_line(score, grading.checks)}."
        about = submission_lines(submission) if submission is not None else ()
        status = "withheld" if score.withheld else "passed" if score.has_full_visible_marks else "failed"
        lines = (first, *about, *run_lines(grading), *notes)
        earned, seen = None if score.withheld else score.visible_earned, shown_at_once(grading)
        not_shown = {"checks": len(grading.checks) - len(seen.checks), "points": score.pending}
        return _encoded(assignment.name, status, earned, score.visible_possible, lines, not_shown, list(_checks(seen)))

    def refused(
        self,
        assignment: Assignment,
        sentence: str,
        notes: Sequence[str] = (),
        remarks: Sequence[Remark] = (),
        checks: Sequence[Check] = (),
    ) -> bytes:
        line = f"This submission could not be graded: {plain(sentence)}."
        seen = checks_shown_at_once(checks)
        possible = fsum(check.points for check in seen)
        not_shown = {
            "checks": len(checks) - len(seen),
            "points": fsum(check.points for check in checks if check not in seen),
        }
        return _encoded(assignment.name, "refused", 0.0, possible, (line, *notes), not_shown)

    def failed(self, reason: str) -> bytes:
        return _encoded("", "withheld", None, 0.0, (withheld_line(Score(0, 0, 0, 0, 0, withheld=reason)),))


PLAIN_JSON = _PlainJson()


def _checks(grading: Grading) -> Iterator[dict[str, object]]:
    outcomes = {outcome.check.id: outcome for outcome in grading.outcomes}
    for check in grading.checks:
        outcome = outcomes.get(check.id)
        yield {
            "number": check.number,
            "title": check.title,
            "verdict": verdict_word(outcome) if outcome else "not run",
            "earned": outcome.earned if outcome else 0.0,
            "possible": check.points,
            "message": shown_text(outcome) if outcome else "",
        }


def _encoded(
    assignment: str,
    status: str,
    earned: float | None,
    possible: float,
    lines: Sequence[str],
    not_shown: Mapping[str, float] = {"checks": 0, "points": 0.0},
    checks: Sequence[dict[str, object]] = (),
) -> bytes:
    document = {
        "assignment": assignment,
        "status": status,
        "earned": earned,
        "possible": possible,
        "message": "\n".join(lines),
        "not_shown": not_shown,
        "checks": checks,
    }
    return json.dumps(document, indent=1, ensure_ascii=False).encode() + b"\n"
