"""Hints: which known mistakes give the same values as a submission, in every check that its student can see.

`autograder hints` runs every known mistake through the visible checks once and keeps the fingerprints of what it
answered in reference_solutions/<homework>/hints.json, which holds neither inputs nor values. When all visible checks
of a submission are known, its fingerprints are looked up (evidence.py). The hint says that the values are the same,
which is all we know: a mistake that nobody has thought of may give them, too.

Only visible checks decide the hints of visible checks; otherwise, hints would tell how hidden ones ended. Hidden checks
have hints for staff only, and only about mistakes whose author allows it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import msgspec

from autograder.errors import GraderError
from autograder.grading.digests import fingerprint_digest, mistakes_digest
from autograder.grading.evidence import Known, evidence_of, explained, left_by
from autograder.model import Assignment, Outcome

FILE = "hints.json"
_MOST_TOLD = 3
_SAME = "your code gives the same values as"


class Catalogue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The mistakes by name, and for each check the regions of the solution that it runs.

    `digest` is the digest of the assignment it was made from: fingerprints of other tests mean nothing.
    `mistakes_digest` covers the mistakes' files: a hint that was edited or withdrawn must not be shown.
    """

    digest: str
    mistakes: dict[str, Known]
    reach: dict[str, list[str]] = {}
    mistakes_digest: str = ""


class _Made(msgspec.Struct, frozen=True):
    """The fields that every version of the file has."""

    digest: str
    mistakes_digest: str = ""
    mistakes: dict[str, msgspec.Raw] = {}


NONE = Catalogue("", {}, {})


def read_catalogue(assignment: Assignment) -> Catalogue:
    """The catalogue of an assignment; empty if there is none.

    Raises:
        GraderError: the file is not what `autograder hints` writes.
    """
    path = assignment.secret / FILE
    try:
        return msgspec.json.decode(path.read_bytes(), type=Catalogue)
    except FileNotFoundError:
        return NONE
    except (OSError, msgspec.MsgspecError) as error:
        raise GraderError(str(path), f"cannot be used: {error}", f"run 'autograder hints {assignment.name}'") from None


def current_catalogue(assignment: Assignment) -> Catalogue:
    """The catalogue if it was made from these tests and mistakes, else an empty one: a stale hint could mislead.

    Raises:
        GraderError: it was made from them, and is not what `autograder hints` writes.
    """
    return read_catalogue(assignment) if is_current(assignment) else NONE


def is_current(assignment: Assignment) -> bool:
    """Whether there is a catalogue of this homework as it is now; one in an earlier format does not count."""
    made = _made(assignment)
    return (made.digest, made.mistakes_digest) == (fingerprint_digest(assignment), mistakes_digest(assignment))


def _made(assignment: Assignment) -> _Made:
    try:
        return msgspec.json.decode((assignment.secret / FILE).read_bytes(), type=_Made)
    except (OSError, msgspec.MsgspecError):
        return _Made("")


def are_stale(assignment: Assignment) -> bool:
    """Whether hints.json has to be rebuilt: there are mistakes, in files or in it, and it is not current."""
    return bool(mistakes_digest(assignment) or _made(assignment).mistakes) and not is_current(assignment)


def encoded(catalogue: Catalogue) -> bytes:
    """hints.json, one entry a line, so that a change can be reviewed."""
    return msgspec.json.format(msgspec.json.encode(catalogue, order="deterministic"), indent=1) + b"\n"


def packaged(assignment: Assignment) -> bytes:
    """hints.json for a package, which lacks the mistakes' files: so this checks whether it is current."""
    return encoded(msgspec.structs.replace(current_catalogue(assignment), mistakes_digest=""))


def alike(mistake: str, catalogue: Catalogue) -> set[str]:
    """The names of the mistakes that leave the same values as this one in every check, itself among them."""
    left = left_by(catalogue.mistakes[mistake], catalogue.reach)
    found = explained(left, catalogue.mistakes, catalogue.reach)
    return {name for names in found.values() for name in names}


def with_hints(outcomes: Sequence[Outcome], catalogue: Catalogue) -> tuple[Outcome, ...]:
    """All outcomes of a submission, with a hint for each failed check whose values are those of known mistakes."""
    seen = _found(catalogue, [o for o in outcomes if not o.check.secret])
    allowed = {name: known for name, known in catalogue.mistakes.items() if known.when_hidden}
    staff = _found(msgspec.structs.replace(catalogue, mistakes=allowed), outcomes) if allowed else {}
    return tuple(_with(outcome, staff if outcome.check.secret else seen, catalogue) for outcome in outcomes)


def _found(catalogue: Catalogue, outcomes: Sequence[Outcome]) -> dict[str, list[str]]:
    return explained(evidence_of(outcomes), catalogue.mistakes, catalogue.reach)


def _with(outcome: Outcome, found: Mapping[str, list[str]], catalogue: Catalogue) -> Outcome:
    names = found.get(outcome.check.id)
    return replace(outcome, hint=hint_of([catalogue.mistakes[name] for name in names])) if names else outcome


def hint_of(known: Sequence[Known]) -> str:
    """What to tell a student whose values are those of these mistakes; "" for no hint.

    >>> negated, zero = Known("it is negated", "Look at the sign.", "f"), Known("it is zero", "Add.", "f")
    >>> hint_of([negated])
    'your code gives the same values as this known mistake: it is negated. Look at the sign.'
    >>> print(hint_of([negated, zero]))
    your code gives the same values as each of 2 known mistakes, and may have another one still:
    - it is negated. Look at the sign.
    - it is zero. Add.
    >>> hint_of([Known(f"it is {number}", "No.", "f") for number in range(4)])
    'your code gives the same values as 4 known mistakes, all of them in f: look there first'
    >>> hint_of([Known(f"it is {number}", "No.", f"f{number}") for number in range(4)])
    ''
    """
    texts = list(dict.fromkeys(f"{one.title}. {one.hint}" for one in known))
    if len(texts) == 1:
        return f"{_SAME} this known mistake: {texts[0]}"
    if len(texts) <= _MOST_TOLD:
        told = "\n".join(f"- {text}" for text in texts)
        return f"{_SAME} each of {len(texts)} known mistakes, and may have another one still:\n{told}"
    regions = {one.region for one in known}
    if len(regions) == 1:
        return f"{_SAME} {len(known)} known mistakes, all of them in {known[0].region}: look there first"
    return ""
