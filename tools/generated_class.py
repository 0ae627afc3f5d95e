"""A made-up class's submissions as Gradescope's export: `python -m tools.generated_class HW OUT [N] [SEED]`.

It has what a class has: right answers, known mistakes and several of them, variants, half-done work, starters left as
they are, programs that hang or exit, empty submissions, groups, histories, odd metadata, odd names, and copies that
were disguised. `truth.json` says what was planted. The same seed gives the same class.
"""

from __future__ import annotations

import ast
import json
import random
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path

import yaml

from autograder.authoring.source.mistakes import read_mistakes, splice_files
from autograder.authoring.source.regions import lines_of, read_regions
from autograder.authoring.source.starter import expected_starter, solution_texts
from autograder.authoring.source.variants import read_variants
from autograder.config import load_assignment, load_course
from autograder.files import Entry, zipped
from autograder.model import Assignment

_Texts = dict[str, str]
_FIRST = ["Ada", "Bob", "Chen", "Dana", "Élodie", "Farid", "Grace", "Hiro", "Ines", "João", "Kofi", "Lena", "Søren"]
_LAST = [
    "Lovelace",
    "Ng",
    "O'Brien",
    "Zhang",
    "Müller",
    "Nguyễn",
    "García",
    "Kim",
    "Okafor",
    "Haddad",
    "Sato",
    "=Rossi",
]
#: kinds of submissions, and how many of a hundred are of each
KINDS = {
    "right": 20, "variant": 12, "one mistake": 26, "two mistakes": 14, "four mistakes": 8, "half": 9, "starter": 3,
    "hostile": 2, "empty": 1, "copy": 5,
}  # fmt: skip
HOSTILE = {
    "syntax": "def (:\n",
    "hang": "while True:\n    pass\n",
    "exit": "import os\nos._exit(0)\n",
    "noise": "print('x' * 100_000)\n",
    "names": "raise ValueError('\\x1b[31m=1+1\\u202e')\n",
}
_MARKER = re.compile(r"^[ \t]*# (?:BEGIN|END) SOLUTION.*\n", re.M)
_START = datetime(2027, 2, 8, 23, 59, tzinfo=timezone.utc)


@dataclass
class Planted:
    """What one submission is made of.

    Attributes:
        of: names of mistakes, of the variant, of the hostile program, or the id that it is a copy of.
        emails: of its members.
        odd: what is odd about its metadata, or "".
    """

    id: str
    kind: str
    of: list[str] = field(default_factory=list)
    emails: list[str] = field(default_factory=list)
    odd: str = ""


@dataclass(frozen=True)
class GeneratedClass:
    """The export as a folder and as a zip, and what was planted."""

    folder: Path
    zip: Path
    planted: tuple[Planted, ...]


def generate(
    assignment: Assignment, out: Path, students: int, seed: int = 0, kinds: Mapping[str, int] = KINDS
) -> GeneratedClass:
    """Write a class's export below `out`.

    Args:
        kinds: how many submissions are of each kind, as weights.
    """
    maker = _Maker(assignment, random.Random(seed), kinds)
    top = out / f"assignment_{1_000_000 + seed}_export"
    metadata: dict[str, object] = {}
    for members in maker.groups(students):
        planted, files = maker.submission(members)
        key = f"submission_{planted.id}"
        if planted.odd != "not listed":
            metadata[key] = maker.metadata(planted, members)
        (top / key).mkdir(parents=True)
        for path, text in maker.dressed(files):
            (top / key / path).parent.mkdir(parents=True, exist_ok=True)
            (top / key / path).write_bytes(text)
    text = yaml.dump(metadata, Dumper=yaml.SafeDumper, allow_unicode=True, sort_keys=False)
    # A moment is a plain scalar in the real file.
    (top / "submission_metadata.yml").write_text(re.sub(r"(:created_at: )'([^']*)'", r"\1\2", text), encoding="utf-8")
    (out / "truth.json").write_text(json.dumps([asdict(one) for one in maker.planted], indent=1), encoding="utf-8")
    paths = sorted(path for path in top.rglob("*") if path.is_file())
    archive = out / f"{top.name}.zip"
    archive.write_bytes(zipped(Entry(path.relative_to(out).as_posix(), path.read_bytes()) for path in paths))
    return GeneratedClass(top, archive, tuple(maker.planted))


class _Maker:
    """Makes submissions one after another."""

    def __init__(self, assignment: Assignment, rng: random.Random, kinds: Mapping[str, int]) -> None:
        self._rng, self._kinds = rng, kinds
        self._submit = assignment.submit
        self._solution = solution_texts(assignment)
        self._starter = {path: data.decode() for path, data in expected_starter(assignment).items()}
        self._mistakes = read_mistakes(assignment)
        self._variants = read_variants(assignment, self._solution)
        self._texts: dict[str, _Texts] = {}
        self.planted: list[Planted] = []

    def groups(self, students: int) -> Iterator[list[dict[str, object]]]:
        """The students, some of them in pairs."""
        number = 0
        while number < students:
            size = 2 if self._rng.random() < 0.15 and students - number > 1 else 1
            yield [self._student(number + one) for one in range(size)]
            number += size

    def _student(self, number: int) -> dict[str, object]:
        rng = self._rng
        first, last = rng.choice(_FIRST), rng.choice(_LAST)
        plain = re.sub(r"[^a-z]", "", f"{first}{last}".lower())
        sid = rng.choices([str(100_000_000 + number), 100_000_000 + number, None], [90, 7, 3])[0]
        student = {":name": f"{first} {last}", ":sid": sid, ":email": f"{plain}{number}@example.edu"}
        return {key: value for key, value in student.items() if value is not None}

    def submission(self, members: list[dict[str, object]]) -> tuple[Planted, _Texts]:
        """One submission, and its files."""
        kind = self._rng.choices(list(self._kinds), list(self._kinds.values()))[0]
        originals = [one.id for one in self.planted if one.kind in ("one mistake", "two mistakes", "right")]
        if kind == "copy" and not originals:
            kind = "one mistake"
        of = [self._rng.choice(originals)] if kind == "copy" else []
        files, names = self._files(kind, of)
        identifier = str(400_000_000 + 13 * len(self.planted) + self._rng.randrange(13))
        emails = [str(member[":email"]) for member in members]
        planted = Planted(identifier, kind, [*of, *names], emails, self._oddity())
        self._texts[identifier] = files
        self.planted.append(planted)
        return planted, files

    def _oddity(self) -> str:
        odd = ["", "no entry", "no submitters", "no time", "not listed"]
        return self._rng.choices(odd, [94, 2, 1, 2, 1])[0]

    def _files(self, kind: str, of: list[str]) -> tuple[_Texts, list[str]]:
        if kind == "copy":
            return {path: disguised(text, self._rng) for path, text in self._texts[of[0]].items()}, []
        if kind == "variant" and self._variants:
            name = self._rng.choice(sorted(self._variants))
            return _unmarked({**self._solution, **self._variants[name]}), [name]
        if kind.endswith(("mistake", "mistakes")):
            files, names = self._with_mistakes({"one": 1, "two": 2, "four": 4}[kind.split()[0]])
            return _unmarked(files), names
        if kind == "half":
            return _unmarked(self._half_done(self._rng.uniform(0.2, 0.9))), []
        if kind == "hostile":
            name = self._rng.choice(sorted(HOSTILE))
            return {path: HOSTILE[name] + text for path, text in _unmarked(self._solution).items()}, [name]
        return (
            ({}, [])
            if kind == "empty"
            else (dict(self._starter) if kind == "starter" else _unmarked(self._solution), [])
        )

    def _with_mistakes(self, count: int) -> tuple[_Texts, list[str]]:
        files, regions, names = dict(self._solution), set(), []
        for mistake in self._rng.sample(self._mistakes, len(self._mistakes)):
            if len(names) < count and mistake.region not in regions:
                files = splice_files(files, mistake)
                regions.add(mistake.region)
                names.append(mistake.name)
        return files, names

    def _half_done(self, done: float) -> _Texts:
        """The first regions are solved, the others are not begun."""
        files = {}
        for path, text in self._solution.items():
            regions = read_regions(text, path)
            rest = regions[int(len(regions) * done) :]
            stub = {region: [f"{region.indent}raise NotImplementedError"] for region in rest if not region.helper}
            lines = lines_of(text)
            for region, code in sorted(stub.items(), key=lambda item: -item[0].begin):
                lines[region.first - 1 : region.end - 1] = code
            files[path] = "\n".join(lines) + "\n"
        return files

    def metadata(self, planted: Planted, members: list[dict[str, object]]) -> object:
        """What the export says about it."""
        at = _START + self._lateness()
        times = min(int(self._rng.expovariate(0.6)), 20)
        history = [self._earlier(int(planted.id) - 1000 * past, at, past) for past in range(times, 0, -1)]
        entry = {":submitters": members, ":created_at": _stamp(at), ":score": 10.0, ":status": "processed"}
        entry |= {":results": _results(10.0), ":history": history}
        if planted.odd == "no entry":
            return None
        if planted.odd == "no submitters":
            entry[":submitters"] = []
        elif planted.odd == "no time":
            del entry[":created_at"]
        return entry

    def _earlier(self, number: int, at: datetime, past: int) -> dict[str, object]:
        moment = at - timedelta(hours=past * self._rng.uniform(0.3, 9))
        told = {":id": number, ":submitters": [], ":created_at": _stamp(moment), ":status": "processed"}
        return {**told, ":score": round(self._rng.uniform(0, 50), 1), ":results": _results(1.0)}

    def _lateness(self) -> timedelta:
        if self._rng.random() < 0.8:
            return -timedelta(hours=self._rng.expovariate(1 / 14) + 0.02)
        return timedelta(hours=self._rng.choice([0.01, 5, 20, 24, 30, 47.5, 60, 71.9, 120]))

    def dressed(self, files: _Texts) -> Iterator[tuple[str, bytes]]:
        """The files as students submit them: in a folder, with Windows' line ends, with leftovers."""
        wrap = "hw/" if self._rng.random() < 0.07 else ""
        ends = "\r\n" if self._rng.random() < 0.05 else "\n"
        for path, text in files.items():
            yield wrap + path, text.replace("\n", ends).encode()
        if self._rng.random() < 0.08:
            yield ".DS_Store", b"\0\0\0\1Bud1"
            yield "__pycache__/x.cpython-311.pyc", b"\0"


def disguised(text: str, rng: random.Random) -> str:
    """What somebody does who copies: other names, another order, another layout, no comments."""
    tree = _Renamed(rng).visit(ast.parse(text))
    _reorder(tree.body, rng)
    return ast.unparse(ast.fix_missing_locations(tree)) + "\n"


class _Renamed(ast.NodeTransformer):
    """Gives the local variables of functions other names; arguments, which callers may name, keep theirs."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        inner = list(ast.walk(node))
        if any(isinstance(one, (ast.Global, ast.Nonlocal)) for one in inner):
            return node
        kept = {one.arg for one in inner if isinstance(one, ast.arg)}
        assigned = {one.id for one in inner if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)} - kept
        names = {name: f"v{self._rng.randrange(10**6)}" for name in sorted(assigned)}
        for one in inner:
            if isinstance(one, ast.Name):
                one.id = names.get(one.id, one.id)
        return node


def _reorder(body: list[ast.stmt], rng: random.Random) -> None:
    """Shuffle plain functions that stand beside each other."""
    start = 0
    for place in range(len(body) + 1):
        if place == len(body) or not _is_movable(body[place]):
            part = body[start:place]
            rng.shuffle(part)
            body[start:place] = part
            start = place + 1


def _is_movable(node: ast.stmt) -> bool:
    if not isinstance(node, ast.FunctionDef):
        return False
    return not (node.decorator_list or node.args.defaults or any(node.args.kw_defaults))


def _unmarked(files: Mapping[str, str]) -> _Texts:
    return {path: _MARKER.sub("", text) for path, text in files.items()}


def _stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}.{moment.microsecond:06d}000 Z"


def _results(score: float) -> dict[str, object]:
    tests = [{"name": f"check {n}", "score": 1.0, "max_score": 2.0, "output": "line\n" * n} for n in range(8)]
    return {"score": score, "tests": tests, "leaderboard": [], "visibility": "visible", "execution_time": "1.93"}


def main(arguments: list[str]) -> None:
    homework, out, *rest = arguments
    size, seed = [*map(int, rest), *[200, 0][len(rest) :]]
    made = generate(load_assignment(load_course(Path()), homework), Path(out), size, seed)
    print(len(made.planted), "submissions in", made.folder, "and", made.zip)


if __name__ == "__main__":
    main(sys.argv[1:])
