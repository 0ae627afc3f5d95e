"""What a student of hw2 reads after a few typical mistakes, from public checks."""

from __future__ import annotations

import pytest

from tools.laptop.homework import HOMEWORKS

EXPECTED = {
    ("ngrams_without_end", "test_trigrams_of_three_words"): (
        "ngrams([5, 7, 6], 3) has length 3, expected 4: [(0, 0, 5), (0, 5, 7), (5, 7, 6)] instead of "
        "[(0, 0, 5), (0, 5, 7), (5, 7, 6), (7, 6, 1)]"
    ),
    ("ngrams_are_lists", "test_trigrams_of_three_words"): (
        "ngrams([5, 7, 6], 3) has entries that are a list of length 3, expected tuples: only they can be keys of a dict"
    ),
    ("encode_drops_unknown_tokens", "test_vocab_encodes_and_decodes_a_sentence"): (
        "Vocab.encode(['birds', 'eat', 'hay']) has length 2, expected 3: [7, 3] instead of [7, 3, 2]"
    ),
    ("context_of_a_unigram_is_the_whole_history", "test_the_context_is_the_last_words"): (
        "NGramLM(1, 9).context([5, 6]) has length 2, expected 0: (5, 6) instead of ()"
    ),
    ("logprob_in_bits", "test_the_chain_rule"): (
        "NGramLM.logprob([3, 3, 4]) is -6.32193, expected -4.38203 (1.443 times too large: perhaps a logarithm to base 2)"
    ),
    ("add_k_gives_the_start_a_share", "test_add_one"): (
        "AddK(2, 6, k=1).dist([3]) gives <s> the probability 0.111111, expected 0: <s> is never predicted"
    ),
    ("kneser_ney_does_not_discount", "test_kneser_ney_gives_distributions"): (
        "KneserNey(1, 8).dist([]) sums to 1.3, expected 1"
    ),
    ("sample_returns_the_end", "test_sample_by_the_inverse_cdf"): (
        "NGramLM.sample, the dice showing 0.65, 0.55, 0.2 has length 3, expected 2: [3, 4, 1] instead of [3, 4]"
    ),
}


@pytest.fixture(scope="module")
def said(said_about):
    return said_about(HOMEWORKS["hw2_ngram_lm"], EXPECTED)


@pytest.mark.parametrize(("mistake", "check"), EXPECTED)
def test_a_wrong_answer_is_described_in_words(said, mistake, check):
    assert said[mistake, check] == EXPECTED[mistake, check]
