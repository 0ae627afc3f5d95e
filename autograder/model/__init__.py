"""The project's data types: frozen dataclasses that refuse invalid values.

Nothing in this folder starts a process, opens a file or looks at the clock.
"""

from autograder.model.course import (
    Arguments,
    Assignment,
    Course,
    GradePart,
    HiddenRuns,
    LatePolicy,
    Limits,
    Piece,
    Rule,
    Scheduled,
    Visibility,
)
from autograder.model.outcome import (
    Check,
    Grading,
    LeaderboardEntry,
    Mode,
    Outcome,
    Remark,
    Run,
    Score,
    Verdict,
)
from autograder.model.submission import (
    Submission,
    SubmittedFile,
)

__all__ = [
    "Arguments",
    "Assignment",
    "Check",
    "Course",
    "GradePart",
    "Grading",
    "HiddenRuns",
    "LatePolicy",
    "LeaderboardEntry",
    "Limits",
    "Mode",
    "Outcome",
    "Piece",
    "Remark",
    "Rule",
    "Run",
    "Scheduled",
    "Score",
    "Submission",
    "SubmittedFile",
    "Verdict",
    "Visibility",
]
