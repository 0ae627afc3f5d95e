"""What suites from elsewhere bring along: variables, markers, files that cannot be imported, relative paths."""

from __future__ import annotations

import os

import pytest

from autograder.errors import ConfigError, GraderError
from autograder.grading.engine import Grader
from autograder.model import Verdict
from tests.grading.conftest import SETTINGS, by_name

PLACES = {"outside": SETTINGS, "inside": SETTINGS + "inside: all\n"}


@pytest.mark.slow
@pytest.mark.parametrize("place", PLACES)
def test_variables_reach_tests_and_student_code(grade, place):
    student = "import os\ndef colour():\n    return os.environ.get('COLOUR')\n"
    suite = "import os\nimport student\ndef test_a():\n    assert student.colour() == os.environ['COLOUR'] == 'red'\n"
    outcome = by_name(grade(student, suite, PLACES[place] + "environment: {COLOUR: red}\n"))["test_a"]
    assert outcome.verdict is Verdict.PASSED, outcome


@pytest.mark.parametrize("name", ["PATH", "PYTHONPATH", "LD_PRELOAD", "AUTOGRADER_SEED", "lower", "A-B"])
def test_variables_of_the_grader_and_of_python_cannot_be_set(make_assignment, name):
    with pytest.raises(ConfigError, match="cannot be set"):
        make_assignment({}, SETTINGS + f"environment: {{{name}: x}}\n")


@pytest.mark.slow
@pytest.mark.parametrize("place", PLACES)
def test_markers_of_pytest_ini_are_known(grade, place):
    ini = "[pytest]\nmarkers =\n    slow: takes long\n    task1_2\naddopts = --nothing-like-it\n"
    suite = "import pytest\n@pytest.mark.slow\n@pytest.mark.task1_2\ndef test_a():\n    pass\n"
    outcome = by_name(grade("", suite, PLACES[place], **{"t/pytest.ini": ini}))["test_a"]
    assert outcome.verdict is Verdict.PASSED, outcome


@pytest.mark.slow
def test_a_file_that_cannot_be_imported_fails_alone_where_it_was_adopted(grade):
    broken = "import nowhere\nfrom gradescope_utils.autograder_utils.decorators import weight\n@weight(3)\ndef test_b():\n    pass\n"
    files = {"t/test_broken.py": broken}
    outcomes = by_name(grade("", "def test_a():\n    pass\n", SETTINGS + "adopted: true\n", **files))
    assert outcomes["test_a"].verdict is Verdict.PASSED
    assert outcomes["test_b"].verdict is Verdict.GRADER_ERROR
    assert outcomes["test_b"].check.points == 3
    assert "No module named 'nowhere'" in outcomes["test_b"].staff


def test_elsewhere_it_is_an_error_before_anything_is_graded(make_assignment):
    assignment = make_assignment({"t/test_broken.py": "import nowhere\ndef test_b():\n    pass\n"})
    with pytest.raises(GraderError, match="No module named 'nowhere'"), Grader(assignment, allow_degraded=True):
        pass


def test_what_a_test_makes_by_a_relative_path_is_made_in_the_runners_own_folder(grade):
    suite = """
    import os

    def test_a():
        os.makedirs("made-by-a-test")
        print(os.getcwd())
        assert os.listdir() == ["made-by-a-test"]
    """
    assert by_name(grade("", suite))["test_a"].verdict is Verdict.PASSED
    assert not os.path.exists("/made-by-a-test") and not os.path.exists("made-by-a-test")


@pytest.mark.slow
@pytest.mark.parametrize("place", PLACES)
def test_a_test_without_a_weight_has_the_default_one(grade, place):
    settings = PLACES[place].replace('number: "1"', "number: other") + "default_weight: 2.5\n"
    outcome = by_name(grade("", "def test_a():\n    pass\n", settings))["test_a"]
    assert outcome.earned == outcome.check.points == 2.5
