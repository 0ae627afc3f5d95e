"""Run a homework's tests on any submission, as plain pytest would on a laptop: no grader, no jail.

A test that takes `homework` runs once for each homework that is far enough (see homework.py); one that takes
`mistake` or `variant` as well runs once for each of these. `run` grades:

    runs = run(homework, {"mine": {"autodiff.py": text}}, seeds={"mine": 7}, strict=True)
    assert runs["mine"]["test_softmax_gradient"].passed, runs["mine"]["test_softmax_gradient"].reason
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import pytest

from autograder.authoring.source.test_functions import read_test_modules
from autograder.errors import ConfigError
from autograder.grading.hints import current_catalogue
from tools.laptop.homework import HOMEWORKS, Homework
from tools.laptop.homework import ROOT as ROOT
from tools.laptop.laptop import Laptop, Report, Run, long_in


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test per homework; per mistake or variant of each homework where the test asks for one."""
    if "homework" not in metafunc.fixturenames:
        return
    for plural in ("mistakes", "variants"):
        singular = plural.removesuffix("s")
        if singular in metafunc.fixturenames:
            cases = [(homework, name) for homework in HOMEWORKS.values() for name in _names(homework, plural)]
            ids = [f"{homework.name}-{name}" for homework, name in cases]
            metafunc.parametrize(("homework", singular), cases, ids=ids, scope="session")
            return
    metafunc.parametrize("homework", HOMEWORKS.values(), ids=list(HOMEWORKS), scope="session")


def _names(homework: Homework, plural: str) -> list[str]:
    """Of mistakes or variants; none if one cannot be read, which fails a test of its own."""
    try:
        return list(getattr(homework, plural))
    except ConfigError:
        return []


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """`Laptop.run`."""
    with Laptop(lambda: tmp_path_factory.mktemp("submission")) as laptop:
        yield laptop.run


SEEDS = (0, 1, 2, 3, 4)


@pytest.fixture(scope="session")
def reference_runs(run: Run) -> Callable[[Homework], dict[int, Report]]:
    """A call that gives seed -> report of the reference solution, with every warning an error."""
    known: dict[str, dict[int, Report]] = {}

    def runs(homework: Homework) -> dict[int, Report]:
        if homework.name not in known:
            names = {str(seed): seed for seed in SEEDS}
            reports = run(homework, dict.fromkeys(names, homework.solution), names, strict=True)
            known[homework.name] = {seed: reports[name] for name, seed in names.items()}
        return known[homework.name]

    return runs


@pytest.fixture(scope="session")
def long_checks(reference_runs: Callable[[Homework], dict[int, Report]]) -> Callable[[Homework], set[str]]:
    """A call that gives the checks that take the reference long."""
    return lambda homework: long_in(reference_runs(homework)[0])


@pytest.fixture(scope="session")
def mistake_runs(
    run: Run, reference_runs: Callable[[Homework], dict[int, Report]], request: pytest.FixtureRequest
) -> Callable[[Homework], dict[str, Report]]:
    """A call that gives name -> report of the homework's known mistakes, those that this session asks for.

    What may fail and takes long, or belongs to a piece that uses the mistake's, is in the report where the mistake
    names it. What never enters the mistake's region is not: it runs the solution's own code.
    """
    known: dict[str, dict[str, Report]] = {}

    def runs(homework: Homework) -> dict[str, Report]:
        if homework.name not in known:
            asked = _asked(request.session, homework)
            texts = {name: homework.wrong[name] for name in sorted(asked)}
            skip = {name: _skipped(homework, name, reference_runs(homework)[0]) for name in texts}
            known[homework.name] = run(homework, texts, skip=skip)
        return known[homework.name]

    return runs


def _skipped(homework: Homework, mistake: str, reference: Report) -> set[str]:
    """The checks that need not run on a mistake."""
    named = homework.mistakes[mistake].caught_by
    known = [name for name in named if name in reference]
    uses = homework.dependents[reference[known[0]].piece] if known else set()
    apart = _apart_from(homework, homework.mistakes[mistake].region)
    using = {name for name, check in reference.items() if check.piece in uses}
    return (apart | long_in(reference) | using) - set(named)


def _apart_from(homework: Homework, region: str) -> set[str]:
    """The test functions that never come through a region of the solution, as `autograder hints` has seen it."""
    near: dict[str, bool] = {}
    for check, regions in current_catalogue(homework.assignment).reach.items():
        function = check.partition("::")[2].partition("[")[0].rpartition("::")[2]
        near[function] = near.get(function, False) or region in regions
    return {function for function, comes in near.items() if not comes}


def _asked(session: pytest.Session, homework: Homework) -> set[str]:
    """The mistakes of this homework that selected tests look at."""
    asked = set()
    for item in session.items:
        parameters = item.callspec.params if hasattr(item, "callspec") else {}
        if "mistake_runs" in getattr(item, "fixturenames", ()) and parameters["homework"] is homework:
            asked.add(parameters["mistake"])
    return asked


@pytest.fixture(scope="session")
def said_about(run: Run) -> Callable[[Homework, Iterable[tuple[str, str]]], dict[tuple[str, str], str]]:
    """A call that gives what checks say about mistakes, by (mistake, check); no other check runs."""

    def said(homework: Homework, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
        pairs = list(wanted)
        texts = {mistake: homework.wrong[mistake] for mistake, _ in pairs}
        checks = {test.name for module in read_test_modules(homework.assignment) for test in module.functions}
        skip = {name: checks - {check for mistake, check in pairs if mistake == name} for name in texts}
        reports = run(homework, texts, skip=skip)
        return {(mistake, check): reports[mistake][check].message for mistake, check in pairs}

    return said


@pytest.fixture(scope="session")
def hw1() -> Homework:
    return HOMEWORKS["hw1_autodiff"]
