"""Decides how much the sandbox can promise here."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.model import Mode


def mode_of(gaps: Sequence[str], has_own_user: bool) -> Mode:
    """`full` and `user` have no gap; they differ in whether children have a user of their own.

    >>> mode_of([], True), mode_of([], False), mode_of(["write files"], True)
    (<Mode.FULL: 'full'>, <Mode.USER: 'user'>, <Mode.DEGRADED: 'degraded'>)
    """
    if gaps:
        return Mode.DEGRADED
    return Mode.FULL if has_own_user else Mode.USER
