"""Which checks come through which region, and that only these meet a region's mutants and mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.audit.check_runner import CheckRunner
from autograder.audit.result_store import ResultStore
from autograder.audit.run import run_audit
from autograder.authoring.source.coverage import marked, reach_of
from autograder.authoring.source.mistakes import read_mistakes, splice_files
from autograder.authoring.source.starter import solution_texts
from autograder.config import load_assignment, load_course
from autograder.grading.engine import Grader
from autograder.model import Assignment, Check, Outcome, Verdict

EXTREMES = '''

def largest(a):
    """The largest entry, by way of `sign`."""
    # BEGIN SOLUTION largest
    return -np.min(sign() * a)
    # END SOLUTION


# BEGIN SOLUTION sign (helper)
def sign():
    return -1
# END SOLUTION


def loud(a):
    """Prints, which the test keeps to itself."""
    # BEGIN SOLUTION loud
    print(a.shape)
    return a
    # END SOLUTION
'''
TESTS = '''

@weight(1)
@number("2.1")
def test_largest():
    """largest: of three entries"""
    from means import largest

    assert largest(np.array([1.0, 5.0, 2.0])) == 5.0


@weight(1)
@number("2.2")
def test_loud():
    """loud: prints nothing that is seen"""
    from means_drivers import quietly

    assert quietly([1.0]).tolist() == [1.0]
'''
DRIVERS = '''
"""Run in the child."""

import contextlib
import io

import means
import numpy as np


def quietly(entries):
    """What loud returns, with its output swallowed."""
    with contextlib.redirect_stdout(io.StringIO()):
        return means.loud(np.array(entries))
'''


@pytest.fixture
def wide(course: Path) -> Assignment:
    """The homework with three regions more."""
    yaml = course / "assignments" / "hw" / "assignment.yaml"
    yaml.write_text(yaml.read_text() + '  - {number: "2", name: "extremes", points: 2}\n')
    for path, text in (
        (course / "reference_solutions" / "hw" / "solution" / "means.py", EXTREMES),
        (course / "reference_solutions" / "hw" / "variants" / "loops" / "means.py", EXTREMES),
        (course / "assignments" / "hw" / "tests" / "test_means.py", TESTS),
    ):
        path.write_text(path.read_text() + text)
    drivers = course / "assignments" / "hw" / "tests" / "means_drivers.py"
    drivers.write_text(DRIVERS.lstrip("\n"))
    return load_assignment(load_course(course), "hw")


def outcome(name: str, output: str = "", verdict: Verdict = Verdict.PASSED) -> Outcome:
    return Outcome(Check(id=name, title=name, number="1", points=1.0, secret=False), verdict, output=output)


def test_each_check_is_known_to_come_through_what_it_calls(wide: Assignment, tmp_path: Path) -> None:
    with ResultStore(tmp_path / "found", "1") as store, Grader(wide, allow_degraded=True) as grader:
        check_runner = CheckRunner(grader, store, [], seed=0)
        check_runner.learn_reach(solution_texts(wide))
        names = {
            region: {check.rpartition("::")[2] for check in checks} for region, checks in check_runner.reach.items()
        }
    everything = {"test_two_rows", "test_no_weight", "test_largest", "test_loud"}
    assert names == {
        "centred": {"test_two_rows", "test_no_weight"},
        "largest": {"test_largest"},
        "sign": everything,  # it stands outside all functions, so every import comes through it
        "loud": {"test_loud"},
    }


@pytest.mark.slow
def test_mutants_meet_only_checks_that_come_through_their_region(wide: Assignment, tmp_path: Path) -> None:
    audit = run_audit(wide, tmp_path / "out")
    tried = {row.region: max(r.tried for r in audit.mutants if r.region == row.region) for row in audit.mutants}
    assert (tried["largest"], tried["loud"]) == (1, 1)
    assert tried["centred"] <= 2
    silent = [row.tried for row in audit.surviving if row.region == "loud" and "print" in row.was]
    assert silent and set(silent) == {1}


def test_a_check_that_fails_or_whose_output_was_cut_counts_for_every_region() -> None:
    passed, failed = outcome("a", "audit: came through region 1\n"), outcome("b", verdict=Verdict.FAILED)
    assert reach_of([passed, failed], ["f", "g"], kept=100) == {"f": {"b"}, "g": {"a", "b"}}
    assert reach_of([outcome("c", "x" * 100)], ["f"], kept=100) == {"f": {"c"}}
    assert reach_of([outcome("d", "x" * 99)], ["f"], kept=100) == {"f": set()}


def test_the_marked_solution_does_what_the_solution_does(capfd: pytest.CaptureFixture[str]) -> None:
    text = (
        "def f(x):\n    # BEGIN SOLUTION f\n    return g(x) + 1\n    # END SOLUTION\n\n\n"
        "def g(x):\n    # BEGIN SOLUTION g\n    if x:\n        return 2\n    return 3\n    # END SOLUTION\n"
    )
    files, regions = marked({"m.py": text})
    names: dict = {}
    exec(compile(files["m.py"], "m.py", "exec"), names)  # our own text
    assert ([names["f"](0), names["f"](1)], regions) == ([4, 3], ["f", "g"])
    told = capfd.readouterr().out
    assert [told.count(f"came through region {number}\n") for number in (0, 1)] == [1, 1]


@pytest.mark.slow
def test_a_mistake_meets_only_checks_that_come_through_its_region(wide: Assignment, tmp_path: Path) -> None:
    (mistake,) = read_mistakes(wide)
    texts = solution_texts(wide)
    wrong = splice_files(texts, mistake)
    with ResultStore(tmp_path / "found", "1") as store, Grader(wide, allow_degraded=True) as grader:
        check_runner = CheckRunner(grader, store, [mistake], seed=0)
        every = check_runner.all_checks("without a region", wrong)
        check_runner.learn_reach(texts)
        some = check_runner.all_checks("with its region", wrong, mistake.region, mistake.caught_by)
    assert (every.tried, some.tried) == (4, 2)
    assert some.failed and set(some.failed) == set(every.failed)
    assert some.lost == every.lost
