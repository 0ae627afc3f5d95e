"""read returns text instead of objects.

Each line is JSON text; json.loads makes a dict of it.
"""

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
            return list(file)
        # END SOLUTION
