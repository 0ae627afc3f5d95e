"""The checks of every homework: points and titles, and that right answers pass and unstarted ones fail."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from autograder.authoring.leaks import find_leaks, secrets_of
from autograder.config.load import assignment_names, load_assignment, load_course
from tools.laptop.homework import ROOT, regions

from .conftest import SEEDS
from .signatures import SIGNATURES, signatures


@pytest.fixture(scope="session")
def starter_runs(run):
    """A call that gives the report of a homework's starter; every check is in it, and takes no time."""
    known = {}

    def report(homework):
        if homework.name not in known:
            known[homework.name] = run(homework, {"starter": homework.starter})["starter"]
        return known[homework.name]

    return report


@pytest.fixture
def checks(homework, starter_runs):
    return starter_runs(homework)


def is_public(homework, check):
    return (homework.public / "tests" / check.file).exists()


def number_of(check):
    return tuple(int(part) for part in check.number.split("."))


def test_every_assignment_yaml_is_understood():
    course = load_course(ROOT)
    assert [load_assignment(course, name).name for name in assignment_names(course)] == assignment_names(course)


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_the_reference_passes_every_check_for_any_seed(homework, reference_runs, checks, seed):
    report = reference_runs(homework)[seed]
    assert report.keys() == checks.keys()
    assert not {name: check.reason for name, check in report.items() if not check.passed}


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 11])
def test_a_differently_written_right_answer_passes_every_check(homework, variant, run, long_checks, seed):
    skip = {variant: long_checks(homework) if seed else ()}  # these run with the first seed only
    report = run(homework, {variant: homework.variants[variant]}, {variant: seed}, skip=skip)[variant]
    failed = {name: check.reason for name, check in report.items() if not check.passed}
    assert not failed


def test_there_are_eight_differently_written_right_answers(homework):
    texts = {tuple(sorted(files.items())) for files in (*homework.variants.values(), homework.solution)}
    assert len(texts) > 8
    assert len(texts) == len(homework.variants) + 1


def test_the_starter_fails_every_check_by_saying_what_is_not_started(homework, checks):
    regions = "|".join(map(re.escape, homework.regions))
    files = "|".join(map(re.escape, homework.assignment.submit))
    for name, check in checks.items():
        assert check.error == "NotImplementedError", f"{name}: {check.reason}"
        assert re.fullmatch(f"({files}): ({regions})", check.message), name


def test_names_and_arguments_are_those_that_students_code_against(homework):
    assert homework.name in SIGNATURES, "write its names and arguments down in signatures.py"
    for files in (homework.solution, homework.starter):
        found = {}
        for text in files.values():
            found |= signatures(text)
        expected = SIGNATURES[homework.name]
        assert {name: found.get(name) for name in expected} == expected


def test_points_of_each_piece_add_up_to_the_settings(homework, checks):
    totals = {}
    for check in checks.values():
        totals[check.piece] = totals.get(check.piece, 0) + check.points
    assert {piece: total for piece, total in totals.items() if total} == {
        piece.number: piece.points for piece in homework.assignment.pieces
    }


def test_about_a_third_of_the_points_is_public(homework, checks):
    public = sum(check.points for check in checks.values() if is_public(homework, check))
    assert 0.3 <= public / homework.assignment.points <= 0.4


def test_each_piece_has_public_and_hidden_checks_with_public_ones_first(homework, checks):
    pieces = {}
    for check in sorted(checks.values(), key=number_of):
        pieces.setdefault(check.piece, []).append(check)
    for piece in homework.assignment.pieces:
        members = pieces[piece.number]
        assert [check.number for check in members] == [f"{piece.number}.{i}" for i in range(1, len(members) + 1)]
        shown = [is_public(homework, check) for check in members]
        assert shown == sorted(shown, reverse=True), piece
        assert set(shown) == {True, False}, piece


def test_titles_are_different_sentences_about_a_named_function(homework, checks):
    known = {part for name in SIGNATURES[homework.name] for part in (name, *name.split("."))}
    titles = [check.title for check in checks.values()]
    assert len(set(titles)) == len(titles)
    for title in titles:
        subject, claim = re.fullmatch(r"([A-Za-z_][\w.]*[^:]{0,60}): (.{10,110})", title).groups()
        assert re.match(r"[\w.]+", subject)[0] in known, title
        assert not claim.endswith(":"), title


def test_every_check_carries_points_or_is_for_the_leaderboard_or_says_that_it_has_none(checks):
    for check in checks.values():
        assert bool(check.points or check.leaderboard) is not check.title.endswith("(no points)"), check.title


def test_what_is_submitted_and_given_is_there(homework):
    for file in homework.assignment.given:
        assert homework.given(file).is_file(), file
    assert not set(homework.assignment.submit) & set(homework.assignment.given)


def test_given_files_hold_no_solution(homework):
    for file in homework.assignment.given:
        path = homework.given(file)
        assert path.suffix != ".py" or not regions(path.read_text(encoding="utf-8")), file


@pytest.mark.slow
def test_given_files_repeat_no_line_of_a_solution(homework):
    """What stands in a given file is no secret; so it is compared as if it were not listed."""
    secrets = secrets_of([replace(homework.assignment, given=())])
    for file in homework.assignment.given:
        leaks = find_leaks(homework.given(file), secrets)
        assert not [str(leak) for leak in leaks if "/solution/" in leak.origin], file
