"""A class's submissions: known mistakes, right variants, half-done work, and a few that attack others or the grader.

The hostile ones try what one submission could do to all: trees in scratch that are deep, wide, unreadable, of deleted
but open files or of names that are not UTF-8; replies that cost the trusted side memory; deaths that could look like
ours. Everything is drawn from a seed.
"""

from __future__ import annotations

import random
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass

from autograder.authoring.source.mistakes import read_mistakes, splice_files
from autograder.authoring.source.regions import read_regions, rewrite
from autograder.authoring.source.starter import solution_texts, stub
from autograder.authoring.source.variants import read_variants
from autograder.model import Assignment

#: what is called in place of every function and class that is submitted; `KEPT` lives as long as the child
ATTACKS = {
    "deep folders": "for _ in range(1500): os.mkdir('d'); os.chdir('d')",
    "deep folders, then death": """
        try:
            for _ in range(1500): os.mkdir('d'); os.chdir('d')
        finally:
            os._exit(0)
    """,
    "many files": "for number in range(20_000): open(f'f{number}', 'w').close()",
    "many folders": "for number in range(5_000): os.mkdir(f'd{number}')",
    "unreadable folders": """
        for number in range(50):
            os.mkdir(f'u{number}', 0o300)
            open(f'u{number}/full', 'wb').write(bytes(1 << 20))
    """,
    "folders nobody may enter": "os.mkdir('shut'); os.chdir('shut'); os.mkdir('in'); os.mkdir('none', 0)",
    "deleted but open files": """
        for number in range(50):
            KEPT.append(open(f'x{number}', 'wb', buffering=0))
            os.unlink(f'x{number}')
            KEPT[-1].write(bytes(1 << 20))
    """,
    "names that are not UTF-8": r"for number in range(200): os.mkdir(b'\xff\xfe' + bytes([1 + number]))",
    "links": "os.symlink('/', 'root'); os.symlink('loop', 'loop'); os.mkdir('a'); os.symlink('..', 'a/up')",
    "a thin array": "return np.empty((0, 1 << 28))",
    "a thin array of many axes": "return np.empty((1 << 30, 0, 1 << 30))",
    "a large array": "return np.zeros((1 << 13, 1 << 11))",
    "a large dict": "return {number: number for number in range(99_000)}",
    "a long list": "return [0.0] * 199_000",
    "a deep list": """
        nested = []
        for _ in range(10_000): nested = [nested]
        return nested
    """,
    "a long text": "return ['x' * 900_000] * 60",
    "a large number": "return 10 ** 4000",
    "handles": "return [object() for _ in range(20_000)]",
    "kills itself": "os.kill(os.getpid(), 9)",
    "leaves": "os._exit(0)",
    "crashes": "ctypes.string_at(0)",
    "takes memory": "KEPT.extend(bytearray(b'x') * (1 << 24) for _ in range(1 << 12))",
    "takes memory in one piece": "return np.ones(1 << 33)",
    "recursion": "return _attack()",
}
_WRAPPED = """
import ctypes, os, tempfile
import numpy as np
KEPT = []


def _attack(*_, **__):
    try:
        os.chdir(tempfile.gettempdir())
    except OSError:
        pass
{body}


for _name, _value in list(globals().items()):
    if getattr(_value, '__module__', None) == __name__ and _name != '_attack':
        globals()[_name] = _attack
"""


@dataclass(frozen=True)
class Entry:
    """One student's: the text of each file by its path, and whether it attacks."""

    name: str
    files: Mapping[str, str]
    hostile: bool = False


def class_of(assignment: Assignment, size: int, share: float, seed: int) -> list[Entry]:
    """`size` submissions in an order as they might come, of which `share` are hostile."""
    rng = random.Random(seed)
    right = solution_texts(assignment)
    count = round(size * share)
    attacks = sorted(ATTACKS)
    rng.shuffle(attacks)
    hostile = [_hostile(attacks[place % len(attacks)], right) for place in range(count)]
    submissions = hostile + [_honest(assignment, right, rng) for _ in range(size - count)]
    rng.shuffle(submissions)
    return [Entry(f"{place:03} {one.name}", one.files, one.hostile) for place, one in enumerate(submissions)]


def _hostile(attack: str, right: Mapping[str, str]) -> Entry:
    body = textwrap.indent(textwrap.dedent(ATTACKS[attack]), "    ")
    return Entry(attack, {path: text + _WRAPPED.format(body=body) for path, text in right.items()}, hostile=True)


def _honest(assignment: Assignment, right: Mapping[str, str], rng: random.Random) -> Entry:
    """Half of a class make a known mistake, a quarter is right in its own way, the others have not finished."""
    kind = rng.random()
    mistakes, variants = read_mistakes(assignment), read_variants(assignment, right)
    if kind < 0.5 and mistakes:
        mistake = rng.choice(mistakes)
        return Entry(mistake.name, splice_files(right, mistake))
    if kind < 0.75:
        name = rng.choice(["solution", *variants])
        return Entry(name, variants.get(name, right))
    done = rng.choice([0.0, 0.3, 0.6, 0.9])
    return Entry(f"{done:.0%} done", {path: _half_done(text, path, done, rng) for path, text in right.items()})


def _half_done(text: str, path: str, done: float, rng: random.Random) -> str:
    """A file in which only some solution regions are written; helpers stay, as what is written may need them."""
    missing = [region for region in read_regions(text, path) if not region.helper and rng.random() >= done]
    return rewrite(text, {region: stub(region, path) for region in missing})[0]
