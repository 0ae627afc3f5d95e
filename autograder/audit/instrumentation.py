"""A copy of a homework whose tests record how close every comparison was.

Theory of operation. The tests of the copy run in the grader as any tests do. At the end of its `comparisons.py` (or
`checking.py`, where a homework has its own), `leak_detector.py` and `conftest.py` a few lines of ours wrap
`close`, `below`, `chi_square_p_value`, `detect` and calls of drivers named `times_of_…`; each appends a line of JSON to
a file. So the homework itself holds nothing that measures, and what is measured is what is graded.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec

from autograder.config import load_assignment, load_course
from autograder.files import CACHES
from autograder.model import Assignment

_COMMON = """

# --- measuring ---
def _note(**line):
    import json, os
    line["check"] = os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" ")[0].rpartition("::")[2]
    with open({record!r}, "a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\\n")
"""
_COMPARISONS = """
def _measured(plain):
    import functools, inspect
    signature = inspect.signature(plain)

    @functools.wraps(plain)
    def measured(*arguments, **options):
        __tracebackhide__ = True
        plain(*arguments, **options)
        bound = signature.bind(*arguments, **options)
        bound.apply_defaults()
        got, want = np.asarray(bound.arguments["got"]), np.asarray(bound.arguments["want"], dtype=np.float64)
        default = globals().get("TOLERANCES", {}).get(got.dtype.name, (1e-7, 1e-9))
        rtol, atol = (bound.arguments[name] for name in ("rtol", "atol"))
        rtol, atol = default[0] if rtol is None else rtol, default[1] if atol is None else atol
        with np.errstate(all="ignore"):
            off = np.abs(got.astype(np.float64) - want) / (atol + rtol * np.abs(want))
        off = off[np.isfinite(want) & (got != want)]
        _note(ratio=float(off.max()) if off.size else 0.0, dtype=got.dtype.name)

    return measured


close = _measured(close)
if "chi_square_p_value" in globals():
    _plain_p_value = chi_square_p_value

    def chi_square_p_value(*arguments, **options):
        value = _plain_p_value(*arguments, **options)
        _note(p=float(value))
        return value
"""
_BELOW = """
_plain_below = below


def below(got, limit, floor, message):
    __tracebackhide__ = True
    _plain_below(got, limit, floor, message)
    _note(ratio=max(0.0, float((got - floor) / (limit - floor))), dtype="below a limit")
"""
_DETECTOR = """
_plain_detect = detect


def detect(model, source, false_alarm=FALSE_ALARM):
    _note(alarm=float(false_alarm))
    return _plain_detect(model, source, false_alarm)
"""
_CONFTEST = """
@pytest.fixture(autouse=True)
def _measured_times(request, monkeypatch):
    def counted(plain):
        def call(*arguments, **options):
            _note(timed=1)
            return plain(*arguments, **options)

        return call

    for name in [name for name in vars(request.module) if name.startswith("times_of_")]:
        monkeypatch.setattr(request.module, name, counted(getattr(request.module, name)))
"""
_WRAPPERS = {"close": _COMPARISONS, "below": _BELOW, "detect": _DETECTOR}


class Line(msgspec.Struct):
    """One measurement: a comparison's error over its tolerance, a p-value, a proved false-alarm rate, or a timing."""

    check: str
    ratio: float | None = None
    dtype: str = ""
    p: float | None = None
    alarm: float = 0.0
    timed: int = 0


def instrumented(assignment: Assignment, folder: Path, record: Path) -> Assignment:
    """The copy, in the empty `folder`; its tests append to `record`."""
    root = assignment.course.root
    ignored = shutil.ignore_patterns(*CACHES)
    for part in (f"assignments/{assignment.name}", "assignments/shared", f"reference_solutions/{assignment.name}"):
        if (root / part).is_dir():
            shutil.copytree(root / part, folder / part, ignore=ignored)
    shutil.copy(root / "assignments" / "course.yaml", folder / "assignments" / "course.yaml")
    (folder / "handouts").mkdir()
    copy = load_assignment(load_course(folder), assignment.name)
    common = _COMMON.format(record=str(record))
    shared = folder / "assignments" / "shared"
    for path in (shared / "comparisons.py", shared / "leak_detector.py", copy.public_tests / "checking.py"):
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        for name, wrapper in _WRAPPERS.items():
            if f"\ndef {name}(" in text:
                _append(path, common + wrapper)
    for tests in (copy.public_tests, copy.hidden_tests):
        if (tests / "conftest.py").is_file():
            _append(tests / "conftest.py", common + "\nimport pytest\n" + _CONFTEST)
    return copy


def read_lines(record: Path) -> list[Line]:
    """What was measured."""
    decoder = msgspec.json.Decoder(Line)
    return [decoder.decode(line) for line in record.read_bytes().splitlines()] if record.exists() else []


def _append(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(text)
