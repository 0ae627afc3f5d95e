"""Turns the exception that ended a check into a verdict and a message for the student: what, where, and what to try."""

from __future__ import annotations

import re
import signal
import unittest
from dataclasses import dataclass

import pytest

from autograder.errors import GraderError
from autograder.grading.blame import is_the_graders
from autograder.grading.inside.answers import SaidToFail
from autograder.grading.not_judged import awaited_checks, first_make
from autograder.grading.own_fault import own_line, passes_own_values
from autograder.grading.remote.faults import (
    BadReply,
    CheckAuthorError,
    Crashed,
    HasGraph,
    NotData,
    Place,
    ReferenceFailed,
    ScratchOverflow,
    StudentError,
    StudentFault,
    TimedOut,
    TooMuchOutput,
    TooMuchToHold,
    Unsendable,
    last_of,
    said,
)
from autograder.grading.rewriting import as_written
from autograder.model import Verdict
from autograder.text import plain

_NOT_STARTED = re.compile(r"[\w./-]+\.py: .+")
_MOST_MESSAGE = 4000
_ADDRESS = re.compile(r"(?<= at )0x[0-9a-f]{6,16}(?=>)")  # as in <object at 0x7f…>: another one in each run
_SIGNALS: dict[int, str] = {
    signal.SIGSEGV: "it touched memory that is not its own (segmentation fault)",
    signal.SIGABRT: "it was aborted by a library (SIGABRT)",
    signal.SIGFPE: "a library divided by zero (SIGFPE)",
    signal.SIGBUS: "it touched memory that is not there, or mapped a file that has no room left (bus error)",
    signal.SIGILL: "it ran an instruction that this processor does not have",
    signal.SIGSYS: "it tried something that the sandbox does not allow",
    signal.SIGXFSZ: "it wrote a file larger than it may",
}


@dataclass(frozen=True)
class Judgement:
    """What an exception means for a check; the fields are those of an Outcome."""

    verdict: Verdict
    message: str = ""
    raised: bool = False
    not_started: bool = False
    awaits: tuple[str, ...] = ()

    @property
    def is_comparison(self) -> bool:
        """Whether the message is what the test says about values, with no place in the student's files in it."""
        return self.verdict is Verdict.FAILED and not self.raised


_BROKEN = Judgement(Verdict.GRADER_ERROR, "the check itself is broken; the course staff has been told")


def judge(error: BaseException | None, used_student_code: bool) -> Judgement:
    """The verdict on a check that ended with `error`, or with none.

    Args:
        used_student_code: whether student code was asked at all; if not, it cannot be at fault.
    """
    if error is None:
        return Judgement(Verdict.PASSED)
    error = last_of(error)
    if awaits := awaited_checks(error):
        cause = error.__cause__ or AssertionError(said(error))
        return _not_judged(awaits, judge(cause, used_student_code))
    if isinstance(error, (pytest.skip.Exception, unittest.SkipTest)):
        return Judgement(Verdict.SKIPPED, _shortened(said(error)))
    if isinstance(error, StudentError):
        return _raised(error)
    if isinstance(error, StudentFault):
        return _fault(error)
    if what := _led_to(error):
        return Judgement(Verdict.FAILED, what)
    if is_the_graders(error):
        return _BROKEN
    if is_the_tests(error):
        return _BROKEN
    if isinstance(error, (AssertionError, pytest.fail.Exception)):
        return Judgement(Verdict.FAILED, _shortened(as_written(said(error)) or "the check failed"))
    if isinstance(error, MemoryError) and used_student_code:
        what = "what your code returned takes more memory to look at than the grader has for it: is it much too large?"
        return Judgement(Verdict.OUT_OF_MEMORY, what)
    ours = isinstance(error, (CheckAuthorError, GraderError)) or not isinstance(error, Exception)
    if ours or not used_student_code:
        return _BROKEN
    what = _shortened(f"{type(error).__name__}: {said(error)}")
    return Judgement(Verdict.FAILED, f"the check could not use what your code returned ({what})")


def is_the_tests(error: BaseException) -> bool:
    """Whether the test raised an exception by itself, with nothing of student code in the line."""
    return isinstance(error, Exception) and not isinstance(error, MemoryError) and own_line(error) is not None


def _not_judged(awaits: tuple[str, ...], seen: Judgement) -> Judgement:
    """The judgement of a check that waits for others. If student code is not at fault, the first judgement stands."""
    if seen.verdict is not Verdict.FAILED or seen.not_started:
        return seen
    return Judgement(Verdict.NOT_JUDGED, _shortened(first_make(awaits, seen.message)), awaits=awaits)


def _led_to(error: BaseException) -> str:
    """What to tell a student whose answer caused an error of the test; "" if it cannot have."""
    if isinstance(error, Unsendable) and error.answered and passes_own_values(error):
        return ""
    if isinstance(error, (Unsendable, ReferenceFailed)) and error.answered:
        return "the check could not go on after what your code had returned or asked for"
    if isinstance(error, HasGraph) and not error.ours:
        return "your code returned a tensor that has a graph where plain numbers are needed: is a detach() missing?"
    if isinstance(error, NotData) and not error.ours:
        return f"your code returned an object of type {error.type_name} where a number, text, list or array is needed"
    return ""


def unscorable(used_student_code: bool) -> Judgement:
    """The verdict on a check whose `set_score` or `set_leaderboard_value` was given something that is not a score."""
    if used_student_code:  # with the reference it is one, or `autograder check` would have said so
        return Judgement(Verdict.FAILED, "the check could not make a score of what your code returned")
    return _BROKEN


def _raised(error: StudentError) -> Judgement:
    if "NotImplementedError" in error.bases and _NOT_STARTED.fullmatch(error.message):
        return Judgement(Verdict.FAILED, f"not started: {error.message}", raised=True, not_started=True)
    if error.type_name == "AssertionError" and error.message and not error.frames:  # a driver's complaint, not theirs
        return Judgement(Verdict.FAILED, _shortened(error.message), raised=True)
    lines = [f"your code raised {error.type_name}" + (f": {error.message}" if error.message else "")]
    for frame in error.frames[-4:]:
        function = f", in {frame.function}" if frame.function else ""
        lines += [f"  {frame.file}, line {frame.line}{function}"] + ([f"    {frame.source}"] if frame.source else [])
    memory = "MemoryError" in error.bases
    if memory:
        lines.append("it asked for more memory than a check may use: is an array much larger than it has to be?")
    lines += [error.advice] if error.advice else []
    return Judgement(Verdict.OUT_OF_MEMORY if memory else Verdict.FAILED, _shortened("\n".join(lines)), raised=True)


def _fault(error: StudentFault) -> Judgement:
    if isinstance(error, SaidToFail):
        return Judgement(Verdict.FAILED, _shortened(said(error) or "the check failed"))
    if isinstance(error, TimedOut):
        return Judgement(
            Verdict.TIMED_OUT,
            f"it did not finish within {error.seconds:g} s{_at(error.place, 'when it was stopped, it was')}\n"
            "is there a loop that never ends, or one that does much more work than it has to?",
        )
    if isinstance(error, TooMuchOutput):
        return Judgement(
            Verdict.CRASHED, f"it printed more than {error.limit >> 20} MiB and was stopped: remove the prints"
        )
    if isinstance(error, ScratchOverflow):
        return Judgement(Verdict.CRASHED, f"it {error.excess} and was stopped\n{error.allowance}")
    if isinstance(error, Crashed):
        return _crashed(error)
    if isinstance(error, TooMuchToHold):
        return Judgement(Verdict.OUT_OF_MEMORY, f"what your code answered cannot be used: {error}")
    assert isinstance(error, BadReply)
    return Judgement(Verdict.CRASHED, f"what your code answered cannot be used: {error}")


def _crashed(error: Crashed) -> Judgement:
    status, place = error.ending.status, _at(error.place, "it was")
    if not error.ending.ended:
        what = (
            "it closed the files through which it talks to the grader\nremove os.close(), os.closerange() and the like"
        )
        return Judgement(Verdict.CRASHED, what)
    if error.foreign:
        return Judgement(Verdict.GRADER_ERROR, "something outside of your program stopped it; it costs you nothing")
    if error.overdrawn:
        return Judgement(Verdict.OUT_OF_MEMORY, "it took more memory than a check may use, and was stopped")
    if status == -signal.SIGKILL:
        return Judgement(Verdict.CRASHED, "the program was killed (SIGKILL)")
    if status == -signal.SIGXCPU:
        return Judgement(Verdict.TIMED_OUT, f"it used up its processor time{place}\nis there a loop that never ends?")
    if status >= 0:
        what = f"it ended the whole program with exit code {status}{place}\nremove quit(), os._exit() and the like"
        return Judgement(Verdict.CRASHED, what)
    what = _SIGNALS.get(-status, f"signal {-status}")
    return Judgement(Verdict.CRASHED, f"the program crashed: {what}{place}")


def _at(place: Place | None, verb: str) -> str:
    return "" if place is None else f"; {verb} at {place.file}, line {place.line}, in {place.function}"


def _shortened(text: str) -> str:
    """Text that may hold answers of student code, lone surrogates and all, made fit to show."""
    text = _ADDRESS.sub("0x…", text)
    more = f" … ({len(text)} characters in all)" if len(text) > _MOST_MESSAGE else ""
    return plain(text, _MOST_MESSAGE) + more
