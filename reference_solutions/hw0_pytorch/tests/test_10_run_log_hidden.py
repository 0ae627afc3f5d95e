"""Piece 10, hidden: RunLog."""

import json
import math

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

from checking import entries, fail
from log_drivers import log, read_log

Entries = list[dict[str, float | int | None]]


def run(rng: np.random.Generator, first: int, count: int) -> tuple[list, Entries]:
    """`count` random calls of log, of which every other one has one value more, and what read must give for them."""
    steps = first + np.cumsum(rng.integers(1, 10, size=count))
    names = (("loss", "rate"), ("loss",))
    calls = [
        (int(step), {name: ("float", float(rng.normal())) for name in names[index % 2]})
        for index, step in enumerate(steps)
    ]
    return calls, [{"step": step, **{name: value for name, (_, value) in values.items()}} for step, values in calls]


def strict(text: str) -> Entries:
    """The objects of a file with one JSON object on each line."""
    if not text.endswith("\n"):
        fail("RunLog.log left a file that does not end with a line end, or is empty")
    try:
        return [json.loads(line, parse_constant=_refuse) for line in text[:-1].split("\n")]
    except ValueError as error:
        fail(f"RunLog.log wrote a line that is no JSON object: {error}")


def _refuse(word: str) -> None:
    raise ValueError(f"{word} is no JSON")


@weight(1)
@number("10.3")
def test_each_call_of_log_is_one_line_in_the_file_at_once(rng: np.random.Generator) -> None:
    """RunLog.log: each call adds one line of JSON, which is in the file when the call returns"""
    calls, want = run(rng, 0, 4)
    seen = log([calls])
    for count, text in enumerate(seen["texts"], start=1):
        entries(strict(text), want[:count], f"RunLog, after call {count} of log: entries")
    entries(seen["read"], want, "RunLog.read")


@weight(1)
@number("10.4")
def test_a_second_run_log_appends(rng: np.random.Generator) -> None:
    """RunLog: a new RunLog on an old file, or beside another one, adds to it and keeps every byte of it"""
    first, wanted = run(rng, 100, 2)
    second, more = run(rng, 0, 2)  # steps may be lower than those before, or come again
    second, more = [*second, second[0]], [*more, more[0]]
    before = '{"step": 0, "loss":   7.25}\n'
    seen = log([first, second], before)
    for text in seen["texts"]:
        if not text.startswith(before):
            fail("RunLog changed what was in the file before; open it for appending")
    want = [{"step": 0, "loss": 7.25}, *wanted, *more]
    entries(strict(seen["texts"][-1]), want, "RunLog: entries")
    entries(seen["read"], want, "RunLog.read")
    both = log([first, second], together=True)
    entries(strict(both["texts"][-1]), [*wanted, *more], "RunLog, while another one is open on the file: entries")
    entries(read_log(""), [], "RunLog.read of an empty file")


@weight(0.75)
@number("10.5")
def test_values_become_finite_floats_or_null(rng: np.random.Generator) -> None:
    """RunLog.log: numbers and tensors of one entry become floats; nan, both infinities and None become null"""
    size = float(np.float32(rng.uniform(1, 2)))
    values = {
        "tensor": ("tensor", size),
        "parameter": ("parameter", -size),
        "single": ("float32", size / 2),
        "count": ("int", 7.0),
        "total": ("int64", 8.0),
        "large": ("float", 1e30),
        "nil": ("float", 0.0),
        "NaN_or_Infinity": ("float", 0.5),
        'the "best" \\ loss': ("float", 0.25),
        "nothing": ("none", 0.0),
        "infinite": ("float", math.inf),
        "minus": ("float", -math.inf),
        "lost": ("tensor", math.nan),
        "lost_single": ("float32", math.nan),
    }
    want = {"step": 5, "tensor": size, "parameter": -size, "single": size / 2, "count": 7.0, "total": 8.0}
    want |= {"large": 1e30, "nil": 0.0, "NaN_or_Infinity": 0.5, 'the "best" \\ loss': 0.25}
    want |= dict.fromkeys(("nothing", "infinite", "minus", "lost", "lost_single"))
    seen = log([[(5, values)]])
    entries(strict(seen["texts"][0]), [want], "RunLog: entries")
    entries(seen["read"], [want], "RunLog.read")
