"""The comparison with a smoke test is fair: the smoke test is a suite that right answers pass."""

from __future__ import annotations

import pytest

from bench.smoke_style import SMOKE, Row, caught, table
from tools.laptop.homework import HOMEWORKS
from tools.laptop.laptop import Result


def test_the_smoke_test_lets_the_reference_pass(homework, run):
    report = run(homework, {"reference": homework.solution}, tests=[SMOKE / homework.name])["reference"]
    assert len(report) >= 8
    assert not {name: check.reason for name, check in report.items() if not check.passed}


def test_the_smoke_test_fails_the_starter(homework, run):
    report = run(homework, {"starter": homework.starter}, tests=[SMOKE / homework.name])["starter"]
    assert not any(check.passed for check in report.values())


@pytest.fixture(scope="module")
def graded(run, hw1):
    """A mistake that shows in every loss, and one that only a careful test sees; by either suite."""
    names = ("sgd_climbs", "apply_bwd_assigns")
    files = {name: hw1.wrong[name] for name in names}
    return run(hw1, files, tests=[SMOKE / hw1.name]), run(hw1, files)


@pytest.mark.slow
def test_a_smoke_test_sees_a_loss_that_rises_and_misses_gradients_that_overwrite_each_other(graded):
    smoke, ours = graded
    assert caught(smoke) == {"sgd_climbs"}
    assert caught(ours) == {"sgd_climbs", "apply_bwd_assigns"}


def test_the_public_tests_are_told_apart_by_their_files():
    def result(passed, file):
        return Result(passed, "", "", "", 0.0, "1.1", 1.0, "", file, "")

    reports = {
        "seen by both": {"a": result(False, "test_a.py"), "b": result(False, "test_a_hidden.py")},
        "seen by the hidden": {"a": result(True, "test_a.py"), "b": result(False, "test_a_hidden.py")},
        "right": {"a": result(True, "test_a.py"), "b": result(True, "test_a_hidden.py")},
    }
    assert caught(reports) == {"seen by both", "seen by the hidden"}
    assert caught(reports, {"test_a.py"}) == {"seen by both"}


def test_the_table_counts_mistakes_and_rejected_answers():
    ab = ("a", "b", "c", "d")
    row = Row("hw", ab, frozenset("a"), frozenset("ab"), frozenset(ab), 9, frozenset(["variant"]), frozenset())
    assert table([row]).splitlines()[2:] == [
        "| hw | 4 | 1 | 2 | 4 | 1 and 0 of 9 |",
        "| all | 4 | 1 (25 %) | 2 (50 %) | 4 (100 %) | |",
    ]
    assert row.missed == ["b", "c", "d"]


def test_every_homework_is_compared():
    assert {path.name for path in SMOKE.iterdir()} >= set(HOMEWORKS)
