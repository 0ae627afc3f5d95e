"""Hints: which known mistake, or at least which region, the answers of a failing check point to.

`autograder hints` runs every known mistake through the visible checks once and keeps the fingerprints of what it
answered in reference_solutions/<homework>/hints.json, which holds neither inputs nor values. When a student's check
fails, its fingerprints are looked up: what agrees with one mistake alone gets that mistake's hint; what agrees with
several gets what they have in common, or nothing. A mistake is out of the question if a check that it makes fail has
passed: two mistakes together may leave the values of a third.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import replace

import msgspec

from autograder.errors import GraderError
from autograder.grading.digests import fingerprint_digest, mistakes_digest
from autograder.model import Assignment, Outcome, Verdict

FILE = "hints.json"


class Known(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One known mistake, as students may read of it.

    Attributes:
        when_hidden: hidden checks may have it, too.
        fails: ids of the visible checks that it makes fail.
    """

    title: str
    hint: str
    region: str
    when_hidden: bool = False
    fails: frozenset[str] = frozenset()


class Catalogue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The mistakes by name, and for each fingerprint the names of the mistakes that leave it.

    `digest` is that of the assignment it was made from: fingerprints of other tests mean nothing. `mistakes_digest` is
    that of the files of the mistakes: a hint that was edited or taken back must not be told.
    """

    digest: str
    mistakes: dict[str, Known]
    fingerprints: dict[str, list[str]]
    mistakes_digest: str = ""


NONE = Catalogue("", {}, {})


def read_catalogue(assignment: Assignment) -> Catalogue:
    """The catalogue of an assignment; an empty one where there is none.

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
    """The catalogue if it was made from these tests and mistakes, else an empty one: a stale hint could mislead."""
    catalogue = read_catalogue(assignment)
    return catalogue if is_current(catalogue, assignment) else NONE


def is_current(catalogue: Catalogue, assignment: Assignment) -> bool:
    """Whether it was made from this homework as it is now."""
    made = catalogue.digest, catalogue.mistakes_digest
    return made == (fingerprint_digest(assignment), mistakes_digest(assignment))


def is_stale(assignment: Assignment) -> bool:
    """Whether hints.json has to be made anew: there are mistakes, in files or in it, and it is not current.

    Raises:
        GraderError: the file is not what `autograder hints` writes.
    """
    catalogue = read_catalogue(assignment)
    return bool(mistakes_digest(assignment) or catalogue.mistakes) and not is_current(catalogue, assignment)


def encoded(catalogue: Catalogue) -> bytes:
    """hints.json, one entry a line, so that a change can be reviewed."""
    return msgspec.json.format(msgspec.json.encode(catalogue, order="deterministic"), indent=1) + b"\n"


def packaged(assignment: Assignment) -> bytes:
    """hints.json for a package, where the mistakes themselves are not: it is looked at here whether it is current."""
    return encoded(msgspec.structs.replace(current_catalogue(assignment), mistakes_digest=""))


def with_hint(outcome: Outcome, catalogue: Catalogue, passed: Set[str] = frozenset()) -> Outcome:
    """The outcome, with a hint where its fingerprints are those of known mistakes.

    Args:
        passed: ids of the checks of this submission that have passed.
    """
    if outcome.verdict in (Verdict.PASSED, Verdict.SKIPPED, Verdict.GRADER_ERROR) or outcome.not_started:
        return outcome
    hint = hint_for(outcome.fingerprints, catalogue, outcome.check.secret, passed)
    return replace(outcome, hint=hint) if hint else outcome


def hint_for(
    fingerprints: Iterable[str], catalogue: Catalogue, secret: bool = False, passed: Set[str] = frozenset()
) -> str:
    """What to tell a student whose check left these fingerprints; "" for nothing.

    >>> known = {
    ...     "a": Known("it is negated", "Look at the sign.", "f", fails=frozenset(["test_sign"])),
    ...     "b": Known("it is zero", "Add.", "f"),
    ... }
    >>> catalogue = Catalogue("", known, {"11": ["a"], "22": ["a", "b"]})
    >>> hint_for(["11"], catalogue)
    'your values are exactly those of a known mistake: it is negated. Look at the sign.'
    >>> hint_for(["22"], catalogue)
    'your values are those of several known mistakes, all of them in f: look there first'
    >>> hint_for(["22"], catalogue, passed={"test_sign"})
    'your values are exactly those of a known mistake: it is zero. Add.'
    >>> hint_for(["33"], catalogue)
    ''
    """
    names = sorted({name for fingerprint in fingerprints for name in catalogue.fingerprints.get(fingerprint, ())})
    known = [catalogue.mistakes[name] for name in names if not catalogue.mistakes[name].fails & passed]
    if not known or (secret and not all(mistake.when_hidden for mistake in known)):
        return ""
    texts = {(mistake.title, mistake.hint) for mistake in known}
    if len(texts) == 1:
        return f"your values are exactly those of a known mistake: {known[0].title}. {known[0].hint}"
    regions = {mistake.region for mistake in known}
    if len(regions) == 1:
        return f"your values are those of several known mistakes, all of them in {known[0].region}: look there first"
    return ""
