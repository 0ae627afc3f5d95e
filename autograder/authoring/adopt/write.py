"""Writes a suite as a homework: assignment.yaml, tests, given files, solution; copies every file byte for byte."""

from __future__ import annotations

import json
import math
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.authoring.adopt.folder import Suite
from autograder.errors import ConfigError, InputError
from autograder.grading.inside.inventory import InsideTest
from autograder.grading.inside.selection import ALL, inside_tests
from autograder.model import Course
from autograder.model.course import OTHER

_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_TORCH = re.compile(r"^\s*(import|from)\s+torch\b", re.M)
_LIMITS = "{wall: 60 s, memory: 2 GiB, scratch: 32 MiB}"


@dataclass(frozen=True)
class _Points:
    pieces: tuple[tuple[str, str, float], ...]
    default: float


def write_homework(course: Course, name: str, suite: Suite) -> None:
    """Write the folders of homework `name`, with all of its tests inside.

    Raises:
        InputError: the name, or a file's name, is unusable or taken; nothing has been written.
    """
    public, secret = course.root / "assignments" / name, course.root / "reference_solutions" / name
    if not _NAME.fullmatch(name):
        raise InputError(name, "cannot be a homework's name", "use small letters, digits and _: --name hw1_calculator")
    for folder in (public, secret):
        if folder.exists():
            raise InputError(folder.relative_to(course.root).as_posix(), "already exists", "choose another --name")
    for path, file in suite.tests.items():
        _copy(file, public / "tests" / path)
    for path, file in suite.given.items():
        _copy(file, public / "given" / path)
    secret.mkdir(parents=True)
    if suite.solution is not None:
        for path in suite.submit:
            if (suite.solution / path).is_file():
                _copy(suite.solution / path, secret / "solution" / path)
    write_settings(course, name, suite, (ALL,))


def write_settings(course: Course, name: str, suite: Suite, inside: Sequence[str]) -> None:
    """Write assignment.yaml.

    Raises:
        ConfigError: a test's points cannot be read.
    """
    folder = course.root / "assignments" / name
    points = _points([test for _, test in inside_tests(folder / "tests", [ALL])])
    lines = [f"title: {_quoted(name.replace('_', ' ').capitalize())}", f"submit: {_list(suite.submit)}"]
    if suite.given:
        lines.append(f"given: {_list(suite.given)}")
    lines.append("pieces:")
    lines += [
        f"  - {{number: {_quoted(n)}, name: {_quoted(title)}, points: {value:g}}}" for n, title, value in points.pieces
    ]
    if points.default:
        lines.append(f"default_weight: {points.default:g}")
    lines += ["adopted: true"]
    if _needs_torch(suite):
        lines.append("preload: [numpy, torch]")
    if suite.packages:
        lines.append(f"packages: {_list(suite.packages)}")
    lines.append(f"limits: {_LIMITS}")
    if inside:
        lines.append(
            "inside: all" if inside[0] == ALL else "\n".join(["inside:", *(f"  - {_quoted(e)}" for e in inside)])
        )
    (folder / "assignment.yaml").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _points(tests: Sequence[InsideTest]) -> _Points:
    """Pieces by the first part of @number, and what a test without @weight earns: one point where none has any."""
    told = [vars(test.told) for test in tests]
    default = 0.0 if any("__weight__" in one for one in told) else 1.0
    sums: dict[str, float] = {}
    for test, one in zip(tests, told, strict=True):
        weight = one.get("__weight__", default)
        if isinstance(weight, bool) or not isinstance(weight, (int, float)) or not 0 <= weight < math.inf:
            raise ConfigError(test.node, f"@weight({weight!r}) is not a number of points", "write @weight(2)")
        head = str(one.get("__number__", "")).split(".", 1)[0]
        head = head if head.isalnum() else OTHER
        sums[head] = sums.get(head, 0.0) + weight
    ordered = sorted(sums, key=lambda head: (head == OTHER, not head.isdecimal(), int(head) if head.isdecimal() else 0))
    pieces = [(head, "All tests" if head == OTHER else f"Part {head}", sums[head]) for head in ordered]
    return _Points(tuple(pieces), default)


def _needs_torch(suite: Suite) -> bool:
    files = [*suite.tests.values(), *suite.given.values()]
    if suite.solution is not None:
        files += [suite.solution / path for path in suite.submit]
    texts = (
        path.read_text(encoding="utf-8", errors="replace") for path in files if path.suffix == ".py" and path.is_file()
    )
    return any(_TORCH.search(text) for text in texts)


def solution_of(suite: Suite) -> Mapping[str, str]:
    """Path -> text of the solution's files; {} where there is none."""
    if suite.solution is None:
        return {}
    files = {path: suite.solution / path for path in suite.submit}
    return {path: file.read_text(encoding="utf-8") for path, file in files.items() if file.is_file()}


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _list(values: Sequence[str] | Mapping[str, object]) -> str:
    return f"[{', '.join(map(_quoted, values))}]"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
