"""Entries are sorted by their step.

A run that is taken up again may log a step twice, or a lower one. read gives what was written, in the order of the
file.
"""

import json
from pathlib import Path

REGION = "RunLog.read"
CAUGHT_BY = [
    "test_a_second_run_log_appends",
]


class RunLog:
    @staticmethod
    def read(path):
        # BEGIN SOLUTION RunLog.read
        with Path(path).open(encoding="utf-8") as file:
            return sorted((json.loads(line) for line in file), key=lambda entry: entry["step"])
        # END SOLUTION
