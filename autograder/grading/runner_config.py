"""What a runner must know about an assignment before it collects the tests."""

from __future__ import annotations

import os
from pathlib import Path

from autograder.errors import InputError
from autograder.grading import messages
from autograder.grading.staging import is_shared, shared_folder
from autograder.model import Assignment


def runner_config(assignment: Assignment) -> messages.RunnerConfig:
    """The configuration of its runner.

    Raises:
        InputError: there are no tests, or a given file is not there.
    """

    def existing(path: Path) -> str:
        return str(path) if path.is_dir() else ""

    own = [path for path in assignment.given if not is_shared(assignment, path)]
    config = messages.RunnerConfig(
        public=existing(assignment.public_tests),
        hidden=existing(assignment.hidden_tests),
        files=[*assignment.submit, *own],
        shared=existing(shared_folder(assignment)),
        solution=existing(assignment.solution),
        given=existing(assignment.given_folder),
        oracles=existing(assignment.secret / "oracles"),
        cache=_cache(assignment),
        hidden_visibility=assignment.hidden.value,
        arguments=assignment.arguments.value,
    )
    if not (config.public or config.hidden):
        raise InputError(str(assignment.public), "there are no tests", "write assignments/…/tests/test_….py")
    return config


def _cache(assignment: Assignment) -> str:
    """Where compiled tests are kept from run to run, or "" where nothing can be written."""
    folder = assignment.course.root / "build" / "cache" / "tests"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return ""
    return str(folder) if os.access(folder, os.W_OK) else ""
