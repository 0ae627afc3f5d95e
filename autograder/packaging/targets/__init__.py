"""The platforms for which a homework can be packaged."""

from autograder.errors import InputError
from autograder.packaging.targets.ci.target import CI
from autograder.packaging.targets.gradescope.target import GRADESCOPE
from autograder.packaging.targets.target import Target

TARGETS: dict[str, Target] = {target.name: target for target in (GRADESCOPE, CI)}


def target_named(name: str) -> Target:
    """The target of that name.

    Raises:
        InputError: there is none.
    """
    if name not in TARGETS:
        raise InputError("--target", f"there is no target {name!r}", f"choose one of {', '.join(TARGETS)}")
    return TARGETS[name]
