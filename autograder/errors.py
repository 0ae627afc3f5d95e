"""Errors: whose fault they are, and how they are worded: where: what; do this.

Exit codes follow the class: an `InputError` is the user's (2), a `GraderError` is ours (3).
"""

from __future__ import annotations


class AutograderError(Exception):
    """An error with a sentence for the person who reads it.

    Attributes:
        where: the file (with line, if known), setting or command the error is about.
        what: the fact, without a full stop.
        remedy: what the reader should do about it, without a full stop; may be empty.
    """

    exit_code = 3

    def __init__(self, where: str, what: str, remedy: str = "") -> None:
        self.where, self.what, self.remedy = where, what, remedy
        super().__init__(f"{where}: {what}; {remedy}" if remedy else f"{where}: {what}")


class InputError(AutograderError):
    """Something the user gave us cannot be used: a file, an option, a setting. Exit code 2."""

    exit_code = 2


class ConfigError(InputError):
    """A course or assignment file says something that has no meaning."""


class SubmissionRefused(InputError):
    """A submission that cannot be graded; `what` is one sentence that a student understands."""

    def __init__(self, what: str, remedy: str = "") -> None:
        super().__init__("submission", what, remedy)

    @property
    def sentence(self) -> str:
        """What the student reads: the fact and what to do, without our prefix."""
        return f"{self.what}; {self.remedy}" if self.remedy else self.what


class GraderError(AutograderError):
    """Our own failure. It withholds a score and never costs a student points. Exit code 3."""

    exit_code = 3
