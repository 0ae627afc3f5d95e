"""A value of 0 is written as null.

`if value` is false for 0, too. Ask whether the value is None.
"""

import json
import math

REGION = "RunLog.log"
CAUGHT_BY = [
    "test_values_become_finite_floats_or_null",
]


class RunLog:
    def log(self, step, **values):
        # BEGIN SOLUTION RunLog.log
        record = {"step": step}
        for name, value in values.items():
            value = float(value) if value is not None else None
            record[name] = value if value and math.isfinite(value) else None
        with self.path.open("a") as file:
            file.write(json.dumps(record) + "\n")
        # END SOLUTION
