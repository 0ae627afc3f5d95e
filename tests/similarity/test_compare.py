"""Planted copies come out at the top; independent programs, and what was handed out, do not."""

from __future__ import annotations

import functools
import random
from pathlib import Path

import pytest

from autograder.authoring.source.starter import solution_texts
from autograder.authoring.source.variants import read_variants
from autograder.config import load_assignment, load_course
from autograder.model.export import Member
from autograder.similarity.clusters import clusters_of
from autograder.similarity.compare import compare
from autograder.similarity.expected import REFERENCE, STARTER, expected_texts
from autograder.similarity.passages import passages
from autograder.similarity.program import Program
from autograder.similarity.report import report_of
from tools.planted_class import disguised_copy, planted_class

ROOT = Path(__file__).resolve().parents[2]
HOMEWORKS = ("hw0_pytorch", "hw1_autodiff", "hw2_ngram_lm", "hw3_rnn_lm")


@functools.cache
def homework(name):
    return load_assignment(load_course(ROOT), name)


@functools.cache
def expected(name):
    return expected_texts(homework(name))


def programs_of(texts, origin=""):
    return [Program(str(number), {"a.py": text}, origin=origin) for number, text in enumerate(texts)]


def without_variants(name):
    return {what: texts for what, texts in expected(name).items() if "variant" not in what}


@pytest.mark.slow
@pytest.mark.parametrize("name", HOMEWORKS)
def test_every_planted_copy_is_above_every_independent_pair(name):
    """Sixty programs; students' answers are not the staff's variants, so these are not taken off."""
    planted = planted_class(homework(name), 60, 3, seed=1)
    found = compare(programs_of(planted.programs), without_variants(name))
    assert {(pair.left, pair.right) for pair in found.pairs[:3]} == planted.planted


@pytest.mark.slow
@pytest.mark.parametrize("name", HOMEWORKS)
def test_nine_of_ten_right_variants_are_not_above_any_planted_pair(name):
    variants = [
        texts[homework(name).submit[0]]
        for texts in read_variants(homework(name), solution_texts(homework(name))).values()
    ]
    rng = random.Random(0)
    texts = [*variants, *(disguised_copy(text, rng) for text in variants[:3])]
    found = compare(programs_of(texts), without_variants(name))
    planted = {(place, len(variants) + place) for place in range(3)}
    lowest = min(pair.rank for pair in found.pairs if (pair.left, pair.right) in planted)
    above = [pair for pair in found.pairs if pair.rank > lowest and pair.right < len(variants)]
    assert len({place for pair in above for place in (pair.left, pair.right)}) <= 0.1 * len(variants)


@pytest.mark.slow
def test_a_ring_stands_in_one_row_and_hides_no_pair():
    originals = planted_class(homework("hw1_autodiff"), 40, 1, seed=2).programs
    rng = random.Random(1)
    ring = [disguised_copy(originals[5], rng) for _ in range(15)]
    programs = programs_of([*originals, *ring])
    found = compare(programs, expected("hw1_autodiff"))
    clusters = clusters_of(found.pairs, found.usual)
    assert {cluster.places for cluster in clusters[:2]} == {(0, 39), (5, *range(40, 55))}
    report = report_of("hw1_autodiff", found, ())
    assert len(report.entries[0].names) + len(report.entries[1].names) == 18
    assert all(entry.pages for entry in report.entries[:5])


@pytest.mark.parametrize("what", [STARTER, REFERENCE, "the right variant masks"])
def test_what_staff_wrote_is_nobodys_own(what):
    texts = expected("hw1_autodiff")[what]
    found = compare([Program("a", texts), Program("b", texts)], expected("hw1_autodiff"))
    assert found.pairs == ()
    assert found.nothing_own == ((0, what), (1, what))
    assert [group.expected for group in found.groups] == ([] if what == STARTER else [what])


def test_equal_programs_form_groups_and_count_once():
    first, second = planted_class(homework("hw1_autodiff"), 2, 0, seed=3).programs
    renamed = first.replace("def __init__(self", "def __init__( self", 1) + "\n# mine\n"
    found = compare(programs_of([first, second, first + "\n", renamed, second]), {})
    assert [(group.places, group.same_text) for group in found.groups] == [((0, 2, 3), False), ((1, 4), True)]
    assert found.distinct == 2
    assert [(pair.left, pair.right) for pair in found.pairs] == [(0, 1)]


def test_programs_from_elsewhere_are_compared_with_the_class_only():
    texts = planted_class(homework("hw1_autodiff"), 6, 1, seed=4).programs
    found = compare([*programs_of(texts[1:3]), *programs_of([texts[0], texts[5]], "last-year")], {})
    assert all(pair.left < 2 for pair in found.pairs)
    found = compare([*programs_of(texts[:3]), *programs_of(texts[5:], "last-year")], {})
    assert (found.pairs[0].left, found.pairs[0].right) == (0, 3)
    assert found.programs[3].who == "last-year / 0"


def test_a_pair_of_the_same_person_is_left_out_and_said():
    text = planted_class(homework("hw1_autodiff"), 2, 1, seed=5).programs
    ada = (Member("Ada", "ada@example.edu"), Member("Bo", "bo@example.edu"))
    found = compare([Program("1", {"a.py": text[0]}, ada[:1]), Program("2", {"a.py": text[1]}, ada)], {})
    assert found.pairs == ()
    assert found.remarks == ("pairs left out because the same person wrote both: 1",)


@pytest.mark.parametrize("texts", [[], [""], ["", ""], ["x = 1"], ["x = 1", "(" * 50], ["\x00\ud800"]])
def test_programs_of_nothing_make_no_trouble(texts):
    found = compare(programs_of(texts), {})
    assert found.pairs == ()
    assert list(report_of("hw", found, ()).entries) == []


@pytest.mark.slow
def test_passages_name_the_lines_on_either_side():
    texts = planted_class(homework("hw1_autodiff"), 30, 1, seed=6).programs
    found = compare(programs_of(texts), expected("hw1_autodiff"))
    pair = found.pairs[0]
    shared = passages(found, pair.left, pair.right)
    assert sum(passage.surprise for passage in shared) == pytest.approx(pair.surprise, rel=0.25)
    assert [p.surprise for p in shared] == sorted((p.surprise for p in shared), reverse=True)
    for passage in shared:
        assert 1 <= passage.left.first <= passage.left.last <= texts[pair.left].count("\n") + 1
        assert 1 <= passage.right.first <= passage.right.last <= texts[pair.right].count("\n") + 1
        assert passage.holders >= 2
