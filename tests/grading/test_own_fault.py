"""Who raised an exception decides who is blamed: what a test raises by itself costs no student anything."""

from __future__ import annotations

import pytest

from autograder.model import Verdict

from .conftest import by_name

STUDENT = """
    def f(): return {"a": [1, 2], "path": "/nowhere"}
    def fill(xs): xs.append(1)
    def g(x): return x
    class Box:
        def __init__(self): self.items = [1]
        def take(self, x): return x
"""

TESTS = """
    import json
    import threading
    from pathlib import Path
    import numpy as np
    import pytest
    import torch
    import student
    from student import Box, f

    HERE = Path(__file__).parent
    CASES = {"first": 1}

    class Own:
        pass

    def snapshot(name): return json.loads((HERE / name).read_text())
    def answer(): return student.f()
    def first(xs): return xs[0]

    def test_own_missing_snapshot():
        got = student.f()
        want = snapshot("missing.json")
        assert got == want
    def test_own_missing_snapshot_of_an_answer():
        assert student.f() == json.loads((HERE / "missing.json").read_text())
    def test_own_key():
        got = student.f()
        assert got == CASES["second"]
    @pytest.mark.parametrize("name", ["second"])
    def test_own_parameter(name):
        student.f()
        want = CASES[name]
        assert want
    def test_own_misspelt():
        got = student.f()
        assert got == wnat
    def test_own_import():
        student.f()
        import a_package_that_nobody_has
    def test_own_library():
        student.f()
        np.zeros(3).reshape(2, 2)
    def test_own_helper():
        student.f()
        want = first([])
        assert want
    def test_own_limit_of_the_wire():
        assert student.f()
        student.g(Own())
    def test_own_limit_of_the_wire_in_a_method():
        box = Box()
        assert box.items == [1]
        box.take(threading.Lock())

    def test_theirs_key(): assert student.f()["b"]
    def test_theirs_key_of_a_variable():
        got = student.f()
        inner = got["a"]
        third = inner[2]
        assert third
    def test_theirs_helper():
        got = answer()
        assert first(got["b"])
    def test_theirs_shape(): np.asarray(student.f()["a"]).reshape(3)
    def test_theirs_filled():
        xs = []
        student.fill(xs)
        assert xs[1] == 2
    def test_theirs_callback():
        seen = []
        def call(x): seen.append(x)
        student.fill(type("Sink", (), {"append": call})) if False else student.g(call)
        assert seen[0] == 1
    def test_theirs_unpacked():
        a, b, c = f()["a"]
    def test_theirs_loop():
        for x in student.f():
            number = int(x)
        assert number
    def test_theirs_path():
        with open(student.f()["path"]) as file:
            file.read()
    def test_theirs_attribute():
        box = Box()
        assert box.items[3] == 1
    def test_theirs_assertion(): assert student.f() == CASES
    def test_theirs_wrapped():
        got = student.f()
        student.g(np.array([got, got]))
"""


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    import textwrap

    from autograder.grading.engine import Grader
    from autograder.intake import receive

    from .conftest import SETTINGS, write_course

    folder = tmp_path_factory.mktemp("own_fault")
    assignment = write_course(folder / "course", {"t/test_it.py": TESTS}, SETTINGS + "preload: [numpy, torch]\n")
    for name in ("submission", "unpacked"):
        (folder / name).mkdir()
    (folder / "submission" / "student.py").write_text(textwrap.dedent(STUDENT), encoding="utf-8")
    with Grader(assignment, allow_degraded=True) as grader:
        received = receive(folder / "submission", assignment, folder / "unpacked")
        return by_name(grader.grade(received, seed=5))


def _names(prefix):
    return [line.split("(")[0].split()[-1] for line in TESTS.splitlines() if f"def {prefix}" in line]


@pytest.mark.parametrize("name", _names("test_own"))
def test_what_the_test_raises_by_itself_is_a_grader_error_with_line_and_remedy(outcomes, name):
    outcome = next(found for key, found in outcomes.items() if key.partition("[")[0] == name)
    assert outcome.verdict is Verdict.GRADER_ERROR
    assert "test_it.py" in outcome.staff
    assert outcome.message == "the check itself is broken; the course staff has been told"
    if "wire" not in name:
        assert "nothing of student code is in that line" in outcome.reason


@pytest.mark.parametrize("name", _names("test_theirs"))
def test_what_an_answer_led_to_is_the_students_failure(outcomes, name):
    assert outcomes[name].verdict is Verdict.FAILED, outcomes[name].staff
