"""Records: what staff write down about people, in a course's folder records/, which is never published.

    roster.csv        who takes the course
    extensions.yaml   who got more time, or need not submit, and why
    overrides.yaml    scores that staff replaced or curved, and why
    scores/*.csv      as Gradescope and Canvas export them

`read_records` reads them all and matches scores with people by e-mail, then id, then name; a score that matches nobody
is listed with the nearest candidates. Every error is a Problem with file, line and remedy.
"""

from autograder.records.facts import Extension, Override, Records, Score
from autograder.records.problems import Problem
from autograder.records.read import read_records, records_folder
from autograder.records.roster import Person, Roster, read_roster

__all__ = [
    "Extension",
    "Override",
    "Person",
    "Problem",
    "Records",
    "Roster",
    "Score",
    "read_records",
    "read_roster",
    "records_folder",
]
