"""What a student is told about an error that a laptop does not give: what to do, and only where the cause is certain."""

from __future__ import annotations

import pytest

from autograder.grading import laptop_errors, messages
from autograder.grading.advice import advice
from autograder.grading.remote.student_errors import student_error
from autograder.sandbox.inside.wire.schema import Frame, Raised

from .conftest import SETTINGS, by_name

FINE = "\ndef good(): return 1\n"
AROUND = messages.Surroundings({"numpy": "2"}, ["student.py"], ["data/data.txt", "helpers.py", "layers/linear.py"])

#: a line of student.py -> how the message about it ends
AT_IMPORT = {
    "exit()": "\nline 1 of student.py ends the program whenever the file is imported: move it below `if __name__ == \"__main__\":`",
    "import sys; sys.exit(0)": "move it below `if __name__ == \"__main__\":`",
    "import unittest; unittest.main()": "move it below `if __name__ == \"__main__\":`",
    "import argparse; p = argparse.ArgumentParser(); p.add_argument('--a', required=True); p.parse_args()": "move it below `if __name__ == \"__main__\":`",
    "import sys; rate = float(sys.argv[1])": "\nthere are no arguments of a command line when graded: move line 1 of student.py below `if __name__ == \"__main__\":`",
    "import sys; name, rate = sys.argv": "move line 1 of student.py below `if __name__ == \"__main__\":`",
    "name = input('who? ')": laptop_errors.NOBODY_TYPES,
    "breakpoint()": laptop_errors.NO_DEBUGGER,
    "open('data.txt')": "\nwhen graded, of your files only student.py is there",
    "open('log.txt', 'w')": laptop_errors.REFUSED,
    "open('/proc/self/status')": laptop_errors.READ,
    "import os; os.getloadavg()": laptop_errors.NO_LOAD,
    "import multiprocessing; multiprocessing.Pool(2)": laptop_errors.REFUSED,
    "import resource as r; r.setrlimit(r.RLIMIT_AS, (1 << 60, 1 << 60))": laptop_errors.LIMITS,
    "import urllib.request as u; u.urlopen('http://example.com')": laptop_errors.NO_NETWORK,
    "import socket; socket.getaddrinfo('example.com', 80)": laptop_errors.NO_NETWORK,
    "from .helpers import f": "\nyour file is imported by itself, not as a part of a package: write the import without its leading dots",
    "s = \u201chello\u201d": "type them again as ' or \"",
    "x\u00a0= 1": "\na space that must not be broken (U+00A0) came with copied text: delete it and type the line's spaces again",
    "<<<<<<< HEAD\nx = 1\n=======\nx = 2\n>>>>>>> main": "remove git's markers",
}  # fmt: skip


@pytest.mark.slow
def test_each_says_what_to_do(grade):
    """One submission for all of them, a file each."""
    files = {f"submission/m{number}.py": text + "\n" for number, text in enumerate(AT_IMPORT)}
    names = ["student.py", *(f"m{number}.py" for number in range(len(AT_IMPORT)))]
    settings = SETTINGS.replace("[student.py]", f"[{', '.join(names)}]")
    tests = "".join(
        f"def test_{number}():\n    import m{number}\n    m{number}.good()\n" for number in range(len(AT_IMPORT))
    )
    told = by_name(grade(FINE, tests, settings, **files))
    for number, (text, expected) in enumerate(AT_IMPORT.items()):
        message = told[f"test_{number}"].message
        expected = expected.replace("student.py is there", f"{laptop_errors.listed(names)} are there")
        assert message.endswith(
            expected.replace("student.py", f"m{number}.py") if "only" not in expected else expected
        ), text


def error(kind: str, message: str, *lines: tuple[str, str], bases: tuple[str, ...] = ()):
    frames = [Frame("student.py", 3, function, source) for function, source in lines]
    return student_error(Raised(kind, [kind, *bases], message, frames))


TOLD = {
    "no CUDA": (error("AssertionError", "Torch not compiled with CUDA enabled"), laptop_errors.NO_GPU),
    "no driver": (error("RuntimeError", "Found no NVIDIA driver on your system. Please check"), laptop_errors.NO_GPU),
    "no MPS": (error("NotImplementedError", "Could not run 'aten::empty.memory_format' with arguments from the 'MPS' backend. This", bases=("RuntimeError",)), laptop_errors.NO_GPU),
    "a model from a GPU": (error("RuntimeError", "Attempting to deserialize object on a CUDA device but torch.cuda.is_available() is False."), laptop_errors.NO_GPU),
    "torch.save": (error("RuntimeError", "[enforce fail at inline_container.cc:747] . open file failed with strerror: Permission denied"), laptop_errors.REFUSED),
    "torch.hub": (error("RuntimeError", "It looks like there is no internet connection and the repo could not be found in the cache (/x)"), laptop_errors.NO_NETWORK),
    "no name server": (error("URLError", "<urlopen error [Errno -3] Temporary failure in name resolution>", bases=("OSError",)), laptop_errors.NO_NETWORK),
    "exit in a function": (error("SystemExit", "0", ("f", "exit()")), "exit(), quit() and sys.exit() end the whole program: remove them"),
    "a helper": (error("ImportError", "attempted relative import with no known parent package", ("<module>", "from .helpers import f")), "helpers.py was in your submission, but this homework takes only student.py: put what you need from helpers.py into student.py, and remove the import"),
    "a helper as a name": (error("ImportError", "attempted relative import with no known parent package", ("<module>", "from . import layers")), "layers/ was in your submission, but this homework takes only student.py: put what you need from layers/ into student.py, and remove the import"),
    "a file": (error("FileNotFoundError", "[Errno 2] No such file or directory: 'data.txt'", bases=("OSError",)), "data/data.txt was in your submission, but when graded, of your files only student.py is there"),
}  # fmt: skip


@pytest.mark.parametrize("name", TOLD)
def test_known_words_are_answered(name):
    raised, expected = TOLD[name]
    assert advice(raised, AROUND) == expected


NOT_TOLD = {
    "an index of their own": error("IndexError", "list index out of range", ("<module>", "x = [][1]")),
    "their own program's name": error("IndexError", "list index out of range", ("<module>", "x = sys.argv[0][9]")),
    "too few values of their own": error("ValueError", "not enough values to unpack (expected 2, got 1)", ("f", "a, b = [1]")),
    "an end of a file": error("EOFError", "Ran out of input"),
    "an assertion about devices": error("AssertionError", "no CUDA"),
    "a missing file of the check's": error("FileNotFoundError", "[Errno 2] No such file or directory: '/w/scratch/scratch-ab/x'", bases=("OSError",)),
    "a missing file in their words": error("FileNotFoundError", "no checkpoint", bases=("OSError",)),
    "an address": error("URLError", "<urlopen error no host given>", bases=("OSError",)),
    "an unbalanced bracket": error("SyntaxError", "unmatched ')'", ("", "return a)")),
    "null bytes": error("SyntaxError", "source code string cannot contain null bytes"),
    "a tab": error("TabError", "inconsistent use of tabs and spaces in indentation", bases=("SyntaxError",)),
    "a comparison": error("SyntaxError", "invalid syntax", ("", "x ==== y")),
    "words of their own": error("RuntimeError", "there is no internet connection"),
    "another error of the system": error("OSError", "[Errno 28] No space left on device"),
}  # fmt: skip


@pytest.mark.parametrize("name", NOT_TOLD)
def test_what_is_not_certain_gets_no_advice(name):
    assert advice(NOT_TOLD[name], AROUND) == ""
