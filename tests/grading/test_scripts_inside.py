"""A check inside starts `python student.py`: what the script prints and how it ends is that of a fresh process."""

from __future__ import annotations

import pytest

from autograder.model import Verdict
from tests.grading.conftest import SETTINGS, by_name

STUDENT = """
import os, sys
loaded = []

def main():
    print("args", sys.argv[1:], "name", os.environ.get("COLOUR"))
    print("gave", sys.stdin.read().split())
    print("bad", file=sys.stderr)
    sys.exit(3)

if __name__ == "__main__":
    main()
"""

SUITE = """
import os
import subprocess
import sys
import pytest
import student

def run(*words, **options):
    return subprocess.run([sys.executable, *words], capture_output=True, text=True, **options)

def test_streams():
    ran = run("student.py", "a", "b", input="1 2", env={"COLOUR": "red"})
    assert ran.stdout == "args ['a', 'b'] name red\\ngave ['1', '2']\\n"
    assert ran.stderr == "bad\\n" and ran.returncode == 3

def test_raises():
    ran = run("-c", "raise KeyError(1)")
    assert ran.returncode == 1 and "KeyError: 1" in ran.stderr

def test_check_output():
    assert subprocess.check_output(["python3", "-c", "print(1)"]) == b"1\\n"
    with pytest.raises(subprocess.CalledProcessError):
        subprocess.check_call([sys.executable, "-m", "student"])

def test_modules_are_its_own():
    student.loaded.append(1)
    assert run("-c", "import student; print(student.loaded)").stdout == "[]\\n"
    assert sys.modules["student"] is student and student.loaded == [1]

def test_popen():
    process = subprocess.Popen([sys.executable, "student.py"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    process.stdin.write("7")
    out, _ = process.communicate()
    assert "gave ['7']" in out and process.wait() == 3

def test_nothing_else():
    for words in (["ls"], ["bash", "-c", "true"], "cat x"):
        with pytest.raises(PermissionError, match="no program can be started here"):
            subprocess.run(words)
"""


@pytest.mark.slow
def test_scripts_run_as_fresh_programs(grade):
    outcomes = by_name(grade(STUDENT, SUITE, SETTINGS + "inside: all\n"))
    assert {name: o.message for name, o in outcomes.items() if o.verdict is not Verdict.PASSED} == {}


@pytest.mark.slow
def test_a_script_that_does_not_end_is_the_checks_time_limit(grade):
    settings = SETTINGS.replace("wall: 60 s", "wall: 3 s") + "inside: all\n"
    suite = "import subprocess, sys\ndef test_a():\n    subprocess.run([sys.executable, 'student.py'], timeout=1)\n"
    outcome = by_name(grade("while True:\n    pass\n", suite, settings))["test_a"]
    assert outcome.verdict is Verdict.TIMED_OUT
