"""A wrong answer is told which known mistake gives the same values, where all of its checks agree, and nothing else."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np
import pytest

from autograder.authoring.check import run
from autograder.authoring.hints import build_catalogue, write_catalogue
from autograder.authoring.hints.build import submission_of
from autograder.cli.main import main
from autograder.config import load_assignment, load_course
from autograder.grading.engine import Grader
from autograder.grading.evidence import Evidence, Known, explained
from autograder.grading.hints import (
    NONE,
    alike,
    are_stale,
    current_catalogue,
    is_current,
    packaged,
    read_catalogue,
    with_hints,
)
from autograder.grading.remote.fingerprint import Trace, rounded
from autograder.model import Check, Outcome, Verdict
from autograder.sandbox.inside.wire import schema

from .conftest import SETTINGS, write_course

SOLUTION = """
    def scale(x, factor):
        # BEGIN SOLUTION scale
        return x * factor
        # END SOLUTION


    def total(values):
        # BEGIN SOLUTION total
        return float(sum(values))
        # END SOLUTION
"""
TESTS = """
    import numpy as np
    from gradescope_utils.autograder_utils.decorators import weight
    from student import scale, total


    @weight(2)
    def test_scale():
        x = np.array([1.0, 2.0, 3.0])
        assert scale(x, 0.1).tolist() == [0.1, 0.2, 0.30000000000000004]


    @weight(3)
    def test_scale_by_two():
        assert scale(np.array([[4.0, 8.0]]), 2.0).tolist() == [[8.0, 16.0]]


    @weight(5)
    def test_total():
        assert total([0.1, 0.2, 0.4]) == 0.7000000000000001
"""
HIDDEN = """
    from gradescope_utils.autograder_utils.decorators import weight
    from student import total


    @weight(1)
    def test_total_of_nothing():
        assert total([]) == 0.0
"""
MISTAKE = '''
    """{title}.

    {hint}
    """

    REGION = "{region}"
    CAUGHT_BY = ["test_{region}"]


    def {region}({arguments}):
        # BEGIN SOLUTION {region}
        return {code}
        # END SOLUTION
'''


def mistake(title: str, hint: str, region: str, code: str) -> str:
    arguments = {"scale": "x, factor", "total": "values"}[region]
    return MISTAKE.format(title=title, hint=hint, region=region, code=code, arguments=arguments)


FILES = {
    "reference_solutions/hw/solution/student.py": SOLUTION,
    "reference_solutions/hw/tests/test_hidden.py": HIDDEN,
    "reference_solutions/hw/mistakes/negated.py": mistake(
        "The sign is wrong", "Nothing here should be negative when nothing that comes in is.", "scale", "-x * factor"
    ),
    "reference_solutions/hw/mistakes/averaged.py": mistake(
        "It is a mean", "A total grows with the number of values.", "total", "float(sum(values) / len(values))"
    ),
    "reference_solutions/hw/mistakes/joined.py": mistake(
        "It joins texts", "The values are numbers.", "total", "sum(values, start='')"
    ),
    "t/test_it.py": TESTS,
}
RIGHT_SCALE, RIGHT_TOTAL = "def scale(x, factor): return x * factor\n", "def total(values): return float(sum(values))\n"


@pytest.fixture(scope="module")
def assignment(tmp_path_factory):
    root = tmp_path_factory.mktemp("hints")
    made = write_course(root, FILES, SETTINGS)
    write_catalogue(made, build_catalogue(made))
    return made


@pytest.fixture
def hints(assignment, tmp_path):
    """A call that grades a program and gives the hint of each visible check that fails."""

    def run(text):
        with Grader(assignment, allow_degraded=True) as grader:
            grading = grader.grade(submission_of({"student.py": text}, tmp_path), seed=3)
        return {
            o.check.id.rpartition("::")[2]: o.hint
            for o in grading.outcomes
            if o.verdict != "passed" and not o.check.secret
        }

    return run


SAME = "your code gives the same values as this known mistake: "
MEAN = f"{SAME}It is a mean. A total grows with the number of values."


def test_a_mistake_written_differently_is_named_with_its_hint(hints):
    told = hints("def scale(x, factor): return 0 - factor * x\n" + RIGHT_TOTAL)
    text = f"{SAME}The sign is wrong. Nothing here should be negative when nothing that comes in is."
    assert told == {"test_scale": text, "test_scale_by_two": text}


def test_rounding_noise_does_not_hide_a_mistake(hints):
    told = hints("def total(values): return sum(v / len(values) for v in values)\n" + RIGHT_SCALE)
    assert told["test_total"] == MEAN


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["float", "np.float64", "np.array", "np.float32"])
def test_a_number_is_the_same_whatever_it_comes_in(hints, kind):
    told = hints(f"import numpy as np\ndef total(values): return {kind}(sum(values) / len(values))\n" + RIGHT_SCALE)
    assert told["test_total"] == MEAN


@pytest.mark.slow
def test_two_mistakes_at_once_are_named_each_in_its_own_check(hints):
    told = hints("def scale(x, factor): return -x * factor\ndef total(values): return sum(values) / len(values)\n")
    assert "The sign is wrong" in told["test_scale"]
    assert told["test_total"] == MEAN


def test_a_known_mistake_beside_an_unknown_one_elsewhere_is_still_named(hints):
    told = hints("def scale(x, factor): return x * factor + 7\ndef total(values): return sum(values) / len(values)\n")
    assert told == {"test_scale": "", "test_scale_by_two": "", "test_total": MEAN}


def test_a_check_that_fails_with_other_values_speaks_against_a_mistake(hints):
    told = hints("def scale(x, factor): return -x * factor if x.ndim == 1 else 7 * x\n" + RIGHT_TOTAL)
    assert told == {"test_scale": "", "test_scale_by_two": ""}


def test_a_check_that_passes_although_the_mistake_would_fail_it_speaks_against_it(hints):
    told = hints("def scale(x, factor): return -x * factor if x.ndim == 1 else x * factor\n" + RIGHT_TOTAL)
    assert told == {"test_scale": ""}


@pytest.mark.slow
def test_an_exception_is_the_same_only_with_its_message_and_its_function(hints):
    told = hints("def total(values): return sum(values, start='')\n" + RIGHT_SCALE)
    assert "It joins texts" in told["test_total"]
    assert hints("def total(values): return sum(values, start=None)\n" + RIGHT_SCALE) == {"test_total": ""}
    elsewhere = "def add(values): return sum(values, start='')\ndef total(values): return add(values)\n"
    assert hints(elsewhere + RIGHT_SCALE) == {"test_total": ""}


def test_an_unknown_mistake_gets_no_hint(hints):
    unknown = hints("def scale(x, factor): return x * factor * 2\n" + RIGHT_TOTAL)
    assert unknown == {"test_scale": "", "test_scale_by_two": ""}


def test_a_right_answer_gets_no_hint(hints):
    assert hints(RIGHT_SCALE + RIGHT_TOTAL) == {}


def test_hints_come_when_all_checks_are_known(assignment, tmp_path):
    came = []
    text = "def total(values): return sum(values) / len(values)\n" + RIGHT_SCALE
    with Grader(assignment, allow_degraded=True) as grader:
        submission = submission_of({"student.py": text}, tmp_path)
        grading = grader.grade(submission, seed=3, on_outcome=came.append)
    assert [outcome.hint for outcome in came] == [""] * 4
    assert [outcome.hint for outcome in grading.outcomes if outcome.hint] == [MEAN]


@pytest.mark.slow
def test_hints_of_visible_checks_do_not_depend_on_hidden_ones(hints):
    """In the first program a hidden check fails that no known mistake makes fail; in the second it passes."""
    for nothing in ("1 / 0", "0.0"):
        total = f"def total(values): return sum(values) / len(values) if values else {nothing}\n"
        assert hints(total + RIGHT_SCALE)["test_total"] == MEAN


def test_what_is_not_started_is_not_called_a_mistake(hints):
    told = hints("def scale(x, factor): raise NotImplementedError('student.py: scale')\n" + RIGHT_TOTAL)
    assert told == {"test_scale": "", "test_scale_by_two": ""}


def test_the_catalogue_holds_no_inputs_and_no_values(assignment):
    text = (assignment.secret / "hints.json").read_text(encoding="utf-8")
    for secret in ("0.1", "0.2", "0.7", "x * factor", "1.0"):
        assert secret not in text


def test_hints_of_other_tests_than_these_are_not_given(assignment):
    catalogue = read_catalogue(assignment)
    write_catalogue(assignment, msgspec.structs.replace(catalogue, digest="0" * 64))
    try:
        assert not is_current(assignment)
        with Grader(assignment, allow_degraded=True) as grader:
            assert grader.hints.mistakes == {}
    finally:
        write_catalogue(assignment, catalogue)


#: What an author may do to a mistake after its hint was made.
CHANGES: dict[str, Callable[[Path], object]] = {
    "taken back": lambda path: path.write_text(path.read_text() + "\nSHOW_HINT = False\n"),
    "worded anew": lambda path: path.write_text(path.read_text().replace("Nothing here", "No value")),
    "removed": lambda path: path.unlink(),
    "removed with all others": lambda path: shutil.rmtree(path.parent),
}


@pytest.fixture
def copied(assignment, tmp_path):
    """The same course elsewhere."""
    shutil.copytree(assignment.course.root, tmp_path / "course")
    return load_assignment(load_course(tmp_path / "course"), "hw")


@pytest.mark.parametrize("change", CHANGES)
def test_a_hint_is_not_told_once_its_mistake_has_changed(copied, change):
    assert not are_stale(copied)
    assert list(run._without_hints(copied)) == []
    assert b"Nothing here should be negative" in packaged(copied)
    CHANGES[change](copied.secret / "mistakes" / "negated.py")
    assert current_catalogue(copied) == NONE
    assert b"negative" not in packaged(copied)
    (note,) = run._without_hints(copied)
    assert "older than the tests or mistakes; 'autograder package' builds it, and so does 'autograder hints hw'" in note


def test_line_ends_of_a_mistake_change_nothing(copied):
    path = copied.secret / "mistakes" / "negated.py"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert not are_stale(copied)


@pytest.mark.slow
def test_a_package_has_the_present_hints_and_they_are_current_there(copied, tmp_path):
    CHANGES["taken back"](copied.secret / "mistakes" / "negated.py")
    assert main(["--course", str(copied.course.root), "package", "hw"]) == 0
    with zipfile.ZipFile(copied.course.root / "build" / "autograders" / "hw.zip") as archive:
        archive.extractall(tmp_path / "platform")
    there = load_assignment(load_course(tmp_path / "platform" / "course"), "hw")
    assert not (there.secret / "mistakes").exists()
    catalogue = current_catalogue(there)
    assert set(catalogue.mistakes) == {"averaged", "joined"}
    assert msgspec.structs.replace(catalogue, mistakes_digest=read_catalogue(copied).mistakes_digest) == read_catalogue(
        copied
    )


def test_a_file_of_an_earlier_form_is_as_good_as_none(assignment):
    path = assignment.secret / "hints.json"
    before = path.read_bytes()
    path.write_text('{"digest": "0", "mistakes": {"averaged": {"fails": ["public/test_it.py::test_total"]}}}')
    try:
        with Grader(assignment, allow_degraded=True) as grader:
            assert grader.hints.mistakes == {}
    finally:
        path.write_bytes(before)


@pytest.mark.slow
def test_the_file_is_the_same_whenever_it_is_made(assignment):
    before = (assignment.secret / "hints.json").read_bytes()
    write_catalogue(assignment, build_catalogue(assignment))
    assert (assignment.secret / "hints.json").read_bytes() == before


def test_hidden_checks_give_hints_only_where_the_author_allows_it(assignment):
    catalogue = read_catalogue(assignment)
    hidden = Check("hidden/test_hidden.py::test_total_of_nothing", "Nothing", points=1.0, secret=True)
    outcome = Outcome(hidden, Verdict.FAILED, fingerprints=("ff",))
    for allowed, told in ((False, ""), (True, f"{SAME}It is a mean. Divide.")):
        known = Known("It is a mean", "Divide.", "total", {hidden.id: ["ff"]}, allowed)
        (only,) = with_hints([outcome], msgspec.structs.replace(catalogue, mistakes={"averaged": known}))
        assert only.hint == told


def test_the_catalogue_knows_which_mistakes_are_alike(assignment):
    catalogue = read_catalogue(assignment)
    assert alike("negated", catalogue) == {"negated"}
    twin = {**catalogue.mistakes, "twin": catalogue.mistakes["negated"]}
    assert alike("negated", msgspec.structs.replace(catalogue, mistakes=twin)) == {"negated", "twin"}


def test_a_failure_that_one_cause_could_explain_speaks_against_a_mistake_until_another_explains_it():
    seen = Evidence(frozenset(), {"a": frozenset("1"), "b": frozenset("2")})
    first, second = Known("first", "", "f", {"a": ["1"]}), Known("second", "", "g", {"b": ["2"]})
    reach = {"a": ["f", "helper"], "b": ["g", "helper"]}
    assert explained(seen, {"first": first}, reach) == {}
    assert explained(seen, {"first": first}, {**reach, "b": ["g"]}) == {"a": ["first"]}
    assert explained(seen, {"first": first, "second": second}, reach) == {"a": ["first"], "b": ["second"]}


def test_the_mistake_that_explains_more_is_preferred():
    seen = Evidence(frozenset(), {"a": frozenset("1"), "b": frozenset("2")})
    both, part = Known("both", "", "f", {"a": ["1"], "b": ["2"]}), Known("part", "", "f", {"b": ["2"]})
    assert explained(seen, {"both": both, "part": part}, {}) == {"a": ["both"], "b": ["both"]}


def test_what_varies_with_the_data_has_to_fail_but_names_nothing():
    varies = Known("varies", "", "f", {"a": ["1"], "b": []})
    for marks, found in ((frozenset("1"), {"a": ["varies"]}), (frozenset("2"), {})):
        assert explained(Evidence(frozenset(), {"a": marks, "b": frozenset("9")}), {"varies": varies}, {}) == found
    assert explained(Evidence(frozenset("b"), {"a": frozenset("1")}), {"varies": varies}, {}) == {}
    assert explained(Evidence(frozenset("a"), {"b": frozenset("9")}), {"varies": varies}, {}) == {}


@pytest.mark.parametrize("noise", [0.0, 1e-13, -1e-13])
def test_values_that_differ_by_noise_share_a_grid(noise):
    values = np.random.default_rng(0).standard_normal(10_000) * 10.0 ** np.random.default_rng(1).integers(-6, 6, 10_000)
    moved = values * (1 + noise)
    agree = [np.array_equal(rounded(values, shift), rounded(moved, shift)) for shift in (0.0, 0.5)]
    assert any(agree)


def test_values_that_differ_by_more_share_none():
    values = np.random.default_rng(0).standard_normal(100)
    for shift in (0.0, 0.5):
        assert not np.array_equal(rounded(values, shift), rounded(values * (1 + 1e-4), shift))


def test_a_trace_of_many_large_replies_keeps_little_in_memory():
    trace = Trace()
    for _ in range(100):
        update = schema.Update(-1, schema.Array(0, "<f8", [125_000], True))
        trace.add(schema.Reply(1, [update], schema.Result(None)), [np.zeros(1_000_000, np.uint8)], 100)
        assert trace._size <= 5 << 20
    assert len(trace.fingerprints("a")) == 2
