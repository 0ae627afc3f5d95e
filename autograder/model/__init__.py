"""The project's data types: frozen dataclasses that refuse invalid values.

Nothing in this folder starts a process, opens a file or looks at the clock.
"""

from autograder.model.batch import Batch, BatchEntry, Status
from autograder.model.course import (
    Arguments,
    Assignment,
    Course,
    FollowThrough,
    GradePart,
    HiddenRuns,
    LatePolicy,
    Limits,
    MistakeCost,
    Piece,
    Rule,
    Scheduled,
    Visibility,
)
from autograder.model.export import Export, ExportedSubmission, Member
from autograder.model.movement import Movement
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
    "Batch",
    "BatchEntry",
    "Check",
    "Course",
    "Export",
    "ExportedSubmission",
    "FollowThrough",
    "GradePart",
    "Grading",
    "HiddenRuns",
    "LatePolicy",
    "LeaderboardEntry",
    "Limits",
    "Member",
    "MistakeCost",
    "Mode",
    "Movement",
    "Outcome",
    "Piece",
    "Remark",
    "Rule",
    "Run",
    "Scheduled",
    "Score",
    "Status",
    "Submission",
    "SubmittedFile",
    "Verdict",
    "Visibility",
]
