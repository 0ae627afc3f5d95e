"""nan becomes null, but infinity stays.

A diverging loss is often inf before it is nan, and Infinity is no JSON either. math.isfinite knows all three.
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
        record = {"step": int(step)}
        for name, value in values.items():
            number = math.nan if value is None else float(value)
            record[name] = number if not math.isnan(number) else None
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(record) + "\n")
        # END SOLUTION
