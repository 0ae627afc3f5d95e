"""Lines wait in a buffer.

An open file collects what is written and sends it on when the buffer is full, or at the end. If the run is killed,
the last entries, the interesting ones, are lost. Close the file or flush it in each call.
"""

import json
import math

REGION = "RunLog.log"
CAUGHT_BY = [
    "test_each_call_of_log_is_one_line_in_the_file_at_once",
]


class RunLog:
    def log(self, step, **values):
        # BEGIN SOLUTION RunLog.log
        if not hasattr(self, "file"):
            self.file = self.path.open("a", encoding="utf-8")
        record = {"step": int(step)}
        for name, value in values.items():
            number = math.nan if value is None else float(value)
            record[name] = number if math.isfinite(number) else None
        self.file.write(json.dumps(record, allow_nan=False) + "\n")
        # END SOLUTION
