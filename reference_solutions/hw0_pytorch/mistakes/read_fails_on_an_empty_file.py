"""An empty file is split into one empty line.

"".split("\\n") has one entry. A file gives its lines one by one, and none if it is empty.
"""

import json
from pathlib import Path

REGION = "RunLog.read"
CAUGHT_BY = [
    "test_a_second_run_log_appends",
]


class RunLog:
    def read(path):
        # BEGIN SOLUTION RunLog.read
        return [json.loads(line) for line in Path(path).read_text().strip().split("\n")]
        # END SOLUTION
