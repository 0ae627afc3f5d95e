"""What a process that runs tests by plain pytest is asked for."""

from __future__ import annotations

import msgspec

#: under how many seeds a check runs in one fork
SEEDS_PER_FORK = 20


class Submission(msgspec.Struct):
    """One submission, and what to run on it.

    Attributes:
        folder: with the student's files.
        seed: for hidden data.
        skip: names of checks that do not run.
        only: names of test functions; only these run, each under `seeds`, SEEDS_PER_FORK of them in a fork.
    """

    folder: str
    seed: int = 0
    skip: list[str] = msgspec.field(default_factory=list)
    only: list[str] = msgspec.field(default_factory=list)
    seeds: list[int] = msgspec.field(default_factory=list)


class Job(msgspec.Struct):
    """Submissions to one homework.

    Attributes:
        tests: folders of tests.
        reference: folders of the reference; see reference_modules.
        path: folders that tests may import from.
        seconds: CPU seconds for one check.
        errors_from_warnings: whether a warning is an error.
    """

    tests: list[str]
    reference: list[str]
    path: list[str]
    seconds: float
    submissions: list[Submission]
    errors_from_warnings: bool = False
