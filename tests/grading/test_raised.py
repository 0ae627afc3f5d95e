"""What student code raises is caught by `pytest.raises` in the grader exactly where it is caught in one process."""

from __future__ import annotations

import builtins
import subprocess
import sys
import textwrap

import pytest

from autograder.grading.remote.faults import StudentError
from autograder.grading.remote.student_errors import student_error
from autograder.sandbox.inside.wire import schema
from autograder.sandbox.inside.wire.exceptions import describe

from .conftest import by_name

KINDS = {
    name: kind for name, kind in vars(builtins).items() if isinstance(kind, type) and issubclass(kind, BaseException)
}
_PARTS = {
    "UnicodeDecodeError": ("utf-8", b"\xff", 0, 1, "why"),
    "UnicodeEncodeError": ("utf-8", "x", 0, 1, "why"),
    "UnicodeTranslateError": ("x", 0, 1, "why"),
    "ExceptionGroup": ("m", [ValueError("inner")]),
    "BaseExceptionGroup": ("m", [KeyboardInterrupt("inner")]),
}


def _made(name: str) -> BaseException:
    return KINDS[name](*_PARTS.get(name, ("m",)))


def _is_caught(error: BaseException, kind: type[BaseException]) -> bool:
    try:
        with pytest.raises(kind):
            raise error
    except BaseException as left:
        if left is not error:
            raise
        return False
    return True


@pytest.mark.parametrize("name", KINDS)
def test_a_builtin_exception_is_caught_as_in_one_process(name):
    told = student_error(describe(_made(name), "/nonexistent"))
    assert isinstance(told, StudentError)
    plain = {kind.__name__ for kind in KINDS.values() if _is_caught(_made(name), kind)}
    here = {kind.__name__ for kind in KINDS.values() if _is_caught(told, kind)}
    assert here == plain - {"KeyboardInterrupt"}  # which would end the whole run


@pytest.mark.parametrize(
    "bases", [("KeyError", "ValueError"), ("OSError", "SyntaxError"), ("StopIteration", "ValueError")]
)
def test_an_exception_of_several_kinds_is_caught_as_the_first_at_least(bases):
    error = student_error(schema.Raised("Both", [*bases, "Exception"], "m", []))
    assert _is_caught(error, KINDS[bases[0]])
    assert str(error) == "m"


def test_nothing_that_is_raised_ends_a_loop_or_a_generator():
    def ask(_):
        raise student_error(describe(StopIteration("m"), "/nonexistent"))

    for loop in (lambda: list(map(ask, [1])), lambda: [ask(x) for x in [1]], lambda: tuple(ask(x) for x in [1])):
        with pytest.raises(StudentError):
            loop()


@pytest.mark.parametrize("name", ["numpy.linalg.LinAlgError", "numpy.exceptions.AxisError"])
def test_exceptions_of_numpy_are_caught_by_their_own_names(name):
    import numpy as np

    kind = {"numpy.linalg.LinAlgError": np.linalg.LinAlgError, "numpy.exceptions.AxisError": np.exceptions.AxisError}[
        name
    ]
    error = student_error(describe(kind("m"), "/nonexistent"))
    for other in (*KINDS.values(), np.linalg.LinAlgError, np.exceptions.AxisError):
        assert _is_caught(error, other) == _is_caught(kind("m"), other), other


TEST = """
    import numpy as np
    import pytest
    import student

    EXPECTED = [ValueError, RuntimeError, StopIteration, LookupError, ArithmeticError, OSError, Exception, UnicodeDecodeError,
                ExceptionGroup, SystemExit, Warning, np.linalg.LinAlgError, BaseException]
    CODES = ["raise StopIteration(1)", "next(iter([]))", "raise StopAsyncIteration", "raise SystemExit(1)", "raise GeneratorExit",
             "b'\\\\xff'.decode()", "raise ExceptionGroup('m', [ValueError()])", "raise UserWarning('m')",
             "np.linalg.inv(np.zeros((2, 2)))", "np.zeros(2).sum(axis=5)", "open('/nonexistent')", "{}[1]",
             "raise type('Both', (KeyError, ArithmeticError), {})", "list((next(iter([])) for _ in [1]))"]

    @pytest.mark.parametrize("expected", EXPECTED, ids=lambda kind: kind.__name__)
    @pytest.mark.parametrize("number", range(len(CODES)))
    def test_it(number, expected):
        with pytest.raises(expected): student.f(CODES[number])
"""
STUDENT = """
    import numpy as np
    def f(code):
        exec(code)
"""


@pytest.mark.skipif(sys.version_info < (3, 11), reason="groups came with Python 3.11")
def test_verdicts_are_those_of_plain_pytest(grade, tmp_path):
    (tmp_path / "plain").mkdir()
    for name, text in {"student.py": STUDENT, "test_it.py": TEST}.items():
        (tmp_path / "plain" / name).write_text(textwrap.dedent(text), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-rA", "--tb=no", "-p", "no:cacheprovider", "test_it.py"]
    done = subprocess.run(command, cwd=tmp_path / "plain", capture_output=True, text=True, check=False)
    lines = [line.split(" - ")[0].split() for line in done.stdout.splitlines()]
    plain = {line[1].rpartition("::")[2]: line[0].lower() for line in lines if len(line) == 2 and "::" in line[1]}
    here = {name: outcome.verdict.value for name, outcome in by_name(grade(STUDENT, TEST)).items()}
    assert len(plain) == len(here) > 150
    assert here == plain
