"""Every known mistake is caught by the checks it names, and costs no points where its piece is not used."""

from __future__ import annotations

import pytest


@pytest.mark.slow
def test_every_mistake_and_every_variant_can_be_read(homework):
    assert homework.wrong.keys() == {path.stem for path in (homework.secret / "mistakes").glob("*.py")}
    folders = {path.parent.name for path in (homework.secret / "variants").glob("*/*.py")}
    assert homework.variants.keys() == folders


@pytest.mark.slow
def test_a_mistake_is_caught_by_the_checks_it_names(homework, mistake, mistake_runs):
    named, report = homework.mistakes[mistake].caught_by, mistake_runs(homework)[mistake]
    assert named, "name the checks"
    for name in named:
        assert name in report, f"there is no check {name}"
        assert not report[name].passed, f"{name} lets it pass"


@pytest.mark.slow
def test_a_mistake_costs_points_only_where_its_piece_is_used(homework, mistake, mistake_runs):
    report = mistake_runs(homework)[mistake]
    piece = report[homework.mistakes[mistake].caught_by[0]].piece
    hit = {name: check.reason for name, check in report.items() if not check.passed}
    elsewhere = {name: reason for name, reason in hit.items() if report[name].piece not in homework.dependents[piece]}
    assert not elsewhere


def test_a_mistake_has_a_title_and_a_hint_of_some_length(homework, mistake):
    known = homework.mistakes[mistake]
    assert known.region in homework.regions
    assert 10 <= len(known.title) <= 100
    assert 25 <= len(known.hint) <= 500


def test_there_are_thirty_different_mistakes_or_twenty_in_the_primer(homework):
    least = 20 if homework.name == "hw0_pytorch" else 30
    assert len(homework.mistakes) >= least
    texts = {tuple(homework.wrong[name].items()) for name in homework.mistakes}
    assert len(texts) == len(homework.mistakes)


def test_every_region_that_can_go_wrong_has_known_mistakes(homework):
    covered = {homework.mistakes[name].region for name in homework.mistakes}
    longer = {name for name, lines in homework.regions.items() if lines.count("\n") > 3 and "(helper)" not in lines}
    assert longer - covered == set()
