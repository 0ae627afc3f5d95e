"""Does the write-up say what students are to write?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from autograder.authoring.check.findings import Finding
from autograder.authoring.source.regions import parse_source, read_regions
from autograder.authoring.source.starter import shown, solution_texts
from autograder.authoring.writeup.fill import read_source
from autograder.authoring.writeup.signatures import defined_names
from autograder.model import Assignment

_SIGNATURE = re.compile(r"\{\s*\.signature\s+name=[\"']?([\w.]+)")


def write_up_findings(assignment: Assignment) -> Iterator[Finding]:
    """Functions and classes that students write, and of which the write-up shows no signature.

    A class is shown by any of its methods. A class's own signature shows none of them, so where it stands alone, those
    that students write are missing, but for what Python calls by itself, as `__init__`.

    Raises:
        InputError: there is no write-up, or no solution.
        ConfigError: a marker is wrong.
    """
    shown = frozenset(_SIGNATURE.findall(read_source(assignment)))
    for top, written in _written(assignment).items():
        if any(name.startswith(f"{top}.") for name in shown):
            continue
        missing = [name for name in written if not _is_shown(name, top, shown)]
        if missing:
            what = f"students write {', '.join(missing)}, and the write-up shows no signature of "
            what += "it" if len(missing) == 1 else "them"
            remedy = f'write a line ::: {{.signature name="{missing[0]}"}} and a line ::: below it'
            yield Finding(f"handouts/{assignment.name}.md", what, remedy)


def _written(assignment: Assignment) -> dict[str, list[str]]:
    """By function or class at the top of a file: the qualified names of what students write of it."""
    found: dict[str, list[str]] = {}
    for path, text in solution_texts(assignment).items():
        defined = defined_names(parse_source(text, path))
        for region in read_regions(text, shown(assignment, assignment.solution / path)):
            if region.helper:
                continue
            name = region.name
            while name and name not in defined:  # "train.loop" is a part of train
                name = name.rpartition(".")[0]
            own = found.setdefault(name.partition(".")[0], []) if name else []
            own += [name] * (name not in own)
    return found


def _is_shown(name: str, top: str, shown: Set[str]) -> bool:
    return name in shown or (top in shown and name.rpartition(".")[2].startswith("__"))
