"""Intake: a student's archive or folder becomes a Submission.

Theory of operation. The archive is hostile until proven otherwise; it is read here by the user who runs
the grader (often root), before any jail exists. So:

* Names from the archive are only ever compared and shown, never used to write. Files are written to
  `into / path` for the paths that assignment.yaml lists, each newly created, without following links.
* Only two things are refused: a bad file that would be written (a link, a bomb, an unusual method,
  damage, too many bytes, two files of one name), and an unreadable whole (no table of contents).
  Any other file, whatever its name, is ignored and listed. A zip, a folder and a folder that a
  platform has unpacked get the same answer.
* Which files are there is decided from the table of contents before the first byte is written; the
  sizes and checksums it claims are checked again while writing, and a refusal leaves `into` empty.
* Extra files are never unpacked, archives inside the archive never opened, student source and
  notebooks never parsed: a bomb that is not submitted stays packed, and one that is stops at its
  announced size.
* What is read into memory is bounded: `archive_files` files are looked at, nearest to the top
  first; leftovers such as a virtual environment are counted as one; of a table of contents no more
  than `zip_table.MOST_LINES` lines are read, of a class's download `MOST_OF_CLASS`; contents pass by
  one chunk at a time. Nothing that is done with a name takes longer than its length.
* One thing is refused that only a folder can have: a second name of the same file (a hard link),
  since the file may be one that only the user who runs the grader may read.

Not protected here: what the Python code does once it runs. That is the sandbox's work.
"""

from autograder.intake.receive import receive

__all__ = ["receive"]
