"""The certificate: what it measures, and how it bounds what it has not seen."""

from __future__ import annotations

import ast
import random
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from autograder.audit import certificate as certificate_module
from autograder.audit import misses as misses_module
from autograder.audit.certificate import measure
from autograder.audit.certificate_log import CertificateLog, log_of
from autograder.audit.certificate_text import bounds, certificate_of, certified_version
from autograder.audit.misses import FEW_SEEDS, Misses
from autograder.audit.plain.job import SEEDS_PER_FORK
from autograder.audit.plain.processes import Seen, WarmProcess, caught_by_seed
from autograder.audit.tail_bounds import tail_bound, upper_rate
from autograder.authoring.source.starter import solution_texts
from autograder.config import load_assignment, load_course
from autograder.errors import GraderError
from autograder.grading.digests import homework_digest

ROOT = Path(__file__).resolve().parents[2]
CONFTEST = """
import os
import numpy as np
import pytest


@pytest.fixture
def rng():
    return np.random.default_rng(int(os.environ["AUTOGRADER_SEED"]))
"""
CHECKING = """
import numpy as np


def close(got, want, what, rtol=1e-7, atol=1e-9):
    assert np.shape(got) == np.shape(want)
    assert (abs(got - want) <= atol + rtol * abs(want)).all(), what
"""
ENDS_THE_PROCESS = """

import os

_centred = centred


def centred(a, weight=1.0):
    if os.environ["AUTOGRADER_SEED"] in ("3", "20"):
        os._exit(0)
    return _centred(a, weight)
"""
LIMITS = """

def below(got, limit, floor, message):
    assert got < limit, message
"""
LIMITED = '''

@weight(0)
@number("1.3")
def test_three_quarters_of_the_way():
    """centred: the largest entry of a row is below its limit, and nothing leaks"""
    largest = float(centred(np.array([[1.0, 3.0]])).max())
    below(largest, 1.25, 0.25, "too large")
    assert not detect(np.log([0.5]), np.log([0.5]), 1e-10).leaked
'''
TIMED = '''

import os


def times_of_centring():
    """A measurement that goes wrong the first time for every other seed."""
    times_of_centring.taken += 1
    return times_of_centring.taken > int(os.environ["AUTOGRADER_SEED"]) % 2


times_of_centring.taken = 0


@weight(0)
@number("1.4")
def test_fast_enough():
    """centred: as fast as it can be, and it subtracts the mean of each row"""
    times_of_centring.taken = 0
    for _ in range(3):
        if times_of_centring():
            break
    assert centred([[1.0, 3.0], [3.0, 5.0]] * np.ones((2, 2)))[0, 0] == -1.0
'''
HIDDEN = '''
from gradescope_utils.autograder_utils.decorators import number, weight

from checking import close
from means import centred


@weight(1)
@number("1.2")
def test_random_rows(rng):
    """centred: values for random rows"""
    a = rng.standard_normal((3, 5))
    close(centred(a), a - a.mean(axis=1, keepdims=True), "centred", rtol=0, atol=ATOL)
'''


def certified(course, runs: int, atol: str, checking: str = "", hidden: str = ""):
    secret = course / "reference_solutions" / "hw" / "tests"
    (secret / "conftest.py").write_text(CONFTEST)
    (course / "assignments" / "hw" / "tests" / "checking.py").write_text(CHECKING + checking)
    (secret / "test_means_hidden.py").write_text(HIDDEN.replace("ATOL", atol) + hidden)
    homework = load_assignment(load_course(course), "hw")
    return homework, measure(homework, runs, lambda what, done, of: None)


@pytest.mark.slow
def test_right_answers_are_graded_with_one_and_two_threads_and_their_errors_measured(course):
    homework, measured = certified(course, 8, "1e-9")
    assert measured.failures == []
    assert dict(measured.runs) == {(name, threads): 2 for name in ("reference", "loops") for threads in (1, 2)}
    assert len(measured.ratios["test_random_rows"]) == 8
    assert 0 <= max(measured.ratios["test_random_rows"]) < 1e-5
    text = certificate_of(homework, measured, 1.0, date(2027, 1, 1))
    assert "| runs in which a right answer lost a point | 0 of 8 |" in text
    assert "1.2 centred: values for random rows" in text
    assert certified_version(text) == homework_digest(homework)[:12]


@pytest.mark.slow
def test_limits_and_detectors_have_a_part_in_the_bound(course):
    imports = "import numpy as np\nfrom checking import below\nfrom leak_detector import detect\n"
    (course / "assignments" / "shared").mkdir()
    shutil.copy(ROOT / "assignments" / "shared" / "leak_detector.py", course / "assignments" / "shared")
    homework, measured = certified(course, 4, "1e-9", LIMITS, imports + LIMITED)
    assert measured.failures == []
    assert measured.ratios["test_three_quarters_of_the_way"] == [0.75] * 4
    assert measured.dtypes["below a limit"] == [0.75] * 4
    assert measured.alarms == {"test_three_quarters_of_the_way": [1e-10] * 4}
    assert bounds(measured)["test_three_quarters_of_the_way"] >= 1e-10
    text = certificate_of(homework, measured, 1.0, date(2027, 1, 1))
    assert "the leak detector gives a false alarm with probability 1e-10 at most" in text
    assert "The other 1 checks compare" in text


@pytest.mark.slow
def test_repeated_measurements_of_time_have_a_part_in_the_bound_and_their_power_is_measured(course):
    mistake = course / "reference_solutions" / "hw" / "mistakes" / "mean_of_all.py"
    mistake.write_text(mistake.read_text().replace('"test_two_rows"', '"test_fast_enough"'))
    homework, measured = certified(course, 4, "1e-9", hidden="import numpy as np\n" + TIMED)
    assert measured.failures == []
    assert sorted(measured.timed["test_fast_enough"]) == [1, 1, 2, 2]
    assert bounds(measured)["test_fast_enough"] == upper_rate(2, 4) ** 3 > 0
    assert measured.misses["mean_of_all"].tried["test_fast_enough"] == FEW_SEEDS
    text = certificate_of(homework, measured, 1.0, date(2027, 1, 1))
    (row,) = [line for line in text.splitlines() if line.startswith("| 1.4 ") and "mean_of_all" in line]
    assert row.endswith(f"| 4 | 2 | {upper_rate(2, 4) ** 3:.1e} | mean_of_all 20/20 |")


def test_all_drivers_that_take_time_for_a_check_are_known_to_the_certificate():
    """The certificate counts calls of times_of_…; these are all that read a clock, apart from leaderboards' limits."""
    leaderboards, parts = {"enter", "trained_on"}, {"_seconds_per_call", "_seconds"}
    clocks = {"thread_time", "process_time", "perf_counter", "monotonic", "time"}
    found = set()
    folders = ("assignments/*/tests", "assignments/shared", "reference_solutions/*/tests")
    for path in [path for folder in folders for path in ROOT.glob(f"{folder}/*.py")]:
        for function in [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)]:
            called = {ast.unparse(node.func) for node in ast.walk(function) if isinstance(node, ast.Call)}
            if {f"time.{clock}" for clock in clocks} & called:
                found.add(function.name)
    assert found - leaderboards - parts == {"times_of_dist"}
    assert leaderboards | parts <= found


@pytest.mark.slow
def test_what_a_right_answer_fails_is_told_with_its_seed(course):
    homework, measured = certified(course, 4, "-1.0")
    assert [(name, seed) for name, seed, _, _ in sorted(measured.failures, key=lambda failure: failure[1])] == [
        ("reference", 0), ("loops", 1), ("reference", 2), ("loops", 3),
    ]  # fmt: skip
    text = certificate_of(homework, measured, 1.0, date(2027, 1, 1))
    assert "| runs in which a right answer lost a point | 4 of 4 |" in text
    assert "* loops, seed 3: `hidden/test_means_hidden.py::test_random_rows`: failed: centred" in text


def test_bounds_hold_for_tails_as_heavy_as_cancellation_makes_them():
    source = random.Random(1)
    for scale in (1e-3, 1e-2):
        sample = [scale / (1 - source.random()) for _ in range(1000)]
        assert tail_bound(sample) > 0.5 * scale


def test_bounds_of_thin_tails_are_small_but_not_zero():
    source = random.Random(2)
    sample = [abs(source.gauss(0, 0.05)) for _ in range(1000)]
    assert 0 < tail_bound(sample) < 1e-4


def test_a_failure_that_was_seen_counts_with_its_uncertainty():
    assert tail_bound([0.1] * 99 + [1.5]) >= upper_rate(1, 100) > 0.01


@pytest.mark.slow
def test_public_checks_on_fixed_data_have_no_part_in_chance(course):
    _, measured = certified(course, 4, "1e-9")
    measured.ratios["test_two_rows"] = [0.5] * 4
    assert bounds(measured)["test_two_rows"] == 0.0


LUCKY = HIDDEN.replace("a = rng.standard_normal((3, 5))", "a = rng.standard_normal((2, 2)) * (rng.random() < 0.5)")


@pytest.fixture
def _nothing_is_long(monkeypatch):
    """However busy the machine is."""
    monkeypatch.setattr("autograder.audit.certificate.LONG", float("inf"))


@pytest.mark.slow
@pytest.mark.usefixtures("_nothing_is_long")
def test_a_mistake_that_a_hidden_check_misses_by_luck_is_told_with_how_often(course):
    """For an array of zeros the mean of everything is as good as the mean of each row."""
    mistake = course / "reference_solutions" / "hw" / "mistakes" / "mean_of_all.py"
    mistake.write_text(mistake.read_text().replace('"test_two_rows"', '"test_random_rows"'))
    secret = course / "reference_solutions" / "hw" / "tests"
    homework, _ = certified(course, 1, "1e-9")
    (secret / "test_means_hidden.py").write_text(LUCKY.replace("ATOL", "1e-9"))
    measured = measure(homework, 30, lambda what, done, of: None)
    misses = measured.misses["mean_of_all"]
    assert misses.seeds == misses.tried["test_random_rows"] == 30
    assert 0 < misses.escaped == misses.missed["test_random_rows"] < 30
    text = certificate_of(homework, measured, 1.0, date(2027, 1, 1))
    count = f"{misses.escaped} of 30"
    assert f"| mean_of_all | 1.2 centred: values for random rows | {count} | {count} |" in text
    assert "| known mistakes that got past all checks they name, in some seed | 1 of" in text


@pytest.mark.slow
@pytest.mark.usefixtures("_nothing_is_long")
def test_a_mistake_that_a_public_check_sees_never_gets_past_all_and_is_tried_in_fewer_seeds(course):
    mistake = course / "reference_solutions" / "hw" / "mistakes" / "mean_of_all.py"
    mistake.write_text(mistake.read_text().replace('"test_two_rows"', '"test_two_rows", "test_random_rows"'))
    homework, _ = certified(course, 1, "1e-9")
    secret = course / "reference_solutions" / "hw" / "tests"
    (secret / "test_means_hidden.py").write_text(LUCKY.replace("ATOL", "1e-9"))
    misses = measure(homework, FEW_SEEDS + 10, lambda what, done, of: None).misses["mean_of_all"]
    assert misses.tried == {"test_two_rows": 1, "test_random_rows": FEW_SEEDS}
    assert misses.missed["test_random_rows"] > 0
    assert misses.escaped == 0


@pytest.mark.slow
@pytest.mark.usefixtures("_nothing_is_long")
@pytest.mark.parametrize("differs", [False, True])
def test_plain_pytest_does_the_later_seeds_only_where_it_says_what_the_grader_says(course, monkeypatch, differs):
    mistake = course / "reference_solutions" / "hw" / "mistakes" / "mean_of_all.py"
    mistake.write_text(mistake.read_text().replace('"test_two_rows"', '"test_random_rows"'))
    homework, _ = certified(course, 1, "1e-9")
    secret = course / "reference_solutions" / "hw" / "tests"
    (secret / "test_means_hidden.py").write_text(LUCKY.replace("ATOL", "1e-9"))
    asked = []

    def plain(process, assignment, files, names, seeds):
        asked.append(seeds)
        seen = caught_by_seed(process, assignment, files, names, seeds)
        return replace(seen, caught=[{name: failed != differs for name, failed in one.items()} for one in seen.caught])

    monkeypatch.setattr(misses_module, "caught_by_seed", plain)
    runs = FEW_SEEDS + 10
    measured = measure(homework, runs, lambda what, done, of: None)
    misses = measured.misses["mean_of_all"]
    assert misses.differs == differs
    assert asked == ([range(FEW_SEEDS)] if differs else [range(FEW_SEEDS), range(FEW_SEEDS, runs)])
    monkeypatch.setattr(misses_module, "caught_by_seed", lambda *_: Seen([]))
    graded = measure(homework, runs, lambda what, done, of: None).misses["mean_of_all"]
    assert (misses.tried, misses.missed, misses.escaped) == (graded.tried, graded.missed, graded.escaped)
    assert f"were graded, too: {int(differs)} mistake" in certificate_of(homework, measured, 1.0, date(2027, 1, 1))


def test_code_that_ends_the_process_fails_under_that_seed_alone(course):
    homework = load_assignment(load_course(course), "hw")
    texts = dict(solution_texts(homework))
    texts["means.py"] += ENDS_THE_PROCESS
    seeds = range(2 * SEEDS_PER_FORK + 1)
    with WarmProcess(with_torch=False) as process:
        seen = caught_by_seed(process, homework, texts, ["test_two_rows"], seeds)
    assert [seed for seed, caught in zip(seeds, seen.caught, strict=True) if caught["test_two_rows"]] == [3, 20]


def test_a_process_of_plain_pytest_that_has_ended_is_an_error(course):
    """Or all seeds of all mistakes would be graded, which takes hours."""
    homework = load_assignment(load_course(course), "hw")
    with WarmProcess(with_torch=False) as process:
        process._process.kill()
        process._process.wait()
        with pytest.raises(GraderError, match="it has ended by itself"):
            caught_by_seed(process, homework, solution_texts(homework), ["test_two_rows"], range(2))


@pytest.mark.slow
@pytest.mark.usefixtures("_nothing_is_long")
def test_a_mistake_on_which_a_check_computes_for_long_is_tried_in_fewer_seeds(course, monkeypatch):
    monkeypatch.setattr(misses_module, "QUICK_ON_MISTAKE", 0.0)
    monkeypatch.setattr(misses_module, "LONG_ON_MISTAKE", 0.0)
    mistake = course / "reference_solutions" / "hw" / "mistakes" / "mean_of_all.py"
    mistake.write_text(mistake.read_text().replace('"test_two_rows"', '"test_random_rows"'))
    _, measured = certified(course, FEW_SEEDS + 4, "1e-9")
    assert measured.misses["mean_of_all"].tried == {"test_random_rows": FEW_SEEDS}


@pytest.mark.parametrize(
    ("slow_seconds", "missed", "expected"),
    [
        (1.0, {22, 25}, {"quick": 10, "slow": 2}),  # the slow one meets what the quick one missed, and no more
        (1.0, set(), {"quick": 10, "slow": 0}),
        (1.0, set(range(20, 30)), {"quick": 10, "slow": 10}),
        (6.0, {22, 25}, None),  # 12 s for 10 seeds are too long
        (0.1, {22, 25}, {"quick": 10, "slow": 10}),  # as quick as the other
    ],
)
def test_a_slow_check_meets_a_mistake_in_seeds_in_which_the_quick_ones_missed_it(slow_seconds, missed, expected):
    def caught(names, seeds):
        return Seen([{name: seed not in missed or name == "slow" for name in names} for seed in seeds])

    few = Seen([], {"slow": slow_seconds * FEW_SEEDS, "quick": 0.01 * FEW_SEEDS})
    found = misses_module._the_slow_after_the_quick(caught, few, range(20, 30))
    if expected is None:
        assert found == []
        return
    assert {name: sum(name in seed for seed in found) for name in expected} == expected
    assert all(any(seed.values()) for seed in found)


@pytest.mark.parametrize("silent", ["quick", "slow"])
def test_later_seeds_are_not_judged_where_plain_pytest_cannot_say_what_it_saw(silent):
    def caught(names, seeds):
        return Seen([] if silent in names else [dict.fromkeys(names, False) for _ in seeds])

    few = Seen([], {"slow": 1.0 * FEW_SEEDS, "quick": 0.01 * FEW_SEEDS})
    assert misses_module._the_slow_after_the_quick(caught, few, range(20, 30)) is None


@pytest.mark.slow
def test_a_check_that_takes_long_on_the_reference_meets_a_mistake_in_fewer_seeds(course, monkeypatch):
    monkeypatch.setattr("autograder.audit.certificate.LONG", 0.0)
    mistake = course / "reference_solutions" / "hw" / "mistakes" / "mean_of_all.py"
    mistake.write_text(mistake.read_text().replace('"test_two_rows"', '"test_random_rows"'))
    _, measured = certified(course, FEW_SEEDS + 4, "1e-9")
    assert measured.misses["mean_of_all"].tried == {"test_random_rows": FEW_SEEDS}


def test_what_no_check_looked_at_is_not_counted_as_missed():
    misses = Misses()
    misses.add({}, surely=False)
    misses.add({"a": True, "b": False}, surely=False)
    misses.add({"a": False}, surely=False)
    assert (misses.seeds, misses.escaped) == (2, 1)
    assert (misses.tried, misses.missed) == ({"a": 2, "b": 1}, {"a": 1, "b": 1})


@pytest.mark.slow
@pytest.mark.usefixtures("_nothing_is_long")
@pytest.mark.parametrize(("what", "left"), [("right answers graded", 4), ("known mistakes tried", 0)])
def test_an_interrupted_certificate_goes_on(course, tmp_path, monkeypatch, what, left):
    """It grades no right answer again, takes up no other version, and a line that was torn is measured anew."""
    homework, whole = certified(course, 8, "1e-9")
    path = tmp_path / "log" / "log.jsonl"

    def interrupt(told: str, done: int, of: int) -> None:
        if told == what and (left == 0 or done == of - left):
            raise KeyboardInterrupt

    monkeypatch.setattr("os.cpu_count", lambda: 1)
    with pytest.raises(KeyboardInterrupt):
        measure(homework, 8, interrupt, CertificateLog(path))
    with path.open("ab") as file:
        file.write(b'{"type":"graded","run":7')
    log = CertificateLog(path)
    assert sorted(log.graded) == list(range(8 - left))
    graded = []
    grade = certificate_module._grade

    def counted(grader, files, seed, only):
        graded.append(seed)
        return grade(grader, files, seed, only)

    monkeypatch.setattr(certificate_module, "_grade", counted)
    measured = measure(homework, 8, lambda told, done, of: None, log)
    assert graded == list(range(8 - left, 8))
    assert (measured.runs, measured.ratios, measured.failures) == (whole.runs, whole.ratios, whole.failures)
    assert measured.misses == whole.misses
    assert sorted(CertificateLog(path).graded) == list(range(8))
    assert len(CertificateLog(path).tried) == len(whole.misses)


@pytest.mark.slow
def test_measurements_are_kept_for_one_version_of_a_homework(course):
    homework, _ = certified(course, 1, "1e-9")
    log_of(homework, 4).keep("mean_of_all", Misses(seeds=4))
    assert log_of(homework, 4).tried == {"mean_of_all": Misses(seeds=4)}
    assert not log_of(homework, 5).tried
    changed, _ = certified(course, 1, "1e-8")
    assert not log_of(changed, 4).tried
    log_of(homework, 4).remove()
    assert not log_of(homework, 4).tried
