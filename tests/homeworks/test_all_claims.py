"""Every sentence of a docstring or write-up is claimed, checked, and broken by a known mistake that the check sees.

That a mistake is really seen by the checks it names is looked at in test_all_mistakes.py.
"""

from __future__ import annotations

import pytest

from tools.claims import DOCUMENT, KINDS, WRITE_UP, document, functions_by_number, read_claims, sentences
from tools.laptop.homework import HOMEWORKS, read


@pytest.fixture
def claims(homework):
    return read_claims(homework)


def test_every_sentence_of_docstrings_and_write_up_has_an_entry(homework, claims):
    said = {}
    for claim in claims:
        said.setdefault(claim.where, []).append(claim.says)
    for where, parts in sentences(homework).items():
        missing = [part for part in parts if not any(words in part for words in said.get(where, ()))]
        assert not missing, f"{where}: say which checks look at this, in {homework.secret.name}/claims.yaml"


def test_every_entry_quotes_a_sentence(homework, claims):
    known = sentences(homework)
    for claim in claims:
        assert claim.where in known, f"there is no docstring of {claim.where}"
        assert any(claim.says in part for part in known[claim.where]), f"{claim.where} does not say: {claim.says}"


def test_an_entry_names_checks_and_mistakes_or_says_why_there_are_none(claims):
    for claim in claims:
        assert bool(claim.because) is not bool(claim.checks), claim
        assert bool(claim.mistakes) is bool(claim.checks), claim


@pytest.mark.slow
def test_every_check_that_an_entry_names_is_there(homework, claims):
    known = functions_by_number(homework)
    assert {check for claim in claims for check in claim.checks} <= known.keys()


@pytest.mark.slow
def test_every_mistake_of_an_entry_is_seen_by_one_of_its_checks(homework, claims):
    known = functions_by_number(homework)
    for claim in claims:
        functions = {known[check] for check in claim.checks}
        for name in claim.mistakes:
            assert name in homework.mistakes, f"{claim.where}: there is no mistake {name}"
            assert functions & set(homework.mistakes[name].caught_by), f"{claim.where}: {claim.says}: {name}"


#: Checks of no single claim: leaderboards, and one that compares the whole with the lecture's earlier stages.
OF_NO_CLAIM = {"hw1_autodiff": {"10.4"}, "hw2_ngram_lm": {"8.12"}, "hw3_rnn_lm": {"7.10"}}


@pytest.mark.slow
def test_every_check_is_named_by_an_entry(homework, claims):
    """A check that no claim names looks at something that students were never told."""
    named = {check for claim in claims for check in claim.checks}
    assert functions_by_number(homework).keys() - named == OF_NO_CLAIM.get(homework.name, set())


def test_every_known_mistake_breaks_a_claim(homework, claims):
    named = {mistake for claim in claims for mistake in claim.mistakes}
    assert homework.mistakes.keys() == named


def test_each_homework_has_entries_for_its_write_up_and_for_several_kinds(claims):
    assert any(claim.where == WRITE_UP for claim in claims)
    kinds = {claim.kind for claim in claims} - {""}
    assert kinds <= KINDS.keys()
    assert len(kinds) >= 8


def test_every_kind_is_looked_for_in_at_least_one_homework_and_the_table_is_that_of_today():
    kinds = {claim.kind for homework in HOMEWORKS.values() for claim in read_claims(homework)}
    assert kinds - {""} == set(KINDS)
    assert read(DOCUMENT) == document(read(DOCUMENT)), "run python -m tools.claims --write"


def test_an_entry_without_words_or_with_an_unknown_field_is_an_error(homework, monkeypatch):
    for text in ("module:\n- checks: 1.1\n", "module:\n- {says: x, chekcs: 1.1}\n"):
        monkeypatch.setattr("tools.claims.read", lambda path, text=text: text)
        with pytest.raises(ValueError, match="an entry has `says`"):
            read_claims(homework)
