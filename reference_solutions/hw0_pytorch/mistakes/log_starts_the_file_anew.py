"""Making a RunLog empties the file.

A run that was interrupted and is taken up again loses all it had logged. Append-only means that nothing is ever
removed.
"""

from pathlib import Path

REGION = "RunLog.__init__"
CAUGHT_BY = [
    "test_a_second_run_log_appends",
]


class RunLog:
    def __init__(self, path):
        # BEGIN SOLUTION RunLog.__init__
        self.path = Path(path)
        self.path.write_text("", encoding="utf-8")
        # END SOLUTION
