"""What becomes of a check: each kind of wrong submission gets a correct, explained result, and only where it is wrong."""

from __future__ import annotations

import pytest

from autograder.errors import GraderError
from autograder.grading.engine import Grader
from autograder.intake import receive
from autograder.model import Outcome, Verdict, Visibility

from .conftest import SETTINGS, by_name, write_course

TEST = """
    import pytest
    import student
    from gradescope_utils.autograder_utils.decorators import weight
    from student import good, bad

    @weight(4)
    def test_good():
        assert good() == 1

    @weight(6)
    def test_bad():
        assert bad() == 1
"""
_ENDLESS = {"endless loop", "endless wait"}  # only these meet a time limit

FAULTS = {
    "endless loop": ("while True: pass", Verdict.TIMED_OUT, "it did not finish within 3 s; when it was stopped, it was at student.py, line 3, in bad"),
    "endless wait": ("import time; time.sleep(60)", Verdict.TIMED_OUT, "student.py, line 3, in bad"),
    "segmentation fault": ("import ctypes; ctypes.string_at(0)", Verdict.CRASHED, "segmentation fault); it was at student.py, line 3, in bad"),
    "os._exit": ("import os; os._exit(0)", Verdict.CRASHED, "ended the whole program with exit code 0"),
    "closed files": (
        "import os, time; os.closerange(0, 1024); time.sleep(2)", Verdict.CRASHED, "it closed the files through which"
    ),
    "os._exit with a code": ("import os; os._exit(7)", Verdict.CRASHED, "exit code 7"),
    "abort": ("import os; os.abort()", Verdict.CRASHED, "aborted"),
    "sys.exit": ("import sys; sys.exit(0)", Verdict.FAILED, "your code raised SystemExit: 0"),
    "much memory": ("x = []\n    while True: x.append(bytearray(1 << 24))", Verdict.OUT_OF_MEMORY, "more memory than a check may use"),
    "much output": ("while True: print('x' * 100_000)", Verdict.CRASHED, "it printed more than 64 MiB"),
    "recursion": ("return bad()", Verdict.FAILED, "RecursionError"),
    "exception": ("raise ValueError('no good')", Verdict.FAILED, "your code raised ValueError: no good\n  student.py, line 3, in bad"),
    "exception with an object": ("raise ValueError(object())", Verdict.FAILED, "ValueError: <object object at 0x…>\n"),
    "not started": ("raise NotImplementedError('student.py: bad')", Verdict.FAILED, "not started: student.py: bad"),
    "wrong value": ("return 2", Verdict.FAILED, "assert 2 == 1"),
    "wrong type": ("return 'one' + 1", Verdict.FAILED, "TypeError"),
    "writes a file": ("open('results.json', 'w').write('{}')", Verdict.FAILED, "your code raised PermissionError"),
    "reads the system": ("return open('/etc/passwd').read()", Verdict.FAILED, "your code raised PermissionError"),
    "starts a program": ("import subprocess; subprocess.run(['ls'])", Verdict.FAILED, "PermissionError"),
    "opens a socket": ("import socket; socket.socket()", Verdict.FAILED, "PermissionError"),
    "closes the wire": ("import os; os.closerange(3, 64)", Verdict.CRASHED, "ended"),
    "writes to the wire": ("import os\n    for d in range(3, 64):\n        try: os.write(d, b'x' * 99)\n        except OSError: pass\n    return 1", Verdict.CRASHED, "cannot be used"),
}  # fmt: skip


@pytest.fixture(scope="module")
def faulty(tmp_path_factory):
    """A call that grades the fault of a name; two warm graders serve them all."""
    folder = tmp_path_factory.mktemp("faults")
    usual = write_course(folder / "usual", {"t/test_it.py": TEST})
    limited = "@pytest.mark.timeout(3)\n    def test_bad"
    short = write_course(folder / "short", {"t/test_it.py": TEST.replace("def test_bad", limited)})
    with Grader(usual, allow_degraded=True) as patient, Grader(short, allow_degraded=True) as impatient:

        def grade(name: str) -> dict[str, Outcome]:
            grader = impatient if name in _ENDLESS else patient
            sent, unpacked = folder / f"{name} in", folder / f"{name} unpacked"
            sent.mkdir()
            unpacked.mkdir()
            text = f"def good(): return 1\ndef bad():\n    {FAULTS[name][0]}\n"
            (sent / "student.py").write_text(text, encoding="utf-8")
            return by_name(grader.grade(receive(sent, grader.assignment, unpacked), seed=1))

        yield grade


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_explained_and_costs_only_what_it_touches(faulty, name):
    _, verdict, message = FAULTS[name]
    outcomes = faulty(name)
    assert outcomes["test_good"].verdict is Verdict.PASSED
    assert outcomes["test_good"].earned == 4
    assert outcomes["test_bad"].verdict is verdict, outcomes["test_bad"]
    assert message in outcomes["test_bad"].message
    assert outcomes["test_bad"].earned == 0
    assert outcomes["test_bad"].not_started is (name == "not started")
    assert "Traceback" not in outcomes["test_bad"].message


def test_a_syntax_error_names_the_line(grade):
    outcomes = by_name(grade("def good(): return 1\ndef bad(:\n    pass\n", TEST))
    for outcome in outcomes.values():
        assert outcome.verdict is Verdict.FAILED
        assert "your code raised SyntaxError" in outcome.message
        assert "student.py, line 2" in outcome.message


def test_what_a_check_prints_is_kept_and_capped(grade):
    student = "import sys\ndef good(): print('hello'); return 1\ndef bad():\n    print('y' * 200_000); return 1\n"
    outcomes = by_name(grade(student, TEST))
    assert outcomes["test_good"].output == "hello\n"
    assert 30_000 < len(outcomes["test_bad"].output) < 70_000


def test_each_check_meets_a_fresh_process(grade):
    student = "count = 0\ndef good():\n    global count\n    count += 1\n    return count\nbad = good\n"
    assert all(outcome.verdict is Verdict.PASSED for outcome in by_name(grade(student, TEST)).values())


def test_an_object_that_claims_to_equal_everything_passes_nothing(grade):
    student = """
        class Liar:
            def __eq__(self, other): return True
            def __bool__(self): return True
        good = bad = Liar
    """
    outcomes = by_name(grade(student, TEST))
    assert {outcome.verdict for outcome in outcomes.values()} == {Verdict.FAILED}
    assert all(outcome.earned == 0 for outcome in outcomes.values())
    assert all("an object of type Liar" in outcome.message for outcome in outcomes.values())


@pytest.mark.slow
def test_a_broken_test_is_our_fault_not_the_students(grade):
    test = """
        from gradescope_utils.autograder_utils.decorators import weight
        import student

        @weight(5)
        def test_broken():
            assert 1 / 0
    """
    outcomes = by_name(grade("class Thing: pass\n", test))
    assert {outcome.verdict for outcome in outcomes.values()} == {Verdict.GRADER_ERROR}


def test_an_object_in_place_of_data_is_the_students_fault_and_staff_read_how_to_compare(grade):
    test = "import student\ndef test_compares():\n    assert student.f() == 1\n"
    outcome = by_name(grade("class Thing: pass\nf = Thing\n", test))["test_compares"]
    assert outcome.verdict is Verdict.FAILED
    assert "an object of type Thing where a number" in outcome.message
    assert "drivers.py" in outcome.staff


@pytest.mark.slow
def test_an_answer_the_test_cannot_use_is_the_students_fault(grade):
    test = "import student\ndef test_use():\n    assert student.f() + 1 == 2\n"
    outcome = by_name(grade("def f(): pass\n", test))["test_use"]
    assert outcome.verdict is Verdict.FAILED
    assert "could not use what your code returned (TypeError" in outcome.message


def test_a_test_that_swallows_everything_does_not_hide_a_crash(grade):
    test = """
        import student
        def test_deaf():
            try:
                student.f()
            except BaseException:
                pass
    """
    outcome = by_name(grade("import os\ndef f(): os._exit(0)\n", test))["test_deaf"]
    assert outcome.verdict is Verdict.CRASHED


@pytest.mark.slow
def test_skipped_and_failing_tests_keep_their_maximum(grade):
    test = """
        import pytest
        from gradescope_utils.autograder_utils.decorators import weight

        @weight(2)
        @pytest.mark.skip(reason="not this year")
        def test_skipped(): pass

        @pytest.fixture
        def broken(): raise RuntimeError("ours")

        @weight(3)
        def test_error(broken): pass
    """
    outcomes = by_name(grade("", test))
    assert outcomes["test_skipped"].verdict is Verdict.SKIPPED
    assert outcomes["test_skipped"].check.points == 2
    assert outcomes["test_error"].verdict is Verdict.GRADER_ERROR
    assert outcomes["test_error"].check.points == 3


def test_parametrized_tests_and_subtests_keep_their_points(grade):
    test = """
        import pytest
        from gradescope_utils.autograder_utils.decorators import weight
        import student

        @weight(2)
        @pytest.mark.parametrize("n", [1, 2, 3])
        def test_many(n):
            assert student.f(n) == n

        @weight(4)
        def test_parts(subtests):
            for n in (1, 2, 3):
                with subtests.test(n=n):
                    assert student.f(n) == n
    """
    outcomes = by_name(grade("def f(n): return min(n, 2)\n", test))
    earned = {name: (outcome.earned, outcome.check.points) for name, outcome in outcomes.items()}
    assert earned == {"test_many[1]": (2, 2), "test_many[2]": (2, 2), "test_many[3]": (0, 2), "test_parts": (0, 4)}


def test_a_leaderboard_entry_that_is_not_finite_stays_off_the_board(grade):
    test = """
        from gradescope_utils.autograder_utils.decorators import leaderboard
        import student

        @leaderboard("speed", "asc")
        def test_speed(set_leaderboard_value):
            set_leaderboard_value(student.speed())
    """
    outcome = by_name(grade("def speed(): return float('inf')\n", test))["test_speed"]
    assert outcome.leaderboard is None


def test_decorators_set_points_number_visibility_tags_and_hidden_errors(grade):
    test = """
        from gradescope_utils.autograder_utils.decorators import hide_errors, number, tags, visibility, weight

        @weight(2.5)
        @number("1.2")
        @visibility("after_published")
        @tags("easy", "warm-up")
        @hide_errors("look at the lecture")
        def test_it():
            '''Title of it

            More about it.'''
    """
    check = by_name(grade("", test))["test_it"].check
    assert (check.points, check.number, check.title) == (2.5, "1.2", "Title of it")
    assert check.visibility is Visibility.AFTER_PUBLISHED
    assert check.tags == ("easy", "warm-up")
    assert check.failure_notice == "look at the lecture"


@pytest.mark.parametrize(
    ("test", "message"),
    [
        ("def test_it(:\n", "SyntaxError"),
        ("import nonsense_that_is_not_there\ndef test_it(): pass\n", "nonsense_that_is_not_there"),
        ("import student\nx = student.f() + 1\ndef test_it(): pass\n", "used outside of a check"),
        ("from student import *\nfrom student import *\ndef test_it(): pass\n", "name what is imported"),
        ("x = 1\n", "there are no tests"),
        (
            "from gradescope_utils.autograder_utils.decorators import weight\n@weight(-1)\ndef test_it(): pass\n",
            "@weight(-1)",
        ),
        (
            "from gradescope_utils.autograder_utils.decorators import visibility\n@visibility('open')\ndef test_it(): pass\n",
            "visible",
        ),
    ],
)
def test_tests_that_cannot_be_used_are_an_error_of_ours_that_says_why(grade, test, message):
    with pytest.raises(GraderError, match=r"cannot be used|ended") as caught:
        grade("def f(): return 1\n", test)
    assert message in str(caught.value)


def test_the_seed_reaches_hidden_data_and_not_the_student(grade):
    test = """
        import os
        import student
        def test_seed():
            assert os.environ["AUTOGRADER_SEED"] == "5"
            assert student.environment() == ""
    """
    student = "import os\ndef environment(): return os.environ.get('AUTOGRADER_SEED', '')\n"
    assert by_name(grade(student, test))["test_seed"].verdict is Verdict.PASSED


def test_global_randomness_of_a_check_depends_on_the_seed_alone_and_does_not_tell_it(grade):
    test = """
        import student
        def test_a(): assert student.draw() == 0
        def test_b(): assert student.draw() == 0
    """
    student = """
        import random
        import numpy as np
        first = random.random(), float(np.random.rand())
        random.seed(5), np.random.seed(5)
        of_the_seed = random.random(), float(np.random.rand())
        def draw(): raise ValueError(f"{first} {first[0] != of_the_seed[0] and first[1] != of_the_seed[1]}")
    """
    messages = {outcome.message for outcome in by_name(grade(student, test)).values()}
    assert len(messages) == 1
    assert "True" in messages.pop()


def test_a_folder_to_write_in_exists_only_where_the_assignment_gives_one(grade, tmp_path):
    test = "import student\ndef test_write():\n    assert student.write(100) == 100\ndef test_flood():\n    student.flood()\n"
    student = """
        import os, tempfile
        def write(size):
            with tempfile.TemporaryFile() as file:
                return file.write(b"x" * size)
        def flood():
            folder = tempfile.mkdtemp()
            number = 0
            while True:
                number += 1
                with open(os.path.join(folder, str(number)), "wb") as file:
                    file.write(b"x" * 100_000)
    """
    settings = SETTINGS.replace("memory:", "scratch: 2 MiB, memory:")
    outcomes = by_name(grade(student, test, settings))
    assert outcomes["test_write"].verdict is Verdict.PASSED, outcomes["test_write"]
    assert outcomes["test_flood"].verdict in (Verdict.FAILED, Verdict.CRASHED)  # by whom it is limited: kernel, zygote
    assert "a check may write 2 MiB to files" in outcomes["test_flood"].message


def test_without_such_a_folder_nothing_can_be_written(grade):
    test = "import student\ndef test_write():\n    student.write()\n"
    student = "import tempfile\ndef write(): tempfile.mkdtemp()\n"
    assert by_name(grade(student, test))["test_write"].verdict is Verdict.FAILED


@pytest.mark.slow
def test_the_total_time_ends_a_submission_that_is_slow_everywhere(grade):
    settings = SETTINGS.replace("wall: 60 s", "wall: 1 s, total: 2 s")
    test = "import student\n" + "".join(f"def test_{n}():\n    student.wait()\n" for n in range(6))
    outcomes = list(by_name(grade("def wait():\n    while True: pass\n", test, settings)).values())
    assert len(outcomes) == 6
    assert {outcome.verdict for outcome in outcomes} == {Verdict.TIMED_OUT}
    assert "it was not run" in outcomes[-1].message


@pytest.mark.slow
def test_a_value_that_takes_for_ever_to_look_at_is_the_students_time(grade):
    test = """
        import pytest
        import student

        @pytest.mark.timeout(0.5)
        def test_pow():
            assert 3 ** (3 ** student.n()) != 0

        def test_after():
            assert student.n()
    """
    outcomes = by_name(grade("def n(): return 30\n", test))
    assert outcomes["test_pow"].verdict is Verdict.TIMED_OUT
    assert outcomes["test_after"].verdict is Verdict.PASSED


@pytest.mark.slow
def test_a_check_may_have_a_time_limit_of_its_own(grade):
    test = """
        import pytest
        from student import wait

        def test_usual():
            wait(100)

        @pytest.mark.timeout(60)
        def test_longer():
            wait(5)

        @pytest.mark.timeout(timeout=0.5)
        def test_shorter():
            wait(3)

        def test_after():
            wait(0)
    """
    settings = SETTINGS.replace("wall: 60 s", "wall: 4 s")
    outcomes = by_name(grade("import time\ndef wait(seconds): time.sleep(seconds)\n", test, settings))
    assert {name: outcome.verdict.value for name, outcome in outcomes.items()} == {
        "test_usual": "timed out",
        "test_longer": "passed",
        "test_shorter": "timed out",
        "test_after": "passed",
    }
    assert "within 0.5 s" in outcomes["test_shorter"].message


@pytest.mark.slow
def test_a_time_limit_bounds_processor_time_too(grade):
    test = """
        import pytest
        from student import spin

        @pytest.mark.timeout(1200)
        def test_longer():
            spin()
    """
    settings = SETTINGS.replace("wall: 60 s", "wall: 1 s")
    source = "import time\ndef spin():\n    while time.process_time() < 2.6: pass\n"
    assert by_name(grade(source, test, settings))["test_longer"].verdict is Verdict.PASSED


@pytest.mark.slow
@pytest.mark.parametrize("seconds", ["0", "-1", "'60'", "None", "float('nan')", "True"])
def test_a_time_limit_that_is_none_stops_the_grader(grade, seconds):
    test = f"""
        import pytest

        @pytest.mark.timeout({seconds})
        def test_it():
            pass
    """
    with pytest.raises(GraderError, match=r"is no time"):
        grade("", test)
