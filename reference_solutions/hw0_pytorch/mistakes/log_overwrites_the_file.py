"""Each call of log overwrites the file.

The mode "w" empties a file when it is opened. There is a mode that goes on at the end.
"""

import json
import math

REGION = "RunLog.log"
CAUGHT_BY = [
    "test_what_was_logged_can_be_read",
    "test_each_call_of_log_is_one_line_in_the_file_at_once",
]


class RunLog:
    def log(self, step, **values):
        # BEGIN SOLUTION RunLog.log
        record = {"step": int(step)}
        for name, value in values.items():
            number = math.nan if value is None else float(value)
            record[name] = number if math.isfinite(number) else None
        with self.path.open("w", encoding="utf-8") as file:
            file.write(json.dumps(record, allow_nan=False) + "\n")
        # END SOLUTION
