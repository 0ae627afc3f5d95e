"""Turns the template into the three trees of a homework.

A template's path says where its file goes: `assignments/` and `reference_solutions/` hold the homework's two folders,
`handouts.md` becomes its write-up. @NAME@, @MODULE@ and @TITLE@ are put in, in names of files too.
"""

from __future__ import annotations

import keyword
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from autograder.authoring.source.starter import write_starter
from autograder.config import load_assignment
from autograder.errors import InputError
from autograder.model import Course

TEMPLATE = Path(__file__).parent / "template"

_SUFFIX = ".tmpl"
_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_TAKEN = frozenset(
    ("reference", "drivers", "checking", "oracles", "conftest", "numpy", "torch", "pytest", "autograder")
)


def write_homework(course: Course, name: str) -> list[Path]:
    """Write a homework named `name`; returns its files, relative to the course's folder.

    Raises:
        InputError: the name is unusable or taken. Nothing has been written then.
    """
    _require_name(name)
    files = dict(_files(course.root, name))
    for path in (*files, course.root / "assignments" / name, course.root / "reference_solutions" / name):
        if path.exists():
            where = path.relative_to(course.root).as_posix()
            raise InputError(where, "already exists", "choose another name, or delete it first")
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assignment = load_assignment(course, name)
    starters = [assignment.starter / path for path in write_starter(assignment)]
    return sorted(path.relative_to(course.root) for path in (*files, *starters))


def module_of(name: str) -> str:
    """The module that students write: the name without its number, if that is free to use.

    >>> module_of("hw4_attention"), module_of("hw5_random"), module_of("extra")
    ('attention', 'hw5_random', 'extra')
    """
    module = name.partition("_")[2] if re.match(r"hw\d+_", name) else name
    is_free = module.isidentifier() and not keyword.iskeyword(module) and module not in sys.stdlib_module_names
    return module if is_free and module not in _TAKEN else name


def title_of(name: str) -> str:
    """What people read.

    >>> title_of("hw4_attention"), title_of("extra_credit")
    ('Homework 4: Attention', 'Extra credit')
    """
    match = re.fullmatch(r"hw(\d+)_(.+)", name)
    words = (match[2] if match else name).replace("_", " ")
    topic = words[0].upper() + words[1:]
    return f"Homework {match[1]}: {topic}" if match else topic


def _require_name(name: str) -> None:
    if not _NAME.fullmatch(name) or module_of(name) in sys.stdlib_module_names | _TAKEN or keyword.iskeyword(name):
        what = "cannot be the name of a homework, which names folders and a module"
        raise InputError(name, what, "use small letters, digits and '_', e.g. hw4_attention")


def _files(root: Path, name: str) -> Iterator[tuple[Path, str]]:
    values = {"@NAME@": name, "@MODULE@": module_of(name), "@TITLE@": title_of(name)}
    for template in sorted(TEMPLATE.rglob(f"*{_SUFFIX}")):
        tree, *inside = template.relative_to(TEMPLATE).as_posix().removesuffix(_SUFFIX).split("/")
        place = f"{tree}/{name}/{'/'.join(inside)}" if inside else f"handouts/{name}.md"
        yield root / filled(place, values), filled(template.read_text(encoding="utf-8"), values)


def filled(text: str, values: dict[str, str]) -> str:
    """A template's text with its marks replaced."""
    for mark, value in values.items():
        text = text.replace(mark, value)
    return text
