"""What a student of hw3 reads after a few typical mistakes."""

from __future__ import annotations

import pytest

from tools.laptop.homework import HOMEWORKS

EXPECTED = {
    ("cell_w_hh_is_no_parameter", "test_cell_registers_its_three_parameters"): (
        "the shapes of RNNCell(2, 3).named_parameters() has no entry for 'W_hh' (1 of 3 entries are missing)"
    ),
    ("cell_w_xh_has_its_axes_swapped", "test_cell_on_two_rows"): ("RNNCell: W_xh has shape (2, 3), expected (3, 2)"),
    ("rnn_returns_the_states_only", "test_rnn_of_three_steps"): (
        "RNN.forward returned a thing of type Tensor, expected a tuple (hs, h_T)"
    ),
    ("clip_each_parameter_by_itself", "test_clip_scales_all_gradients_together"): (
        "clip_grad_norm: the first gradient[0] is 1, expected 0.6 (1 of 2 entries differ)"
    ),
    ("train_does_not_shift_the_targets", "test_train_predicts_the_next_row_of_each_window"): (
        "that is what comes, for example, when targets are what was just read"
    ),
    ("train_windows_overlap", "test_train_predicts_the_next_row_of_each_window"): (
        "that is what comes, for example, when windows overlap"
    ),
    ("train_does_not_carry_the_state", "test_train_carries_the_state"): (
        "that is what comes, for example, when every window starts from the zero state"
    ),
    ("train_zeroes_the_gradients_before_the_step", "test_train_learns_a_text_that_repeats"): (
        "in 60 steps; expected less than 0.1"
    ),
    ("perplexity_forgets_between_chunks", "test_perplexity_reads_start_first_and_carries_the_state"): (
        "that is what comes, for example, when the state is not carried from chunk to chunk"
    ),
    ("perplexity_starts_each_chunk_with_start", "test_perplexity_reads_start_first_and_carries_the_state"): (
        "that is what comes, for example, when START is read again in each chunk"
    ),
    ("perplexity_is_no_exponential", "test_perplexity_of_fixed_probabilities"): (
        "perplexity of six equally likely tokens is 1.79176, expected 6 (its exponential is right"
    ),
    ("sample_returns_the_prompt", "test_sample_at_temperature_zero"): (
        "sample(length=4, temperature=0, prompt=[3, 1]) has length 6, expected 4"
    ),
    ("sample_draws_start", "test_sample_never_draws_start"): (
        "sample(length=20, temperature=1.0) drew 0; the tokens are 1 … 4, and 0 is START, which is never drawn"
    ),
    ("sample_always_takes_the_likeliest", "test_sample_is_reproducible"): (
        "sample: of 7 equally likely tokens only [1] came in 40 draws"
    ),
}


@pytest.mark.slow
def test_a_wrong_answer_is_described_in_words(said_about):
    said = said_about(HOMEWORKS["hw3_rnn_lm"], EXPECTED)
    for pair, words in EXPECTED.items():
        assert words in said[pair], (pair, said[pair])
