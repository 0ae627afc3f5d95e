"""Collects what a runner must know about an assignment before it collects the tests."""

from __future__ import annotations

import os
from pathlib import Path

from autograder.errors import ConfigError, InputError
from autograder.grading import messages
from autograder.grading.import_folders import import_folders
from autograder.grading.inside.packages import importable_beside, plugin_modules, preloaded
from autograder.grading.inside.selection import require_inside
from autograder.grading.staging import is_shared, shared_folder
from autograder.model import Assignment
from autograder.sandbox.packages import WITH_VALUES, importable


def runner_config(assignment: Assignment) -> messages.RunnerConfig:
    """The configuration of its runner.

    Raises:
        InputError: there are no tests, a given file is not there, or there is code for pytest above the test folders.
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
        follow_through=assignment.follow_through,
        inside=assignment.inside,
        environment=assignment.environment,
        adopted=assignment.adopted,
        own_word=assignment.own_word,
        default_weight=assignment.default_weight,
        plugins=plugin_modules(assignment.packages) if assignment.inside else (),
        import_folders=import_folders(_tests(assignment), [*assignment.submit, *own]),
        value_modules=_value_modules(assignment),
    )
    require_inside(assignment)
    _refuse_code_above_tests(assignment)
    if not (config.public or config.hidden):
        raise InputError(str(assignment.public), "there are no tests", "write assignments/…/tests/test_….py")
    return config


def _value_modules(assignment: Assignment) -> tuple[str, ...]:
    names = importable((*preloaded(assignment), *importable_beside(assignment)))
    return tuple(module for module in WITH_VALUES if module.partition(".")[0] in names)


def _tests(assignment: Assignment) -> list[Path]:
    """Test files and what pytest reads with them."""
    return [
        path for folder in (assignment.public_tests, assignment.hidden_tests) for path in sorted(folder.rglob("*.py"))
    ]


def _refuse_code_above_tests(assignment: Assignment) -> None:
    """Refuse code that pytest would run, but that a package, in which checks may run elsewhere, does not contain."""
    root = assignment.course.root
    folders = {parent for tests in (assignment.public_tests, assignment.hidden_tests) for parent in tests.parents}
    for folder in sorted(folder for folder in folders if folder.is_relative_to(root)):
        for name in ("conftest.py", "__init__.py"):
            if (folder / name).exists():
                where = (folder / name).relative_to(root).as_posix()
                what = "would be run by pytest, but is not among the homework's tests"
                raise ConfigError(where, what, "move it into tests/, or delete it")


def _cache(assignment: Assignment) -> str:
    """Where compiled tests are kept from run to run, or "" if nothing can be written."""
    folder = assignment.course.root / "build" / "cache" / "tests"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return ""
    return str(folder) if os.access(folder, os.W_OK) else ""
