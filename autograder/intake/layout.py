"""Where in a hand-in the files lie, and what to say when they do not."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Sequence

from autograder.errors import SubmissionRefused
from autograder.intake.contents import Contents
from autograder.intake.names import listed, quoted

# What people and browsers add to the name of a second copy: "autodiff (1)", "autodiff - Copy", "autodiff_final2".
_COPY = re.compile(r"([ _.-]*(\([0-9]+\)|copy( of)?|kopie|final|new|old|v?[0-9]+|~))+$")


def top_of(paths: Collection[str], submit: Sequence[str]) -> str:
    """The wrapping folder to look in: "" or e.g. "hw1/".

    Folders are entered only as long as there is exactly one and nothing beside it.

    >>> top_of({"hw1/autodiff.py", "hw1/notes.txt"}, ["autodiff.py"])
    'hw1/'
    >>> top_of({"old/autodiff.py", "notes.txt"}, ["autodiff.py"])
    ''
    """
    top = ""
    while not any(top + path in paths for path in submit):
        heads = {path[len(top) :].partition("/")[:2] for path in paths}
        if len(heads) != 1:
            return ""
        head, slash = heads.pop()
        if not slash:
            return ""
        top += head + slash
    return top


def absence(missing: Sequence[str], contents: Contents, top: str) -> SubmissionRefused:
    """The sentence about files that were not found: which, where they were looked for, what is there instead."""
    there = [*contents.entries, *(f"{folder}/" for folder in sorted(contents.folders))]
    instead = list(dict.fromkeys(near for path in missing if (near := nearest(top + path, there))))
    place = f"in the folder {quoted(top)} of the {contents.noun}" if top else f"at the top of the {contents.noun}"
    verb, pronoun = ("is", "it was") if len(missing) == 1 else ("are", "they were")
    what = f"{listed(missing)} {verb} missing: {pronoun} looked for {place}"
    if instead:
        what += (
            f", and {listed([quoted(path) for path in instead])} {'was' if len(instead) == 1 else 'were'} found instead"
        )
    elif contents.entries:
        what += f", which holds {listed([quoted(path) for path in contents.entries], most=3)}"
    return SubmissionRefused(what, _remedy(missing, instead, contents))


def nearest(path: str, there: Sequence[str]) -> str | None:
    """The path that was most likely meant as `path`.

    >>> nearest("autodiff.py", ["notes.txt", "autodiff (1).py", "src/Autodiff.py"])
    'src/Autodiff.py'
    >>> nearest("autodiff.py", ["notes.txt"]) is None
    True
    """
    ranked = sorted((rank, other) for other in there if (rank := _distance(_base(path), _base(other))) is not None)
    return ranked[0][1] if ranked else None


def _distance(wanted: str, other: str) -> float | None:
    """How far a file name is from the wanted one; None when it is another file altogether."""
    stem, suffix = _split(wanted.casefold())
    other_stem, other_suffix = _split(other.casefold())
    if wanted == other:
        return 0
    if wanted.casefold() == other.casefold():
        return 1
    if suffix == other_suffix and _COPY.sub("", stem) == _COPY.sub("", other_stem):
        return 2
    if stem in (other_stem, other_stem.partition(".")[0]):
        return 3
    likeness = difflib.SequenceMatcher(None, wanted.casefold(), other.casefold()).ratio()
    return 5 - likeness if likeness >= 0.75 else None


def _remedy(missing: Sequence[str], instead: Sequence[str], contents: Contents) -> str:
    again = "zip it again" if contents.noun == "zip" else "try again"
    if len(missing) == len(instead) == 1 and not instead[0].endswith("/"):
        (wanted,), (found,) = missing, instead
        if _base(wanted) == _base(found):
            return f"put it {_place(wanted)} and {again}"
        if _split(wanted)[1] == _split(found)[1]:
            return f"rename it to {wanted} and {again}"
        return f"save its code as {wanted} and {again}"
    if not instead and any(path.lower().endswith(".zip") for path in contents.entries):
        return f"hand in a zip that holds {listed(missing)} itself, not a zip inside a zip"
    if "[Content_Types].xml" in contents.entries:
        return f"this is an Office document; hand in a zip that holds {listed(missing)}"
    return f"hand in a {contents.noun} that holds {listed(missing)}"


def _place(wanted: str) -> str:
    folder = wanted.rpartition("/")[0]
    return f"in the folder {quoted(folder)}" if folder else "at the top"


def _base(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]


def _split(name: str) -> tuple[str, str]:
    stem, dot, suffix = name.rpartition(".")
    return (stem, suffix) if dot else (name, "")
