"""The starter: what students begin with, derived from the reference solution and never edited.

`starter/` mirrors `solution/`: both hold the files that students submit, the starter's with their regions blanked.
Given files lie in `given/` (or assignments/shared/) and nowhere else. Any other file in these folders is an error,
because nobody decided that students may see it. Imports stay as they are, also those that only the solution used: a
student who reads `import numpy as np` knows what may be used, and the linter's "unused" goes away with the first line
written. An import that would give the answer away stands in a "(helper)" region.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.authoring.source.regions import Region, read_regions, rewrite
from autograder.errors import ConfigError, InputError
from autograder.files import files_below
from autograder.grading.staging import given_file, is_shared, shared_folder
from autograder.model import Assignment


@dataclass(frozen=True)
class Difference:
    """One file of starter/ that is not what the solution says: missing, extra, or different."""

    path: str
    what: str


def blank(text: str, file: str, shown: str) -> str:
    """The starter's text of one solution file.

    Args:
        file: what the stubs call the file, e.g. "autodiff.py".
        shown: what our messages call it.

    Raises:
        ConfigError: a marker is wrong, or what is left is not valid Python.
    """
    return _blanked(text, read_regions(text, shown), file, shown)


def blank_one(text: str, region: str, file: str = "solution", shown: str = "solution") -> str:
    """The solution with one region not started and all others written, markers kept elsewhere."""
    regions = read_regions(text, shown)
    return _blanked(text, [find_region(regions, region, shown)], file, shown)


def find_region(regions: Sequence[Region], name: str, shown: str) -> Region:
    """The region of that name; the error names those that exist."""
    for region in regions:
        if region.name == name:
            return region
    close = difflib.get_close_matches(name, [region.name for region in regions], n=1)
    remedy = f"did you mean {close[0]}?" if close else f"there are {', '.join(region.name for region in regions)}"
    raise ConfigError(shown, f"there is no solution region {name}", remedy)


def stub(region: Region, file: str) -> tuple[str, ...]:
    """The lines that stand in place of a region."""
    if region.helper:
        return ()
    if region.starter:
        return tuple(f"{region.indent}{line}".rstrip() for line in region.starter)
    return (
        f"{region.indent}# YOUR CODE HERE",
        f'{region.indent}raise NotImplementedError("{file}: {region.name}")',
    )


def solution_texts(assignment: Assignment) -> dict[str, str]:
    """The text of each submitted file of the reference solution, by its path in the zip."""
    _require_solution(assignment)
    texts = {}
    for path in assignment.submit:
        source = assignment.solution / path
        if not source.is_file():
            where = shown(assignment, assignment.solution)
            raise ConfigError(where, f"has no {path}, which students submit", "write it, or correct submit:")
        texts[path] = read_text(source, shown(assignment, source))
    return texts


def expected_starter(assignment: Assignment) -> dict[str, bytes]:
    """The files of starter/, by path, as the solution says they must be.

    Raises:
        InputError: there is no reference solution here.
        ConfigError: a marker is wrong, a file is neither submitted nor given, or a given file is nowhere or where none
            belongs.
    """
    texts = solution_texts(assignment)
    _check_given(assignment)
    files: dict[str, bytes] = {}
    owners: dict[str, str] = {}
    for path, text in texts.items():
        where = shown(assignment, assignment.solution / path)
        regions = read_regions(text, where)
        if not regions:
            remedy = "mark what students write, or list the file under given:"
            raise ConfigError(where, "has no solution region, so all of it would be handed out", remedy)
        for region in regions:
            if region.name in owners:
                other = f"the name {region.name} is taken by a region of {owners[region.name]}"
                raise ConfigError(f"{where}:{region.begin}", other, "mistakes are told apart by it: choose another")
            owners[region.name] = path
        files[path] = _blanked(text, regions, path, where).encode()
    for path in _files(assignment.solution):
        if path not in files:
            where = shown(assignment, assignment.solution / path)
            what = "is neither submitted nor given, so nothing says that students may see it"
            raise ConfigError(where, what, "list it under submit: in assignment.yaml, move it to given/, or delete it")
    return files


def differences(assignment: Assignment) -> list[Difference]:
    """How starter/ differs from what the solution says; empty when it is up to date."""
    expected, found = expected_starter(assignment), _present(assignment)
    listed = [Difference(path, "is missing") for path in sorted(expected.keys() - found.keys())]
    listed += [Difference(path, "is not derived from the solution") for path in sorted(found.keys() - expected.keys())]
    for path in sorted(expected.keys() & found.keys()):
        if expected[path] != found[path]:
            listed.append(Difference(path, _first_difference(found[path], expected[path])))
    return listed


def write_starter(assignment: Assignment) -> list[str]:
    """Make starter/ what the solution says; returns the paths that changed, stale files (removed) included."""
    expected, found = expected_starter(assignment), _present(assignment)
    changed = sorted(path for path in expected.keys() | found.keys() if expected.get(path) != found.get(path))
    for path in changed:
        target = assignment.starter / path
        if path in expected:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(expected[path])
        else:
            target.unlink()
    for folder in sorted(assignment.starter.rglob("*"), reverse=True):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
    return changed


def shown(assignment: Assignment, path: Path) -> str:
    """A path as messages name it: relative to the course's folder."""
    return path.relative_to(assignment.course.root).as_posix()


def _blanked(text: str, regions: Sequence[Region], file: str, where: str) -> str:
    result, origins = rewrite(text, {region: stub(region, file) for region in regions})
    try:
        compile(result, file, "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        line = origins[min(getattr(error, "lineno", None) or 1, len(origins)) - 1]
        what = f"without its regions this is not valid Python: {getattr(error, 'msg', error)}"
        raise ConfigError(f"{where}:{line}", what, "keep something in each block, or give '# STARTER:' lines") from None
    return result


def _require_solution(assignment: Assignment) -> None:
    if not assignment.solution.is_dir():
        where = shown(assignment, assignment.solution)
        what = "is not here, so the starter can be neither derived nor compared"
        raise InputError(
            where, what, "get the staff's reference_solutions/; the starter in the repository is unchanged"
        )


def _files(folder: Path) -> Iterator[str]:
    for path in files_below(folder):
        yield path.relative_to(folder).as_posix()


def _check_given(assignment: Assignment) -> None:
    """Each given file lies in its one place and holds no region, and given/ holds no other file."""
    for path in assignment.given:
        for folder in (assignment.solution, assignment.starter):
            if (folder / path).exists():
                raise _misplaced(assignment, folder, path)
        source = given_file(assignment, path)
        where = shown(assignment, source)
        if not is_shared(assignment, path) and (shared_folder(assignment) / path).exists():
            raise ConfigError(where, "is in assignments/shared, too", "delete one of the two")
        if path.endswith(".py") and (regions := read_regions(read_text(source, where), where)):
            remedy = "students get a given file unchanged: remove the markers, or list it under submit:"
            raise ConfigError(f"{where}:{regions[0].begin}", "a given file has a solution region", remedy)
    for path in _files(assignment.given_folder):
        if path not in assignment.given:
            where = shown(assignment, assignment.given_folder / path)
            what = "is not listed under given:, so nothing says that students may see it"
            raise ConfigError(where, what, "list it in assignment.yaml, or delete it")


def _misplaced(assignment: Assignment, folder: Path, path: str) -> ConfigError:
    where, place = shown(assignment, folder / path), shown(assignment, assignment.given_folder)
    is_there = any((right / path).exists() for right in (assignment.given_folder, shared_folder(assignment)))
    remedy = "delete it" if is_there else f"move it: git mv {where} {place}/{path}"
    return ConfigError(where, f"is a given file, and these lie in {place} or assignments/shared only", remedy)


def _present(assignment: Assignment) -> dict[str, bytes]:
    if not assignment.starter.is_dir():
        return {}
    return {path: (assignment.starter / path).read_bytes() for path in _files(assignment.starter)}


def _first_difference(found: bytes, expected: bytes) -> str:
    ours, theirs = found.split(b"\n"), expected.split(b"\n")
    for number, (here, there) in enumerate(zip(ours, theirs, strict=False), start=1):
        if here != there:
            return f"differs in line {number}"
    return f"differs from line {min(len(ours), len(theirs))} on"


def read_text(path: Path, where: str) -> str:
    """The text of a source file, or the sentence that it is not UTF-8."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ConfigError(where, "is not UTF-8 text", "save it as UTF-8") from None
