"""The ways in which a check inside can end, beyond everything that can happen to a child."""

from __future__ import annotations

from autograder.grading.remote.faults import StudentFault


class SaidToFail(StudentFault):
    """The child says that the check has failed, and why."""
