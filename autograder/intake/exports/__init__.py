"""Exports: what a platform lets staff download becomes submissions with their members and times.

Theory of operation. No platform documents the format of its download, so it is read tolerantly, and anything unclear is
reported and never dropped:

* every zip, folder or file in it that could be somebody's submission becomes one, even if its owner is unknown;
* every submission that it lists becomes one, even if its files are missing;
* anything that could not be unpacked, or does not look like a submission, is named in a remark.

The download is as hostile as what is in it: a zip is read by intake's own reader, names in it are checked as those in a
submission, links are never followed, and sizes are bounded. What a submission may hold is decided later, by `receive`.
Source: samples of Gradescope's export; the file names of Canvas' and Moodle's downloads as public programs read them.
"""

from autograder.intake.exports.read import looks_like_export, read_export

__all__ = ["looks_like_export", "read_export"]
