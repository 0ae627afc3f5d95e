"""Finds the files of a submission, and says why when it cannot."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Sequence

from autograder.errors import SubmissionRefused
from autograder.intake.listing import Contents
from autograder.intake.names import quoted
from autograder.text import listed

# What people and browsers add to the name of a second copy: "autodiff (1)", "autodiff - Copy", "autodiff_final2".
# One addition at a time, from names of bounded length: a repetition of repetitions takes forever on a hostile name.
_COPY = re.compile(r"[ _.-]*(\([0-9]+\)|copy( of)?|kopie|final|new|old|v?[0-9]+|~)$")
_LONGEST = 100
_ARCHIVES = (".zip", ".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".zst")


def tops_of(paths: Collection[str], submit: Sequence[str]) -> list[str]:
    """The folders that may hold the required files, "" or e.g. "hw1/"; more than one if it is not clear which.

    The top comes first, then folders that hold everything, then those that lie nearest to the top.

    >>> tops_of({"hw1/autodiff.py", "notes.txt", "hw1/old/autodiff.py"}, ["autodiff.py"])
    ['hw1/']
    >>> tops_of({"a/autodiff.py", "b/autodiff.py"}, ["autodiff.py"])
    ['a/', 'b/']
    """
    held: dict[str, int] = {}
    for path in paths:
        for wanted in submit:
            if path == wanted or path.endswith(f"/{wanted}"):
                top = path[: len(path) - len(wanted)]
                held[top] = held.get(top, 0) + 1
    if "" in held:
        return [""]
    complete = [top for top in held if held[top] == len(submit)] or list(held)
    nearest = min((top.count("/") for top in complete), default=0)
    return sorted(top for top in complete if top.count("/") == nearest)


def ambiguous(tops: Sequence[str], submit: Sequence[str], contents: Contents) -> SubmissionRefused:
    """The sentence about the same files in several folders."""
    found = next(path for path in submit if all(top + path in contents.entries for top in tops[:2]))
    where = listed([quoted(top) for top in tops], most=3)
    return SubmissionRefused(
        f"{found} lies in {len(tops)} folders of the {contents.noun}, {where}, and nothing says which one counts",
        "keep only the one to be graded, and submit again",
    )


def absence(missing: Sequence[str], contents: Contents, top: str | None) -> SubmissionRefused:
    """The sentence about missing files: which they are, where we looked, and what is there instead.

    Args:
        top: the folder of the other files; None if there are no others.
    """
    instead = _instead(missing, contents, top or "")
    verb, pronoun = ("is", "it was") if len(missing) == 1 else ("are", "they were")
    what = f"{listed(missing, most=5)} {verb} missing: {pronoun} looked for {_place_in(contents, top)}"
    if instead:
        names = [_named(path, contents) for path in instead]
        what += f", and {listed(names, most=5)} {'was' if len(instead) == 1 else 'were'} found instead"
    elif not contents.entries and (odd := [path for path, why in contents.aside.items() if why]):
        what += f", which holds {listed([_named(path, contents) for path in odd], most=3)}"
    elif contents.entries:
        what += f", which holds {listed([quoted(path) for path in contents.entries], most=3)}"
    return SubmissionRefused(what, _remedy(missing, instead, contents))


def notebook_remedy(notebook: str, wanted: Sequence[str]) -> str:
    """What to do with a notebook that is submitted instead of a module."""
    return (
        f"export {quoted(notebook)} as {listed(wanted, joined='or', most=5)} (in Jupyter: File, Save and Export "
        f"Notebook As, Executable Script; or: jupyter nbconvert --to script) and submit that"
    )


def nearest(path: str, there: Sequence[str]) -> str | None:
    """The path that was most likely meant as `path`.

    >>> nearest("autodiff.py", ["notes.txt", "autodiff (1).py", "src/Autodiff.py"])
    'src/Autodiff.py'
    >>> nearest("autodiff.py", ["notes.txt"]) is None
    True
    """
    ranked = sorted((rank, other) for other in there if (rank := _distance(_base(path), _base(other))) is not None)
    return ranked[0][1] if ranked else None


def _instead(missing: Sequence[str], contents: Contents, top: str) -> list[str]:
    compiled = [path for path in contents.aside if path.endswith(".pyc")]
    odd = [path for path, why in contents.aside.items() if why]
    there = [*contents.entries, *(f"{folder}/" for folder in sorted(contents.folders)), *odd, *compiled]
    return list(dict.fromkeys(near for path in missing if (near := nearest(top + path, there))))


def _place_in(contents: Contents, top: str | None) -> str:
    if top:
        return f"in the folder {quoted(top)} of the {contents.noun}"
    below = " and in its folders" if top is None and contents.folders else ""
    return f"at the top of the {contents.noun}{below}"


def _named(path: str, contents: Contents) -> str:
    why = contents.aside.get(path)
    return f"{quoted(path)} ({why})" if why else quoted(path)


def _distance(wanted: str, other: str) -> float | None:
    """How far a file name is from the wanted one; None when it is another file altogether."""
    if len(other) > _LONGEST:
        return None
    stem, suffix = _split(wanted.casefold())
    other_stem, other_suffix = _split(other.casefold())
    if wanted == other:
        return 0
    if wanted.casefold() == other.casefold():
        return 1
    if suffix == other_suffix and _without_copy(stem) == _without_copy(other_stem):
        return 2
    if stem in (other_stem, other_stem.partition(".")[0]):
        return 3
    likeness = difflib.SequenceMatcher(None, wanted.casefold(), other.casefold()).ratio()
    return 5 - likeness if likeness >= 0.75 else None


def _without_copy(stem: str) -> str:
    while shorter := _COPY.search(stem):
        stem = stem[: shorter.start()]
    return stem


def _remedy(missing: Sequence[str], instead: Sequence[str], contents: Contents) -> str:
    if len(missing) == len(instead) == 1 and not instead[0].endswith("/"):
        return _remedy_of_one(missing[0], instead[0], contents)
    if notebook := _first(contents, (".ipynb",)):
        return notebook_remedy(notebook, missing)
    if not instead and (archive := _first(contents, _ARCHIVES)):
        return f"{_holding(missing, contents)} itself; {quoted(archive)} was not opened"
    if "[Content_Types].xml" in contents.entries:
        return f"this is an Office document; {_holding(missing, contents)}"
    programs = [path for path in contents.entries if path.lower().endswith(".py")]
    if not instead and len(missing) == len(programs) == 1:
        return f"if {quoted(programs[0])} is your {missing[0]}, rename it to {missing[0]} and submit again"
    return _holding(missing, contents)


def _remedy_of_one(wanted: str, found: str, contents: Contents) -> str:
    if contents.aside.get(found) and _base(wanted) != _base(found):
        return f"{_holding([wanted], contents)} under its plain name"
    if _base(wanted) == _base(found):
        return f"put it {_place(wanted)} and submit again"
    if found.endswith(".ipynb"):
        return notebook_remedy(found, [wanted])
    if found.endswith(".pyc"):
        return f"that is compiled Python; submit the source, {wanted}"
    return f"rename it to {wanted} and submit again"


def _holding(missing: Sequence[str], contents: Contents) -> str:
    if contents.noun in ("zip", "folder"):
        return f"submit a {contents.noun} that holds {listed(missing, most=5)}"
    return f"submit {listed(missing, most=5)}"


def _first(contents: Contents, suffixes: tuple[str, ...]) -> str | None:
    return next((path for path in contents.entries if path.lower().endswith(suffixes)), None)


def _place(wanted: str) -> str:
    folder = wanted.rpartition("/")[0]
    return f"in the folder {quoted(folder)}" if folder else "at the top"


def _base(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]


def _split(name: str) -> tuple[str, str]:
    stem, dot, suffix = name.rpartition(".")
    return (stem, suffix) if dot else (name, "")
