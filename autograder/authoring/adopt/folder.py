"""Reads a folder with a suite: an autograder for Gradescope (run_tests.py, tests/ and the like), or plain pytest."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from autograder.config.suites import PACKAGE
from autograder.errors import InputError
from autograder.files import is_behind_link, is_left_behind
from autograder.grading.inside.packages import distribution_name
from autograder.grading.inside.selection import is_test_file

_TESTS = ("tests", "test")
_MOST_FILES, _MOST_BYTES = 5_000, 200 << 20
#: what starts tests elsewhere; here the grader does
_STARTERS = ("run_tests.py", "run_autograder", "setup.sh", "setup.py", "requirements.txt", "make_autograder.sh")
_NOT_GIVEN = ("solution", "solutions", "starter", "build", "dist", "results", "submission")
#: every homework has these, or the grader brings them
_PRESENT = ("gradescope-utils", "numpy", "pytest", "torch")
_DATA = frozenset({".npz", ".npy", ".json", ".csv", ".txt", ".pt", ".bin", ".png", ".pkl"})


@dataclass(frozen=True)
class Suite:
    """A suite in a folder.

    Attributes:
        tests: path below tests/ -> file.
        given: path beside the tests' folder -> file that tests may need: modules and data.
        packages: requirements that not every homework has.
        submit: the files that students submit.
        solution: the folder with the right answers, or None.
        notes: what was found but not adopted.
    """

    folder: Path
    tests: dict[str, Path]
    given: dict[str, Path]
    packages: tuple[str, ...]
    submit: tuple[str, ...]
    solution: Path | None
    notes: tuple[str, ...]


def read_suite(folder: Path, submit: Sequence[str] = (), solution: Path | None = None) -> Suite:
    """What a folder holds.

    Args:
        submit: the files that students submit; by default those of the solution, or the modules that tests import and
            that do not exist.
        solution: a folder with right answers; by default `solution/` in the folder, if there is one.

    Raises:
        InputError: there are no tests, or it is not clear what students submit.
    """
    if not folder.is_dir():
        raise InputError(str(folder), "there is no such folder", "name the folder that holds the tests")
    top = _tests_of(folder)
    tests = {path.relative_to(top).as_posix(): path for path in _files(top, only_tests=top == folder)}
    if not any(is_test_file(path) for path in tests.values()):
        raise InputError(
            str(folder), "holds no test_….py, in tests/ or at its top", "name the folder that holds tests/"
        )
    found = solution or next((folder / name for name in ("solution", "solutions") if (folder / name).is_dir()), None)
    if found is not None and not found.is_dir():
        raise InputError(str(found), "there is no such folder", "name the folder with the solution's files")
    ini = folder / "pytest.ini"
    if ini.is_file() and "pytest.ini" not in tests:
        tests["pytest.ini"] = ini
    beside = _beside(folder, top, found)
    files = tuple(submit) or _submitted(tests, beside, found)
    if not files:
        what = "it is not clear which files students submit"
        raise InputError(str(folder), what, "name them: --submit student.py …")
    packages, unread = _packages(folder / "requirements.txt")
    given = _needed(tests, {path: file for path, file in beside.items() if path not in files})
    used = [*tests.values(), *given.values(), *(found / path for path in files if found is not None)]
    packages = (*packages, *_unnamed(used, packages))
    return Suite(folder, tests, given, packages, files, found, (*unread, *_notes(folder)))


def _tests_of(folder: Path) -> Path:
    return next((folder / name for name in _TESTS if (folder / name).is_dir()), folder)


def _files(top: Path, only_tests: bool) -> Iterator[Path]:
    """The files of the tests' folder; where that is the top, tests alone: the rest is looked at by itself."""
    found = sorted(top.glob("*.py")) if only_tests else sorted(top.rglob("*"))
    total = 0
    for number, path in enumerate(found):
        relative = path.relative_to(top)
        if not path.is_file() or is_left_behind(relative) or is_behind_link(path, top):
            continue
        if only_tests and not (is_test_file(path) or path.name == "conftest.py"):
            continue
        total += path.stat().st_size
        if number > _MOST_FILES or total > _MOST_BYTES:
            raise InputError(
                str(top), "holds too many files for a test suite", "name a folder that holds the tests alone"
            )
        yield path


def _beside(folder: Path, top: Path, solution: Path | None) -> dict[str, Path]:
    """Modules and data beside the tests' folder, which tests may import and read."""
    found = {}
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if not path.is_file() or is_left_behind(relative) or is_behind_link(path, folder):
            continue
        if relative.parts[0] in _NOT_GIVEN and len(relative.parts) > 1:
            continue
        inside = (top != folder and path.is_relative_to(top)) or (
            solution is not None and path.is_relative_to(solution)
        )
        taken = path.suffix == ".py" or path.suffix in _DATA
        if inside or not taken or relative.name in _STARTERS or relative.name == "conftest.py" or is_test_file(path):
            continue
        found[relative.as_posix()] = path
    return found


def _needed(tests: dict[str, Path], beside: dict[str, Path]) -> dict[str, Path]:
    """Of what lies beside the tests, what they use: students get it, so nothing comes along by chance.

    Modules that tests import, and what these import; data whose name stands in one of them.
    """
    found: dict[str, Path] = {}
    left = [path for path in tests.values() if path.suffix == ".py"]
    while left:
        source = left.pop()
        names, text = set(_imported(source)), source.read_text(encoding="utf-8", errors="replace")
        for path, file in beside.items():
            first = Path(path).parts[0].removesuffix(".py")
            wanted = first in names if file.suffix == ".py" else Path(path).name in text
            if wanted and path not in found:
                found[path] = file
                left += [file] if file.suffix == ".py" else []
    return found


def _submitted(tests: dict[str, Path], beside: dict[str, Path], solution: Path | None) -> tuple[str, ...]:
    """The solution's files, or the modules that tests import and nobody has."""
    if solution is not None:
        files = [path.relative_to(solution) for path in sorted(solution.rglob("*.py"))]
        return tuple(path.as_posix() for path in files if not is_left_behind(path))
    own = {Path(path).parts[0].removesuffix(".py") for path in (*tests, *beside)} | {"tests", "test"}
    imported = {name for path in tests.values() if path.suffix == ".py" for name in _imported(path)}
    return tuple(f"{name}.py" for name in sorted(imported - own) if not _is_known(name))


def _imported(path: Path) -> Iterator[str]:
    try:
        tree = ast.parse(path.read_bytes())
    except (SyntaxError, ValueError) as error:
        raise InputError(str(path), f"is not valid Python: {error}", "correct it") from None
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


def _is_known(name: str) -> bool:
    """Whether a module is the standard library's or an installed package's."""
    return name in sys.stdlib_module_names or name in metadata.packages_distributions()


def _packages(path: Path) -> tuple[tuple[str, ...], list[str]]:
    """What requirements.txt names, and its lines that cannot be taken over."""
    packages, unread = {}, []
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines() if path.is_file() else []
    for line in (line.partition(" #")[0].partition(";")[0].strip() for line in lines):
        if not line or line.startswith("#"):
            continue
        match = PACKAGE.fullmatch(line)
        name = _normalised(match[1]) if match else ""
        if not match:
            unread.append(f"requirements.txt: {line!r} is ignored: only names and versions are adopted")
        elif name not in _PRESENT:
            packages[name] = match[0].replace(" ", "")
    return tuple(packages.values()), unread


def _unnamed(files: Sequence[Path], packages: Sequence[str]) -> Iterator[str]:
    """Installed packages that tests or the solution import and requirements.txt does not name."""
    holders = metadata.packages_distributions()
    sources = [path for path in files if path.suffix == ".py" and path.is_file()]
    imported = {name for path in sources for name in _imported(path)} - sys.stdlib_module_names
    named = {_normalised(distribution_name(package)) for package in packages} | set(_PRESENT)
    yield from sorted({_normalised(holder) for module in imported for holder in holders.get(module, ())} - named)


def _normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _notes(folder: Path) -> Iterator[str]:
    setup = folder / "setup.sh"
    if setup.is_file():
        lines = setup.read_text(encoding="utf-8", errors="replace").splitlines()
        usual = re.compile(
            r"^(#.*|set .*|.*apt-get (-y )?(update|install).*python.*|.*pip3? install .*requirements\.txt.*|)$"
        )
        for number, line in enumerate(lines, start=1):
            if not usual.match(line.strip()):
                yield f"setup.sh:{number}: {line.strip()!r} is not run: only packages are installed here"
    for name in ("pyproject.toml", "setup.cfg", "tox.ini"):
        path = folder / name
        if path.is_file() and "pytest" in path.read_text(encoding="utf-8", errors="replace"):
            yield f"{name}: its settings for pytest are not read; write those that tests need into pytest.ini"
