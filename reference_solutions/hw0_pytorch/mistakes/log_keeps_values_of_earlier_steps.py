"""Values of an earlier step are written again.

Each line holds what this call was given, and no more. Start every line with a new dict.
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
        record = self.__dict__.setdefault("record", {})
        record["step"] = int(step)
        for name, value in values.items():
            number = math.nan if value is None else float(value)
            record[name] = number if math.isfinite(number) else None
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(record, allow_nan=False) + "\n")
        # END SOLUTION
