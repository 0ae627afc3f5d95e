"""What a submission may import, what becomes of an import that fails or takes long, and what the student is told."""

from __future__ import annotations

import re
import sys

import pytest

from autograder.grading import messages
from autograder.grading.advice import advice, surroundings
from autograder.grading.remote.student_errors import student_error
from autograder.grading.supervisor import Supervisor
from autograder.model import Verdict
from autograder.reporting.gradescope import results_document
from autograder.sandbox.inside.wire.schema import Raised
from autograder.scoring import score

from .conftest import SETTINGS, by_name

GOOD = "import student\ndef test_good():\n    assert student.good() == 1\n"
HANGS = SETTINGS.replace("wall: 60 s", "wall: 3 s")
FINE = "\ndef good(): return 1\n"
PYTHON = ".".join(map(str, sys.version_info[:3]))

#: what is in the environment of a developer or of the grader, but in no homework
FOREIGN = ("matplotlib.pyplot", "hypothesis", "torch", "pytest", "_pytest", "gradescope_utils", "msgspec", "yaml", "rich", "pluggy", "autograder", "autograder.sandbox.inside.server", "pip")  # fmt: skip


@pytest.mark.parametrize("name", FOREIGN)
def test_a_package_that_the_homework_does_not_have_is_missing_wherever_it_is_graded(grade, name):
    outcome = by_name(grade(f"import {name}{FINE}", GOOD))["test_good"]
    top = name.split(".")[0]
    assert outcome.verdict is Verdict.FAILED
    assert outcome.message == (
        f"your code raised ModuleNotFoundError: No module named '{top}'\n"
        f"  student.py, line 1, in <module>\n    import {name}\n"
        f"{top} is not available when graded: this homework has Python's standard library and numpy, and takes only "
        'student.py from you\nremove the import, or move it below `if __name__ == "__main__":` together with what needs it'
    )


def test_a_program_that_can_do_without_a_missing_package_goes_on(grade):
    student = """
        import importlib.util
        try:
            import matplotlib.pyplot as plt
        except ImportError as error:
            assert type(error) is ModuleNotFoundError and error.name == "matplotlib", repr(error)
            plt = None
        assert importlib.util.find_spec("matplotlib") is None
        try:
            from importlib import metadata
            metadata.version("matplotlib")
        except metadata.PackageNotFoundError:
            pass
        import numpy
        assert metadata.version("numpy") == numpy.__version__
        def good(): return 1
    """
    assert by_name(grade(student, GOOD))["test_good"].verdict is Verdict.PASSED


def test_nothing_of_the_grader_is_found_by_name(grade):
    student = """
        import sys, __main__
        def good():
            found = [name for name in sys.modules if name.split(".")[0] in ("autograder", "msgspec", "pytest")]
            found += [name for name in vars(__main__) if not name.startswith("__")]
            found += sys.orig_argv[1:]
            return found or 1
    """
    assert by_name(grade(student, GOOD))["test_good"].verdict is Verdict.PASSED


def test_a_helper_beside_the_file_is_named_with_what_to_do(grade, tmp_path):
    folder = tmp_path / "submission"
    (folder / "layers").mkdir(parents=True)
    (folder / "helpers.py").write_text("x = 1")
    (folder / "layers" / "linear.py").write_text("x = 1")
    message = by_name(grade(f"from helpers import x{FINE}", GOOD))["test_good"].message
    assert message.endswith(
        "\nhelpers.py was in your submission, but this homework takes only student.py: put what you need from helpers.py into "
        "student.py, and remove the import"
    )


def test_a_folder_beside_the_file_is_named_too():
    around = messages.Surroundings({"numpy": "2"}, ["a.py", "b.py"], ["src/layers/linear.py", "notes.txt"])
    error = student_error(Raised("ModuleNotFoundError", ["ModuleNotFoundError"], "No module named 'layers'", []))
    assert advice(error, around) == (
        "src/layers/ was in your submission, but this homework takes only a.py and b.py: put what you need from src/layers/ "
        "into one of these files, and remove the import"
    )


ERRORS = {
    "a module of a package": ("ModuleNotFoundError", "No module named 'numpy.nothing'", "which has no numpy.nothing: is the name right?"),
    "a library of a system": ("ModuleNotFoundError", "No module named '_tkinter'", f"the grader runs Python {PYTHON}, which has no _tkinter here: remove the import"),
    "a name of the library": ("ImportError", "cannot import name 'batched' from 'itertools' (unknown location)", f"the grader runs Python {PYTHON}: is yours another version?"),
    "a name of a package": ("ImportError", "cannot import name 'x' from 'numpy.linalg' (a)", ": is yours another version?"),
    "a name that NumPy had": ("AttributeError", "module 'numpy' has no attribute 'int'", ": is yours another version?"),
    "their own name": ("ImportError", "cannot import name 'x' from 'student' (a)", ""),
    "their own attribute": ("AttributeError", "'A' object has no attribute 'x'", ""),
    "a value": ("ValueError", "No module named 'x'", ""),
    "shared memory": ("RuntimeError", "unable to open shared memory object </torch_1_2_0> in read-write mode: Permission denied (13)", "leave share_memory_() and the like out where there is one process"),
    "an error of the run": ("RuntimeError", "shapes cannot be multiplied", ""),
    "words of their own": ("ModuleNotFoundError", "nothing", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", ERRORS)
def test_versions_are_named_where_they_can_be_the_reason(name):
    kind, message, expected = ERRORS[name]
    told = advice(student_error(Raised(kind, [kind], message, [])), surroundings(["numpy"], ["student.py"], []))
    assert told.endswith(expected)
    assert bool(told) is bool(expected)


NEWER = {
    (3, 12): ["type Vector = list[float]", "def first[T](x: T) -> T: return x", "class Box[T]: pass", 'd = {}\nx = f"{d["a"]}"', "x = f'{\"\\n\".join([])}'"],
    (3, 13): ["class Box[T = int]: pass"],
    (3, 14): ["try: pass\nexcept ValueError, TypeError: pass", "x = t'hello'"],
    (3, 15): ["lazy import numpy"],
}  # fmt: skip
LINES = [(version, line) for version, lines in NEWER.items() if version > sys.version_info[:2] for line in lines]


@pytest.mark.parametrize(("version", "line"), LINES)
def test_syntax_of_a_newer_python_names_both_versions(grade, version, line):
    message = by_name(grade(f"{line}{FINE}", GOOD))["test_good"].message
    assert f": this is syntax of Python {version[0]}.{version[1]} or newer\n" in message
    assert message.endswith(f"\nthe grader runs Python {PYTHON}; if this works on your computer, its Python is newer")


@pytest.mark.parametrize("line", ["def f(:", "x = (1,", "print 'x'", "if x = 3: pass", "x = f'{'", 'x = "abc', "d = {'a': 1 'b': 2}", "print(f\"{x\")"])  # fmt: skip
def test_a_mistake_is_not_taken_for_newer_syntax(grade, line):
    message = by_name(grade(f"{line}{FINE}", GOOD))["test_good"].message
    assert "SyntaxError" in message
    assert "newer" not in message


TWICE = """
    import pytest
    import student
    import drivers
    from student import good

    @pytest.fixture(autouse=True)
    def around():
        yield
        student.good()

    def test_good():
        assert good() == 1

    def test_driver():
        assert drivers.twice() == 2

    def test_both():
        with pytest.raises(ValueError, match="boom"):
            good()
        assert drivers.twice() == 2
"""


def test_an_import_that_fails_is_not_tried_again_in_the_same_check(grade):
    student = f"print('imported')\nraise ValueError('boom'){FINE}"
    drivers = "from student import good\ndef twice(): return good() + good()\n"
    outcomes = by_name(grade(student, TWICE, **{"t/drivers.py": drivers}))
    assert len(outcomes) == 3
    for outcome in outcomes.values():
        assert outcome.verdict is Verdict.FAILED, outcome
        assert outcome.output == "imported\n"
        assert outcome.message.startswith("your code raised ValueError: boom\n  student.py, line 2, in <module>")


def test_files_that_import_each_other_get_their_second_try(grade):
    settings = "title: Two\nsubmit: [student.py, other.py]\npieces: [{number: '1', name: All, points: 10}]\n"
    student = """
        try:
            import other
        except ImportError:  # other needs what is defined below
            other = None
        def good(): return 1
    """
    test = "import student, other\ndef test_good():\n    assert student.good() == 1\n    assert other.same() == 1\n"
    grading = grade(
        student, test, settings, **{"submission/other.py": "from student import good\ndef same(): return good()\n"}
    )
    assert by_name(grading)["test_good"].verdict is Verdict.PASSED


@pytest.mark.slow
def test_work_at_the_top_level_is_told_first_with_its_line(grade, make_assignment):
    student = f"import time\ndef train():\n    time.sleep(1.2)\nx = 1\ntrain(){FINE}"
    grading = grade(student, GOOD)
    assert len(grading.notes) == 1
    assert re.match(r"importing student\.py takes \d+\.\d s; ", grading.notes[0])
    assert "most of that is line 5 (`train()`). " in grading.notes[0]
    assert 'below `if __name__ == "__main__":`' in grading.notes[0]
    assignment = make_assignment({"t/test_it.py": GOOD})
    assert "\nImporting student.py takes " in results_document(assignment, grading, score(grading)).output


@pytest.mark.slow
def test_work_at_the_top_level_is_not_looked_at_again_after_a_check_has_run(grade, monkeypatch):
    """What student code says then could come from a hidden check."""
    heard = []
    take = Supervisor._take
    monkeypatch.setattr(Supervisor, "_take", lambda self, event: (heard.append(type(event)), take(self, event)))
    test = "import os, student\ndef test_good():\n    assert student.good() == 1\n    os.abort()\n"
    grading = grade(f"import time\ntime.sleep(1.2){FINE}", test)
    assert heard.count(messages.Started) == 2 and heard.count(messages.Noted) == 1
    assert len(grading.notes) == 1


@pytest.mark.slow
def test_what_a_slow_import_costs_is_told_whatever_the_number_of_checks(grade):
    """That number would tell how many are hidden."""
    settings = SETTINGS.replace("wall: 60 s", "wall: 60 s, total: 90 s")
    student = f"import time\ntime.sleep(1.2)\nkept = open('/dev/null'){FINE}"  # so checks cannot share the import
    (note,) = grade(student, GOOD, settings).notes
    found = re.search(r"takes (\S+) s; .* all checks together have 1\.5 minutes, time for (\d+) such imports: ", note)
    assert found and int(found[2]) <= 90 / (float(found[1]) - 0.1)
    assert note.endswith(": those after that are not run and cost their points")


def test_a_file_that_imports_at_once_is_not_mentioned(grade):
    assert grade(FINE, GOOD).notes == ()


@pytest.mark.slow
def test_an_import_that_never_ends_is_told_with_its_line(grade):
    student = f"def train():\n    while True: pass\ntrain(){FINE}"
    grading = grade(student, GOOD, HANGS)
    assert grading.notes[0].startswith(
        "importing student.py does not end within 3 s; most of that is line 3. Every check"
    )
    outcome = by_name(grading)["test_good"]
    assert outcome.verdict is Verdict.TIMED_OUT
    assert "it was at student.py, line 2, in train" in outcome.message
    assert outcome.message.endswith(
        "\nline 3 of student.py runs whenever the file is imported, so in every check: move it below "
        '`if __name__ == "__main__":` if the checks do not need it'
    )


@pytest.mark.slow
def test_a_hang_in_a_function_is_not_blamed_on_the_import(grade):
    outcome = by_name(grade("def good():\n    while True: pass\n", GOOD, HANGS))["test_good"]
    assert outcome.verdict is Verdict.TIMED_OUT
    assert "imported" not in outcome.message


def test_a_lie_about_the_time_of_an_import_is_not_repeated(grade):
    student = """
        import sys, time
        class Odd:
            def __gt__(self, other): return True
            __float__ = __gt__
        frame = sys._getframe()
        while frame:
            if "found" in frame.f_locals and "modules" in frame.f_locals:
                found = frame.f_locals["found"]
                found += [("student", Odd(), 0.0, "x", 1, "x"), Odd(), ("student", 9.0, 9.0, "x", 10**5000, "x")] * 3
            frame = frame.f_back
        def good(): return 1
    """
    grading = grade(student, GOOD)
    assert by_name(grading)["test_good"].verdict is Verdict.PASSED
    assert grading.notes == ()
