"""Follow-through: runs a failed dependent check again, with the reference in place of what it depends on.

So one mistake costs points once. assignment.yaml says which functions of which piece the reference may replace, and in
which pieces. The check is run again if a check of the earlier piece has failed, too. For a visible check, that other
check must be visible, or the result would tell how a hidden one ended. If the check passes then, it has its points, and
says why. The output and the message of its first run are kept: nothing that the second run wrote reaches a student.

The replacement functions run in the reference's own child, on data (sandbox/stand_ins.py). If anything goes wrong in a
second run, that changes nothing, whoever is at fault.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder import sandbox
from autograder.grading.remote.faults import CheckAuthorError, StudentError
from autograder.model import Check, FollowThrough, Outcome, Verdict
from autograder.text import listed

if TYPE_CHECKING:
    from autograder.grading.remote.client import RpcClient

_MODULE = "stand_ins"
_SOURCE = Path(sandbox.__file__).with_name(f"{_MODULE}.py")  # not imported: the engine does without NumPy
_ASKED = ("answer", "gradients")


def due(check: Check, failed: Iterable[tuple[str, bool]], settings: Iterable[FollowThrough]) -> tuple[str, ...]:
    """The functions that the reference replaces when this check has failed; for most checks, none.

    Args:
        failed: the pieces in which a check has failed so far, and whether that check is hidden.

    >>> settings = [FollowThrough("2", ("lm.ngrams",), ("4", "5")), FollowThrough("4", ("lm.LM.context",), ("5",))]
    >>> check = Check("public/t.py::a", "A", number="5.1")
    >>> due(check, [("2", False)], settings), due(check, [("2", True), ("3", False)], settings)
    (('lm.ngrams',), ())
    >>> due(Check("public/t.py::long", "Long", number="5.2", wall=60.0), [("2", False)], settings)
    ()
    """
    if check.wall is not None:
        return ()  # it takes long, and longer with a reference in another process
    known = {piece for piece, secret in failed if check.secret or not secret}
    piece = check.number.partition(".")[0]
    chosen = [one for one in settings if piece in one.pieces and one.piece in known]
    return tuple(name for one in chosen for name in one.functions)


def piece_of(check: Check) -> tuple[str, bool]:
    """The number of its piece, and whether it is hidden."""
    return check.number.partition(".")[0], check.secret


def followed(first: Outcome, again: Outcome, names: Sequence[str]) -> Outcome:
    """The outcome of a check that ran twice: the second run counts if it earned more, else staff are told about it."""
    if again.verdict is not Verdict.PASSED or again.earned <= first.earned:
        why = again.reason or again.message
        return replace(
            first, staff=f"{first.staff}\n\nWith the reference's {listed(names)} it earns no more: {why}".strip()
        )
    shown = listed([name.partition(".")[2] for name in names])
    what = f"it fails with your own {shown}, and passes with ours: one mistake costs its points once"
    return replace(first, verdict=Verdict.PASSED, earned=again.earned, message=what, stood_in=tuple(names), reason="")


def stand_in(names: Sequence[str], client: RpcClient, reference: Callable[[], RpcClient]) -> None:
    """Replace the submission's own functions by some that ask the reference, which is started when it is first asked.

    Args:
        names: of the functions, `module.function` each.
        client: of the submission's child, in which nothing has been imported yet.
    """
    handles: dict[str, Any] = {}

    def ask(kind: str, *question: Any) -> Any:
        if kind not in _ASKED or (kind == "answer" and (not question or question[0] not in names)):
            raise CheckAuthorError("a function that does not stand in")
        if not handles:
            module = reference().define(_MODULE, source)
            handles.update({name: getattr(module, name) for name in _ASKED})
        try:
            return handles[kind](*question)
        except (CheckAuthorError, StudentError):  # what it says is the reference's, and student code would be told
            raise CheckAuthorError("the function that stands in has no answer to this") from None

    source = _SOURCE.read_text(encoding="utf-8")
    client.run(_MODULE, source, "install", list(names), ask)
