"""The whole file is read as one JSON text.

A file of JSON lines is no JSON text itself: after the first object json.load meets "extra data". Read it line by
line.
"""

import json
from pathlib import Path

REGION = "RunLog.read"
CAUGHT_BY = [
    "test_what_was_logged_can_be_read",
]


class RunLog:
    @staticmethod
    def read(path):
        # BEGIN SOLUTION RunLog.read
        with Path(path).open(encoding="utf-8") as file:
            return json.load(file)
        # END SOLUTION
