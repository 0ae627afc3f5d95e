"""The project's data types: frozen dataclasses that refuse invalid values.

Nothing in this folder starts a process, opens a file or looks at the clock.
"""

from autograder.model.batch import Batch, BatchEntry, Status
from autograder.model.course import (
    Arguments,
    Assignment,
    Course,
    Erratum,
    FollowThrough,
    HiddenRuns,
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
from autograder.model.policy import (
    Assigned,
    EarlyBonus,
    GradeItem,
    GradePart,
    Grades,
    GroupDays,
    LatePenalty,
    LatePolicy,
    Parts,
    Rounding,
)
from autograder.model.submission import (
    Submission,
    SubmittedFile,
)

__all__ = [
    "Arguments",
    "Assigned",
    "Assignment",
    "Batch",
    "BatchEntry",
    "Check",
    "Course",
    "EarlyBonus",
    "Erratum",
    "Export",
    "ExportedSubmission",
    "FollowThrough",
    "GradeItem",
    "GradePart",
    "Grades",
    "Grading",
    "GroupDays",
    "HiddenRuns",
    "LatePenalty",
    "LatePolicy",
    "LeaderboardEntry",
    "Limits",
    "Member",
    "MistakeCost",
    "Mode",
    "Movement",
    "Outcome",
    "Parts",
    "Piece",
    "Remark",
    "Rounding",
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
