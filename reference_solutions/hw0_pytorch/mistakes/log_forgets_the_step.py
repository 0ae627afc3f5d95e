"""The step is not in the object.

Without it nobody can draw the values against anything, and a gap in the log cannot be seen.
"""

import json
import math

REGION = "RunLog.log"
CAUGHT_BY = [
    "test_what_was_logged_can_be_read",
]


class RunLog:
    def log(self, step, **values):
        # BEGIN SOLUTION RunLog.log
        record = {}
        for name, value in values.items():
            number = math.nan if value is None else float(value)
            record[name] = number if math.isfinite(number) else None
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(record, allow_nan=False) + "\n")
        # END SOLUTION
