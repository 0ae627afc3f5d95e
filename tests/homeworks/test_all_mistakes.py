"""Every known mistake is caught by the checks it names, and costs no points where its piece is not used."""

from __future__ import annotations

import ast

from .homework import regions


def test_a_mistake_is_caught_by_the_checks_it_names(homework, mistake, mistake_runs):
    named, report = homework.mistake(mistake).caught_by, mistake_runs(homework)[mistake]
    assert named, "name the checks"
    for name in named:
        assert name in report, f"there is no check {name}"
        assert not report[name].passed, f"{name} lets it pass"


def test_a_mistake_costs_points_only_where_its_piece_is_used(homework, mistake, mistake_runs):
    report = mistake_runs(homework)[mistake]
    piece = report[homework.mistake(mistake).caught_by[0]].piece
    hit = {name: check.reason for name, check in report.items() if not check.passed}
    elsewhere = {name: reason for name, reason in hit.items() if report[name].piece not in homework.dependents[piece]}
    assert not elsewhere


def test_a_mistake_says_which_region_it_replaces_and_gives_a_hint(homework, mistake):
    known = homework.mistake(mistake)
    assert set(regions(known.text)) == {known.region}
    assert known.region in homework.regions
    title, gap, *hint = known.hint.split("\n")
    assert title.endswith(".")
    assert gap == ""
    assert len(" ".join(hint)) > 40
    assert all(ast.parse(text) for text in homework.splice(known.text).values())


def test_there_are_thirty_different_mistakes_or_twenty_in_the_primer(homework):
    least = 20 if homework.name == "hw0_pytorch" else 30
    assert len(homework.mistakes) >= least
    texts = {tuple(homework.splice(homework.mistake(name).text).items()) for name in homework.mistakes}
    assert len(texts) == len(homework.mistakes)


def test_every_region_that_can_go_wrong_has_known_mistakes(homework):
    covered = {homework.mistake(name).region for name in homework.mistakes}
    longer = {name for name, lines in homework.regions.items() if lines.count("\n") > 3 and "(helper)" not in lines}
    assert longer - covered == set()
