"""Names what a child needs to run whole tests: pytest itself, and the homework's packages and plugins."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib import metadata

from autograder.model import Assignment

#: imported before the first fork where checks run inside
_PYTEST = ("pytest",)
_TOOLS = ("gradescope_utils",)
_NAME = re.compile(r"[A-Za-z0-9._-]+")


def preloaded(assignment: Assignment) -> tuple[str, ...]:
    """The modules that the zygote imports for a homework."""
    return (*assignment.preload, *(_PYTEST if assignment.inside else ()))


def importable_beside(assignment: Assignment) -> tuple[str, ...]:
    """Packages that children may import beside those that are imported for them."""
    named = [name for package in assignment.packages for name in top_level(package)]
    return (*named, *(_TOOLS if assignment.inside else ()))


def top_level(requirement: str) -> tuple[str, ...]:
    """The names by which an installed package is imported; nothing if it is not installed."""
    name = distribution_name(requirement)
    held = metadata.packages_distributions().items()
    wanted = _normalised(name)
    return tuple(sorted(top for top, holders in held if wanted in map(_normalised, holders)))


def plugin_modules(packages: Sequence[str]) -> tuple[str, ...]:
    """The modules of pytest's plugins among the packages of a homework, e.g. pytest_timeout."""
    wanted = {_normalised(distribution_name(package)) for package in packages}
    if not wanted:
        return ()
    points = metadata.entry_points(group="pytest11")
    return tuple(
        sorted({point.module for point in points if point.dist is not None and _normalised(point.dist.name) in wanted})
    )


def distribution_name(requirement: str) -> str:
    """The name in a requirement.

    >>> distribution_name("pandas>=2.1,<3")
    'pandas'
    """
    match = _NAME.match(requirement)
    return match[0] if match else requirement


def _normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
