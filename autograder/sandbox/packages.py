"""Decides what student code may import: Python's standard library, NumPy, what `preload` names, and what those need.

The grader has packages of its own beside these (pytest, msgspec, …), and a developer's environment has many more. None
of them is for students: a submission must find the same packages in `make grade` as on a platform. The names come from
the installed packages' own metadata, which is the same in both places; `sandbox/inside/packages.py` enforces them in
each child, the reference's included.
"""

from __future__ import annotations

import functools
import re
import sys
from collections.abc import Iterator, Sequence
from importlib import metadata

#: modules whose values travel, where students may import them; see inside/wire/package_parts.py, which imports NumPy
WITH_VALUES = ("pandas", "scipy.sparse", "PIL.Image")
_ALWAYS = "numpy"
_REQUIREMENT = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)")
_OPTIONAL = re.compile(r";.*\bextra\b")


def told(preload: Sequence[str]) -> tuple[str, ...]:
    """The packages that students may count on, as people name them.

    >>> told(["torch.nn", "torch", "math"])
    ('numpy', 'torch')
    """
    names = (name.partition(".")[0] for name in (_ALWAYS, *preload))
    return tuple(name for name in dict.fromkeys(names) if name not in sys.stdlib_module_names)


@functools.cache
def importable(preload: tuple[str, ...]) -> tuple[str, ...]:
    """The names that may be imported beside the standard library's and the homework's own files, sorted; those of the
    distributions, as importlib.metadata is asked for them, among them.
    """
    found = set(told(preload))
    for name in distributions(preload):
        found |= {name, *_top_level(metadata.distribution(name))}
    return tuple(sorted(found))


def distributions(preload: Sequence[str]) -> tuple[str, ...]:
    """The installed distributions that hold these packages, and those that they need; normalised names, sorted."""
    left = [name for package in told(preload) for name in _holding(package)]
    found: dict[str, metadata.Distribution] = {}
    while left:
        name = _normalised(left.pop())
        if name in found:
            continue
        try:
            found[name] = metadata.distribution(name)
        except metadata.PackageNotFoundError:  # for another system or Python; or torch without a package that it names
            continue
        left += _needed(found[name])
    return tuple(sorted(found))


@functools.cache
def version(package: str) -> str:
    """The installed version of a package, or ""."""
    names = _holding(package)
    return metadata.version(names[0]) if names else ""


def _holding(package: str) -> list[str]:
    """The distributions that a top-level name comes from; nearly always one of the same name."""
    try:
        return [metadata.distribution(package).name]
    except metadata.PackageNotFoundError:
        return list(metadata.packages_distributions().get(package, []))


def _needed(distribution: metadata.Distribution) -> Iterator[str]:
    for line in distribution.requires or ():
        name = _REQUIREMENT.match(line)
        if name is not None and not _OPTIONAL.search(line):
            yield name[1]


def _top_level(distribution: metadata.Distribution) -> Iterator[str]:
    text = distribution.read_text("top_level.txt")
    if text:
        yield from text.split()
        return
    for path in distribution.files or ():
        first = path.parts[0]
        if len(path.parts) > 1 and first.isidentifier() and first != "__pycache__":
            yield first
        elif path.suffix in (".py", ".so") and len(path.parts) == 1:
            yield first.partition(".")[0]


def _normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
