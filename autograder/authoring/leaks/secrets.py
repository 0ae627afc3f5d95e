"""What must not leak: solution lines of substance, hidden tests, oracles, mistakes, answers.

A line counts if it is distinctive enough by itself (`tokens.weight`); lighter lines count together with those that
follow. Lines outside the solution regions, in given files or in `not_secret.txt` (one line of code each) are not
secret. Each line of a right variant is as secret as the solution's. Of a hidden test, an oracle, a mistake or the
answers, several lines have to occur in one place, because `rng = np.random.default_rng(0)` is nobody's secret.

Data beside these (JSON, YAML, CSV, …) is cut into pieces of a few different values each. It is secret in a given file,
too: an oracle's data gets there only by mistake, since the reference can read given files itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from autograder.authoring.leaks.compiled import code_prints
from autograder.authoring.leaks.data import NOT_SECRET, data_pieces
from autograder.authoring.leaks.functions import function_prints
from autograder.authoring.leaks.people import record_names, record_runs
from autograder.authoring.leaks.secret import Secret
from autograder.authoring.leaks.tokens import Line, logical_lines, tokens_of, weight
from autograder.authoring.source.regions import read_regions
from autograder.authoring.source.starter import blank, read_text, shown, solution_texts
from autograder.grading.staging import given_file
from autograder.model import Assignment

SUBSTANCE = 6  # of a solution's line
RUN_SUBSTANCE = 10  # of several lines together: optimizer.zero_grad(), loss.backward() are everybody's
STAFF_SUBSTANCE = 12  # of a line of a hidden test, an oracle or the answers
TOGETHER = 3  # so many different lines of one staff file in one place are a leak


@dataclass(frozen=True)
class Secrets:
    """Everything of some homeworks that must not be found outside reference_solutions/.

    Attributes:
        runs: runs of tokens.
        functions: prints of the solution's functions (their syntax trees) and where they come from.
        codes: prints of the solution's and the hidden tests' compiled functions, for this Python.
        names: names of staff files that no public file has.
    """

    runs: tuple[Secret, ...]
    functions: dict[str, str]
    codes: dict[str, str]
    names: dict[str, str]

    @cached_property
    def by_opening(self) -> dict[tuple[str, ...], list[Secret]]:
        """The runs by their first three tokens."""
        index: dict[tuple[str, ...], list[Secret]] = {}
        for secret in self.runs:
            index.setdefault(secret.tokens[:3], []).append(secret)
        return index


def secrets_of(assignments: Sequence[Assignment]) -> Secrets:
    """The secrets of these homeworks, and those about people in the course's records/.

    Raises:
        InputError: a reference solution is missing, so there is no telling what is secret.
        ConfigError: a marker in a solution is wrong, or a given file is not there.
    """
    runs: list[Secret] = []
    functions: dict[str, str] = {}
    codes: dict[str, str] = {}
    names: dict[str, str] = {}
    for course in {assignment.course.root: assignment.course for assignment in assignments}.values():
        runs += record_runs(course)
        names |= record_names(course)
    for assignment in assignments:
        runs += _runs(assignment)
        functions |= _functions(assignment)
        codes |= _codes(assignment)
        names |= _names(assignment)
    return Secrets(tuple(runs), functions, codes, names)


def _runs(assignment: Assignment) -> Iterator[Secret]:
    permitted, listed = _permitted(assignment), _listed(assignment)
    for secret in (*_solution_runs(assignment), *_variant_runs(assignment), *_staff_runs(assignment)):
        if not any(_inside(secret.tokens, text) for text in permitted):
            yield secret
    for secret in data_runs(assignment):
        if not any(_inside(secret.tokens, text) for text in listed):
            yield secret


def _solution_runs(assignment: Assignment) -> Iterator[Secret]:
    for path, text in solution_texts(assignment).items():
        file = shown(assignment, assignment.solution / path)
        lines = list(logical_lines(text))
        for region in read_regions(text, file):
            inside = [line for line in lines if region.first <= line.number < region.end]
            for line in _windows(inside):
                yield Secret(line.tokens, f"{file}:{line.number} ({region.name})", file)


def _variant_runs(assignment: Assignment) -> Iterator[Secret]:
    for path in sorted((assignment.secret / "variants").rglob("*.py")):
        file = shown(assignment, path)
        for line in logical_lines(read_text(path, file)):
            if weight(line.tokens) >= SUBSTANCE:
                yield Secret(line.tokens, f"{file}:{line.number}", file)


def _staff_runs(assignment: Assignment) -> Iterator[Secret]:
    for path in _staff_files(assignment):
        file = shown(assignment, path)
        is_prose = path.suffix == ".md"
        weigh = _words if is_prose else weight
        lines = _prose(path) if is_prose else _code(path, file)
        heavy = {line.tokens: line for line in lines if weigh(line.tokens) >= STAFF_SUBSTANCE}
        needed = max(1, min(TOGETHER, len(heavy) // 2))
        for line in heavy.values():
            yield Secret(line.tokens, f"{file}:{line.number}", file, needed)


def data_runs(assignment: Assignment) -> Iterator[Secret]:
    """Pieces of the data that only staff have."""
    for path, pieces in data_pieces(assignment.secret):
        file = shown(assignment, path)
        needed = max(1, min(TOGETHER, len(pieces) // 2))
        for piece in pieces:
            yield Secret(piece.tokens, f"{file}:{piece.number}", file, needed)


def _staff_files(assignment: Assignment) -> list[Path]:
    folders = ("tests", "oracles", "mistakes")
    code = [path for folder in folders for path in sorted((assignment.secret / folder).rglob("*.py"))]
    prose = [path for folder in folders for path in sorted((assignment.secret / folder).rglob("*.md"))]
    return [*code, *prose, *sorted(assignment.secret.glob("*.md"))]


def _code(path: Path, file: str) -> Iterator[Line]:
    """Logical lines without docstrings: titles of hidden tests are shown to students, and so are hints."""
    text = read_text(path, file)
    physical = text.split("\n")
    for line in logical_lines(text):
        if not physical[line.number - 1].lstrip(" \tru").startswith(('"', "'")):
            yield line


def _prose(path: Path) -> Iterator[Line]:
    """Paragraph lines of Markdown; headings and quoted questions are public."""
    for number, text in enumerate(path.read_text(encoding="utf-8-sig").split("\n"), start=1):
        if not text.lstrip().startswith(("#", ">", ":::")):
            yield Line(number, tokens_of(text))


def _words(tokens: tuple[str, ...]) -> int:
    """How much a line of prose says: its words and longer numbers, without the bars and dashes of tables."""
    return sum(len(token) > 2 for token in tokens)


def _windows(lines: Sequence[Line]) -> Iterator[Line]:
    """Each line of substance, as what it computes; from each lighter line on, the shortest run that is of substance."""
    for start, line in enumerate(lines):
        if weight(line.tokens) >= SUBSTANCE:
            yield Line(line.number, _computed(line.tokens))
            continue
        run: tuple[str, ...] = ()
        for following in lines[start:]:
            run += following.tokens
            if weight(run) >= RUN_SUBSTANCE:
                yield Line(line.number, run)
                break


def _computed(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """The line without "return", and without "name =" where what is left is of substance by itself.

    >>> " ".join(_computed(tokens_of("return weights @ values / weights.sum()")))
    'weights @ values / weights . sum ( )'
    """
    if tokens[:1] == ("return",):
        return tokens[1:]
    if "=" in tokens and not {"(", "[", "{"} & set(tokens[: tokens.index("=")]) and tokens[:1] != ("=",):
        value = tokens[tokens.index("=") + 1 :]
        if weight(value) >= SUBSTANCE and value[:1] != ("=",):
            return value
    return tokens


def _permitted(assignment: Assignment) -> list[str]:
    solution = assignment.solution
    texts = [blank(text, path, shown(assignment, solution / path)) for path, text in solution_texts(assignment).items()]
    texts += [given_file(assignment, path).read_text(encoding="utf-8", errors="replace") for path in assignment.given]
    return [*(f" {' '.join(_without_comments(text))} " for text in texts), *_listed(assignment)]


def _listed(assignment: Assignment) -> list[str]:
    """The lines that the author has declared public, and all of them as one text, for data of several lines."""
    listed = assignment.secret / NOT_SECRET
    if not listed.is_file():
        return []
    text = listed.read_text(encoding="utf-8-sig")
    lines = [" ".join(_without_comments(line)) for line in text.split("\n")]
    return [f" {line} " for line in (*lines, " ".join(tokens_of(text)))]


def _without_comments(text: str) -> list[str]:
    return [token for line in logical_lines(text) for token in line.tokens] or list(tokens_of(text))


def _inside(tokens: tuple[str, ...], text: str) -> bool:
    return f" {' '.join(tokens)} " in text


def _functions(assignment: Assignment) -> dict[str, str]:
    prints: dict[str, str] = {}
    for path, text in solution_texts(assignment).items():
        public = function_prints(blank(text, path, path))
        file = shown(assignment, assignment.solution / path)
        for key, (name, line) in function_prints(text).items():
            if key not in public:
                prints[key] = f"{file}:{line} ({name})"
    return prints


def _codes(assignment: Assignment) -> dict[str, str]:
    prints: dict[str, str] = {}
    for path, text in solution_texts(assignment).items():
        public = code_prints(compile(blank(text, path, path), path, "exec", dont_inherit=True))
        file = shown(assignment, assignment.solution / path)
        own = code_prints(compile(text, path, "exec", dont_inherit=True))
        prints |= {key: f"{file} ({name})" for key, name in own.items() if key not in public}
    for source in (given_file(assignment, path) for path in assignment.given if path.endswith(".py")):
        for key in code_prints(compile(source.read_text(encoding="utf-8-sig"), source.name, "exec", dont_inherit=True)):
            prints.pop(key, None)
    return prints


def _names(assignment: Assignment) -> dict[str, str]:
    public = Counter(path.name for path in assignment.public.rglob("*") if path.is_file())
    names = {}
    for folder in ("tests", "mistakes", "oracles"):
        for path in sorted((assignment.secret / folder).rglob("*.py")):
            if path.name not in ("conftest.py", "__init__.py") and not public[path.name]:
                names[path.name] = shown(assignment, path)
    return names
