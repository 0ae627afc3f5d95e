"""Intake: a student's archive or folder becomes a Submission.

Theory of operation. The archive is hostile until proven otherwise; whoever runs the grader (often
root) reads it here, before any jail exists. So:

* Names from the archive are only ever compared and shown, never used to write. What is written is
  `into / path` for the paths that assignment.yaml lists, each created anew, no link followed.
* Everything is decided from the table of contents before the first byte is written; the sizes and
  checksums it claims are checked again while writing, and a refusal leaves `into` empty.
* Extra files are never unpacked, archives inside the archive never opened, student source never
  parsed: a bomb that is not handed in stays packed, and one that is stops at its announced size.
* What is read into memory is bounded: the table of contents by the number of files allowed,
  contents by one chunk at a time.

Not protected here: what the Python code does once it runs. That is the sandbox's work.
"""

from autograder.intake.receive import receive

__all__ = ["receive"]
