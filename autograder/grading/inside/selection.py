"""Selects the tests that run inside: those that `inside:` in assignment.yaml names, or all.

An entry is a file of the public tests ("test_a.py"), or a test or class in one ("test_a.py::TestSum::test_empty"). A
hidden test can never run inside, because student code can read, and give away, anything that runs beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from autograder.errors import ConfigError
from autograder.files import files_below
from autograder.grading.inside.inventory import InsideTest, inventory
from autograder.model import Assignment

ALL = "all"


def is_test_file(path: Path) -> bool:
    """Whether pytest treats a file as a test file."""
    return path.suffix == ".py" and (path.name.startswith("test_") or path.stem.endswith("_test"))


def test_files(public: Path) -> list[str]:
    """The test files of a folder, relative to it."""
    return [path.relative_to(public).as_posix() for path in files_below(public) if is_test_file(path)]


def whole_files(public: Path, entries: Iterable[str]) -> set[str]:
    """The files all of whose tests run inside: the grader does not import them."""
    named = tuple(entries)
    return set(test_files(public)) if ALL in named else {entry for entry in named if "::" not in entry}


def inside_tests(public: Path, entries: Iterable[str]) -> Iterator[tuple[str, InsideTest]]:
    """(file relative to the folder, test) for each test that runs inside.

    Raises:
        ConfigError: a file cannot be read, or what decides points in it cannot.
    """
    named = tuple(entries)
    whole = whole_files(public, named)
    for file in sorted({entry.partition("::")[0] for entry in named} - {ALL} | whole):
        nodes = tuple(entry.partition("::")[2] for entry in named if entry.startswith(f"{file}::"))
        for test in inventory(_text(public / file), file):
            if file in whole or is_named(test.node, nodes):
                yield file, test


def is_named(node: str, nodes: Iterable[str]) -> bool:
    """Whether a test is in `nodes`, itself or by its class.

    >>> is_named("TestSum::test_empty", ["TestSum"]), is_named("TestSums::test_empty", ["TestSum"])
    (True, False)
    """
    return any(f"{node}::".startswith(f"{one}::") for one in nodes)


def require_inside(assignment: Assignment) -> None:
    """Refuse entries of `inside:` that name nothing, or a hidden test.

    Raises:
        ConfigError: with the entry.
    """
    where = f"assignments/{assignment.name}/assignment.yaml"
    for entry in assignment.inside:
        file, _, node = entry.partition("::")
        if file == ALL or _is_there(assignment.public_tests / file, node):
            continue
        if (assignment.hidden_tests / file).is_file():
            what = f"inside: {entry} is a hidden test, and whatever runs inside can be read by student code"
            raise ConfigError(where, what, "take it from the list: hidden tests run outside")
        remedy = "name a file of its tests/, or a test in one: test_a.py::test_sum"
        raise ConfigError(where, f"inside: there is no test {entry} in assignments/{assignment.name}/tests", remedy)


def _is_there(path: Path, node: str) -> bool:
    if not path.is_file():
        return False
    return not node or any(is_named(test.node, [node]) for test in inventory(_text(path), path.name))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(path.name, f"cannot be read: {error}", "save it as UTF-8") from None
