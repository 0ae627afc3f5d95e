"""Words of the finished line are replaced.

NaN may be part of a name, too. Turn values into None before the line is written.
"""

import json

REGION = "RunLog.log"
CAUGHT_BY = [
    "test_values_become_finite_floats_or_null",
]


class RunLog:
    def log(self, step, **values):
        # BEGIN SOLUTION RunLog.log
        record = {"step": step}
        for name, value in values.items():
            record[name] = None if value is None else float(value)
        text = json.dumps(record).replace("-Infinity", "null").replace("Infinity", "null").replace("NaN", "null")
        with self.path.open("a") as file:
            file.write(text + "\n")
        # END SOLUTION
