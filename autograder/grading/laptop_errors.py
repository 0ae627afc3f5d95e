"""Recognises errors that occur in grading but not on a laptop, by their exact words, and says what to do.

Each entry demands whatever makes its cause certain: the exception's type and text and, if these do not suffice, the
student's line that raised it. An error whose cause is not certain gets no advice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import PurePosixPath

from autograder.grading import messages
from autograder.grading.remote.faults import StudentError
from autograder.sandbox.inside.wire import schema
from autograder.text import listed

MAIN = 'if __name__ == "__main__":'
READ = "while it is graded, a program can read the homework's files, Python and its packages, and no other files"
REFUSED = (
    "while it is graded, a program can start no other program or process (a DataLoader needs num_workers=0), open no "
    "connection, read only the homework's files, Python and its packages, and write no file but below $TMPDIR where "
    "the homework has it"
)
NO_SHARED_MEMORY = (
    "while it is graded, a program is one process: leave share_memory_() and the like out where there is one process"
)
NO_GPU = "there is no GPU when graded: use the CPU, or let torch.cuda.is_available() choose"
NO_NETWORK = "there is no network when graded: remove what connects or downloads"
NOBODY_TYPES = "nobody types anything while it is graded: remove input() and the like"
NO_DEBUGGER = "nobody can use a debugger while it is graded: remove breakpoint(), pdb.set_trace() and the like"
NO_ARGUMENTS = "there are no arguments of a command line when graded"
NO_LOAD = "the load of the machine cannot be read while a program is graded"
LIMITS = "while it is graded, a program can lower its limits, and not raise them"

_GPU = re.compile(
    r"Torch not compiled with (?:CUDA|XPU) enabled|Found no NVIDIA driver on your system|No CUDA GPUs are available"
    r"|Attempting to deserialize object on a (?:CUDA|MPS|XPU) device but"
    r"|Could not run 'aten::[\w.]+' with arguments from the '(?:CUDA|MPS|XPU)' backend"
    r"|PyTorch is not linked with support for (?:cuda|mps|xpu) devices"
    r"|The MPS backend is supported on MacOS"
    r"|Cannot access accelerator device when none is available"
)
_URL = re.compile(r"<urlopen error \[Errno (?:-\d+|1|13|97|101|111)\] ")
_HUB = "It looks like there is no internet connection and the repo could not be found in the cache"
_NO_WRITING = re.compile(r"\[enforce fail at inline_container\.cc:\d+\] \. open file failed with strerror: Permission")
_OF_A_PATH = re.compile(r"\[Errno \d+\] (?:No such file or directory|Permission denied): '([^']{1,1000})'")
_SYSTEM = re.compile(r"/(?:proc|sys|dev|etc)(?:/|$)")
_ARGV = re.compile(r"\bargv\s*\[\s*[1-9]")
_ALL_OF_ARGV = re.compile(r"=\s*(?:sys\s*\.\s*)?argv\b(?!\s*\[)")
_RELATIVE = re.compile(r"from\s+(\.+)\s*([\w.]*)\s*import\s+(\w+)")
_NEWER = re.compile(r"this is syntax of Python [\d.]+ or newer$")
_QUOTES = re.compile("invalid character '[\u2018-\u201f\u00ab\u00bb\u2032\u2033]'")
_INVISIBLE = re.compile(r"invalid non-printable character U\+(\w{4,6})")
_CONFLICT = re.compile(r"(?:<{7}|>{7}|\|{7})(?: |$)|={7}$")


def told(error: StudentError, around: messages.Surroundings, python: str) -> str:
    """What to do about `error`, or "".

    Args:
        python: the version that grades, as students read it.
    """
    for kind, advise in _BY_KIND:
        if kind in error.bases or kind == error.type_name:
            found = advise(error, around)
            if found:
                return found
    if "SyntaxError" in error.bases:
        return _about_syntax(error, python)
    return NO_GPU if _GPU.match(error.message) else ""


def last_line_of_import(error: StudentError) -> schema.Frame | None:
    """The line outside all functions that `error` came from, if it occurred while a file was being imported."""
    return next((frame for frame in reversed(error.frames) if frame.function == "<module>"), None)


def own_file(top: str, ignored: Iterable[str]) -> str:
    """The submitted file or folder that a top-level import means on the student's computer.

    >>> own_file("helpers", ["notes.txt", "src/helpers.py"]), own_file("model", ["model/layers.py"])
    ('src/helpers.py', 'model/')
    """
    for path in ignored:
        folders, _, name = f"/{path}".rpartition("/")
        if name == f"{top}.py":
            return path
        if name.endswith(".py") and top in folders.split("/"):
            return f"{path[: f'/{path}'.index(f'/{top}/') + len(top)]}/"
    return ""


def about_own_file(own: str, submit: list[str]) -> str:
    """What to do with a file that was submitted and is not used."""
    nearest = submit[0] if len(submit) == 1 else "one of these files"
    return (
        f"{own} was in your submission, but this homework takes only {listed(submit)}: "
        f"put what you need from {own} into {nearest}, and remove the import"
    )


def _source(error: StudentError) -> str:
    return error.frames[-1].source if error.frames else ""


def _about_exit(error: StudentError, _: messages.Surroundings) -> str:
    place = last_line_of_import(error)
    if place is None:
        return "exit(), quit() and sys.exit() end the whole program: remove them"
    return f"line {place.line} of {place.file} ends the program whenever the file is imported: move it below `{MAIN}`"


def _about_index(error: StudentError, _: messages.Surroundings) -> str:
    return _no_arguments(error) if _ARGV.search(_source(error)) and "index out of range" in error.message else ""


def _about_value(error: StudentError, _: messages.Surroundings) -> str:
    if error.message == "not allowed to raise maximum limit":
        return LIMITS
    few = error.message.startswith("not enough values to unpack (expected ") and error.message.endswith(", got 1)")
    return _no_arguments(error) if few and _ALL_OF_ARGV.search(_source(error)) else ""


def _no_arguments(error: StudentError) -> str:
    place = error.frames[-1]
    move = f": move line {place.line} of {place.file} below `{MAIN}`" if place.function == "<module>" else ""
    return NO_ARGUMENTS + move


def _about_end_of_input(error: StudentError, _: messages.Surroundings) -> str:
    return NOBODY_TYPES if error.message == "EOF when reading a line" else ""


def _about_missing_file(error: StudentError, around: messages.Surroundings) -> str:
    found = _OF_A_PATH.match(error.message)
    if not found or not around.submit or "/scratch-" in found[1]:  # a path below $TMPDIR: nothing was submitted there
        return ""
    name = PurePosixPath(found[1]).name
    own = next((path for path in around.ignored if name and PurePosixPath(path).name == name), "")
    was = f"{own} was in your submission, but " if own else ""
    are = "is" if len(around.submit) == 1 else "are"
    return f"{was}when graded, of your files only {listed(around.submit)} {are} there"


def _about_permission(error: StudentError, _: messages.Surroundings) -> str:
    found = _OF_A_PATH.match(error.message)
    if found and _SYSTEM.match(found[1]):
        return READ
    return REFUSED


def _about_runtime(error: StudentError, _: messages.Surroundings) -> str:
    if _NO_WRITING.match(error.message):
        return REFUSED
    if error.message.startswith("unable to open shared memory object"):
        return NO_SHARED_MEMORY
    return NO_NETWORK if error.message.startswith(_HUB) else ""


def _about_import(error: StudentError, around: messages.Surroundings) -> str:
    if not error.message.startswith("attempted relative import"):
        return ""
    found = _RELATIVE.match(_source(error))
    top = (found[2].partition(".")[0] or found[3]) if found else ""
    own = own_file(top, around.ignored) if top else ""
    if own:
        return about_own_file(own, around.submit)
    return "your file is imported by itself, not as a part of a package: write the import without its leading dots"


def _about_syntax(error: StudentError, python: str) -> str:
    if _NEWER.search(error.message):
        return f"the grader runs {python}; if this works on your computer, its Python is newer"
    if _CONFLICT.match(_source(error)):
        return "this is a conflict that git could not merge: keep one of the two versions, and remove git's markers"
    if _QUOTES.match(error.message):
        return "these are quotation marks of a word processor: type them again as ' or \""
    if found := _INVISIBLE.match(error.message):
        what = "a space that must not be broken" if found[1] == "00A0" else "an invisible character"
        return f"{what} (U+{found[1]}) came with copied text: delete it and type the line's spaces again"
    return ""


Advise = Callable[[StudentError, messages.Surroundings], str]
_BY_KIND: tuple[tuple[str, Advise], ...] = (
    ("SystemExit", _about_exit),
    ("BdbQuit", lambda error, _: "" if error.message else NO_DEBUGGER),
    ("EOFError", _about_end_of_input),
    ("IndexError", _about_index),
    ("ValueError", _about_value),
    ("FileNotFoundError", _about_missing_file),
    ("PermissionError", _about_permission),
    ("RuntimeError", _about_runtime),
    ("ImportError", _about_import),
    ("gaierror", lambda error, _: NO_NETWORK),
    ("URLError", lambda error, _: NO_NETWORK if _URL.match(error.message) else ""),
    ("OSError", lambda error, _: NO_LOAD if error.message == "Load averages are unobtainable" else ""),
)
