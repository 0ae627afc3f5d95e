"""nan is written as NaN.

Python's json writes NaN and Infinity, and reads them again, but they are no JSON: every other program stops at that
line. Write null.
"""

import json
import math

REGION = "RunLog.log"
CAUGHT_BY = [
    "test_nan_is_logged_as_null",
    "test_values_become_finite_floats_or_null",
]


class RunLog:
    def log(self, step, **values):
        # BEGIN SOLUTION RunLog.log
        record = {"step": int(step)}
        for name, value in values.items():
            number = math.nan if value is None else float(value)
            record[name] = number
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(record) + "\n")
        # END SOLUTION
