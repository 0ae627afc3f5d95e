"""Whatever decides how checks end changes the key of a result, and nothing else does."""

from __future__ import annotations

import stat
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from autograder.batch.keys import course_secret, result_key, seed_of, system_versions
from autograder.config import load_assignment, load_course
from autograder.errors import InputError
from autograder.grading import digests
from autograder.grading.digests import running_digest
from autograder.intake import receive
from autograder.model import Mode, Run
from tests.packaging.small_course import PUBLIC_TEST, SOLUTION, write_course

TEST = "assignments/tiny/tests/test_double.py"
HIDDEN = "reference_solutions/tiny/tests/test_double_hidden.py"
YAML = "assignments/tiny/assignment.yaml"


@dataclass
class World:
    """All that a result depends on, and more."""

    root: Path
    submitted: dict[str, str] = field(default_factory=lambda: {"tiny.py": "def double(x):\n    return 2 * x\n"})
    seed: int = 7
    mode: Mode = Mode.FULL
    layers: tuple[str, ...] = ("user", "limits")
    postponed: tuple[str, ...] = ()
    less_memory: tuple[int, ...] = ()
    system: str = "glibc-2.36 pluggy-1.6"

    def write(self, path: str, text: str) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, encoding="utf-8")

    def edit(self, path: str, old: str, new: str) -> None:
        text = (self.root / path).read_text(encoding="utf-8")
        assert old in text, path
        self.write(path, text.replace(old, new))

    def key(self, folder: Path) -> str:
        assignment = load_assignment(load_course(self.root), "tiny")
        for path, text in self.submitted.items():
            (folder / "in" / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / "in" / path).write_text(text, encoding="utf-8")
        (folder / "out").mkdir()
        submission = receive(folder / "in", assignment, folder / "out")
        digest = running_digest(assignment, self.less_memory)
        circumstances = {"layers": self.layers, "postponed": self.postponed}
        run = Run("tiny", self.mode, self.seed, submission.digest, digest, **circumstances)
        return result_key(run, submission.ignored, self.system)


def append(path: str, text: str) -> Callable[[World], None]:
    return lambda world: world.write(path, (world.root / path).read_text(encoding="utf-8") + text)


def edit(path: str, old: str, new: str) -> Callable[[World], None]:
    return lambda world: world.edit(path, old, new)


def write(path: str, text: str) -> Callable[[World], None]:
    return lambda world: world.write(path, text)


def have(**values: object) -> Callable[[World], None]:
    return lambda world: [setattr(world, name, value) for name, value in values.items()] and None


def submit(**files: str) -> Callable[[World], None]:
    return lambda world: world.submitted.update({name.replace("__", "."): text for name, text in files.items()})


def limit(text: str) -> Callable[[World], None]:
    return append(YAML, f"limits: {{{text}}}\n")


DECIDE = {
    "the submission": submit(tiny__py="def double(x):\n    return x + x\n"),
    "white space in the submission": submit(tiny__py="def double(x):\n    return 2 * x\n\n"),
    "a program beside it, of which messages speak": submit(helpers__py="x = 1\n"),
    "an assertion of a public test": edit(TEST, "== 6", "== 8"),
    "an assertion of a hidden test": edit(HIDDEN, "2 * x", "2 * x + 0"),
    "a message": edit(TEST, "expected 6", "expected six"),
    "a new public test": write("assignments/tiny/tests/test_more.py", "def test_more(): ...\n"),
    "a new hidden test": write("reference_solutions/tiny/tests/test_more_hidden.py", "def test_more(): ...\n"),
    "the name of a test": edit(TEST, "test_double_of", "test_twice"),
    "a test that is gone": lambda world: (world.root / HIDDEN).unlink(),
    "a time limit of a test's own": edit(TEST, "@weight", "@pytest.mark.timeout(3)\n@weight"),
    "partial credit": edit(TEST, "weight", "partial_credit"),
    "a driver": write("assignments/tiny/tests/drivers.py", "def f(): ...\n"),
    "data of tests": write("assignments/tiny/data/want.json", "6\n"),
    "hidden data of tests": write("reference_solutions/tiny/tests/data.bin", "other\n"),
    "the solution": append("reference_solutions/tiny/solution/tiny.py", "# a comment\n"),
    "an oracle": append("reference_solutions/tiny/oracles/oracle.py", "X = 1\n"),
    "a given file": append("assignments/tiny/given/own.py", "X = 1\n"),
    "a shared file": append("assignments/shared/given.py", "X = 1\n"),
    "the time limit": limit("wall: 9 s"),
    "the memory limit": limit("memory: 300 MiB"),
    "the total time": limit("total: 300 s"),
    "whether tests see changes in place": append(YAML, "arguments: kept\n"),
    "what is preloaded": edit(YAML, "preload: [numpy]", "preload: []"),
    "a rule": append(YAML, "rules:\n  - {forbid: eval, why: because}\n"),
    "the seed": have(seed=8),
    "the sandbox's mode": have(mode=Mode.USER),
    "a layer of the jail": have(layers=("limits",)),
    "hidden checks that are not run yet": have(postponed=("hidden/a",)),
    "less memory than promised": have(less_memory=(1 << 20,)),
    "another amount of too little memory": have(less_memory=(1 << 21,)),
    "the C library": have(system="glibc-2.41 pluggy-1.6"),
}
DECIDE_NOTHING = {
    "points": edit(TEST, "@weight(1)", "@weight(4)"),
    "a title": edit(TEST, "twice three", "two times three"),
    "a number": edit(TEST, '"1.1"', '"1.7"'),
    "a comment in a test": append(TEST, "# a comment\n"),
    "the starter": write("assignments/tiny/starter/tiny.py", "def double(x): ...\n"),
    "the homework's title": edit(YAML, "Tiny homework", "Another title"),
    "when hidden checks are shown": append(YAML, "hidden: hidden\n"),
    "points of pieces": edit(YAML, "points: 3", "points: 5"),
    "the write-up": write("handouts/tiny.md", "# Tiny\n"),
    "the course's name": edit("assignments/course.yaml", "Small course", "Large course"),
    "a leftover in the submission": lambda world: world.submitted.update({".DS_Store": "x", "__pycache__/x.pyc": "x"}),
    "a text beside the submission": submit(notes__txt="hello\n"),
    "a folder around the submission": lambda world: setattr(world, "submitted", {f"hw/{p}": t for p, t in world.submitted.items()}),
    "a known mistake": write("reference_solutions/tiny/mistakes/other.py", "def double(x):\n    return x\n"),
    "answers of written questions": append("reference_solutions/tiny/answers.md", "more\n"),
}  # fmt: skip


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> str:
    return World(fresh(tmp_path_factory.mktemp("world"))).key(tmp_path_factory.mktemp("key"))


def fresh(root: Path) -> Path:
    write_course(root)
    return root


@pytest.mark.parametrize("what", DECIDE)
def test_what_decides_changes_the_key(what: str, key: str, tmp_path: Path) -> None:
    world = World(fresh(tmp_path / "course"))
    DECIDE[what](world)
    assert world.key(tmp_path) != key


@pytest.mark.parametrize("what", DECIDE_NOTHING)
def test_what_decides_nothing_does_not(what: str, key: str, tmp_path: Path) -> None:
    world = World(fresh(tmp_path / "course"))
    DECIDE_NOTHING[what](world)
    assert world.key(tmp_path) == key


@pytest.mark.parametrize("package", ["numpy", "pytest", "msgspec", "gradescope-utils"])
def test_versions_of_packages_change_the_key(
    package: str, key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = digests._version
    monkeypatch.setattr(digests, "_version", lambda name: "0" if name == package else real(name))
    assert World(fresh(tmp_path / "course")).key(tmp_path) != key


def test_all_that_decides_is_counted() -> None:
    assert len(DECIDE) >= 30 and len(DECIDE_NOTHING) >= 10
    assert PUBLIC_TEST and SOLUTION and "pluggy" in system_versions()


def test_the_secret_is_made_once_and_is_its_owners(tmp_path: Path) -> None:
    assignment = write_course(tmp_path)
    secret = course_secret(assignment)
    assert secret == course_secret(assignment) and len(secret) == 32
    path = tmp_path / "build" / ".seed-secret"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not [one for one in path.parent.iterdir() if one.name.startswith(".seed-secret.")]
    (tmp_path / "records").mkdir()
    assert course_secret(assignment) == secret  # an older one stays where it is


def test_the_secret_lies_with_the_courses_records_where_there_are_such(tmp_path: Path) -> None:
    assignment = write_course(tmp_path)
    (tmp_path / "records").mkdir()
    course_secret(assignment)
    assert (tmp_path / "records" / ".seed-secret").is_file() and not (tmp_path / "build" / ".seed-secret").exists()


def test_a_damaged_secret_is_a_sentence(tmp_path: Path) -> None:
    assignment = write_course(tmp_path)
    (tmp_path / "build").mkdir()
    (tmp_path / "build" / ".seed-secret").write_bytes(b"short")
    with pytest.raises(InputError, match="damaged"):
        course_secret(assignment)


def test_seeds_differ_by_course_homework_submission_and_number() -> None:
    seeds = {seed_of(s, hw, d, n) for s in (b"a" * 32, b"b" * 32) for hw in "xy" for d in "pq" for n in (0, 1)}
    assert len(seeds) == 16 and all(0 <= seed < 1 << 48 for seed in seeds)
    assert replace(Run("a", Mode.FULL, 1, "", ""), seed=2).seed == 2
