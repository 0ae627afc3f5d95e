"""Numbers are written as text.

str(0.5) in JSON is "0.5" in quotation marks, and whoever reads it gets a string that cannot be drawn.
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
        record = {"step": int(step)}
        for name, value in values.items():
            number = math.nan if value is None else float(value)
            record[name] = str(number) if math.isfinite(number) else None
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(record, allow_nan=False) + "\n")
        # END SOLUTION
