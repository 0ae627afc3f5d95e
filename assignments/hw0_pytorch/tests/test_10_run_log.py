"""Piece 10: RunLog."""

import json

from gradescope_utils.autograder_utils.decorators import number, weight

from checking import entries, fail, shown
from log_drivers import log


@weight(0.75)
@number("10.1")
def test_what_was_logged_can_be_read() -> None:
    """RunLog: read gives what log was given, in order"""
    seen = log([[(0, {"loss": ("float", 1.5)}), (10, {"loss": ("float", 0.25), "accuracy": ("float", 0.5)})]])
    want = [{"step": 0, "loss": 1.5}, {"step": 10, "loss": 0.25, "accuracy": 0.5}]
    entries(seen["read"], want, "RunLog.read")


@weight(0.5)
@number("10.2")
def test_nan_is_logged_as_null() -> None:
    """RunLog.log: nan is written as null, for NaN is no JSON"""
    seen = log([[(3, {"loss": ("float", float("nan"))})]])
    try:
        line = json.loads(seen["texts"][0])
    except ValueError:
        fail(f"RunLog.log(3, loss=nan) wrote {shown(seen['texts'][0])}, which is no JSON object on one line")
    entries([line], [{"step": 3, "loss": None}], "RunLog.log(3, loss=nan): entries")
