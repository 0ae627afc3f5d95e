"""Only a Python float is looked at for nan.

A number of NumPy may be nan as well. Turn the value into a float first, and ask math.isfinite then.
"""

import json
import math

from torch import Tensor

REGION = "RunLog.log"
CAUGHT_BY = [
    "test_values_become_finite_floats_or_null",
]


class RunLog:
    def log(self, step, **values):
        # BEGIN SOLUTION RunLog.log
        record = {"step": step}
        for name, value in values.items():
            if isinstance(value, Tensor):
                value = value.item()
            if isinstance(value, float) and not math.isfinite(value):
                value = None
            record[name] = value
        with self.path.open("a") as file:
            file.write(json.dumps(record, default=float) + "\n")
        # END SOLUTION
