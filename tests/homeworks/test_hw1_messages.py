"""What a student of hw1 reads after a few typical mistakes, from public checks."""

from __future__ import annotations

import pytest


@pytest.mark.slow
def test_a_wrong_answer_is_described_in_words(hw1, said_about):
    expected = {
        ("linear_bias_gradient_not_summed", "test_linear_backward_on_two_rows"): (
            "Linear.backward: g_beta has shape (2, 2), expected (2,); its sum over axis 0 is right"
        ),
        ("linear_bias_gradient_averaged", "test_linear_backward_on_two_rows"): (
            "Linear.backward: g_beta[0] is 2, expected 4 (2 of 2 entries differ; "
            "2 times too small for a batch of 2: perhaps a mean (or one example) where a sum is asked)"
        ),
        ("softmax_cross_entropy_gradient_negated", "test_softmax_cross_entropy_backward_on_two_rows"): (
            "SoftmaxCrossEntropy.backward: g_a[0, 1] is 3, expected -3 (6 of 6 entries differ; "
            "every wrong entry has the wrong sign)"
        ),
        ("sigmoid_returns_no_tuple", "test_sigmoid_forward_and_backward_on_three_numbers"): (
            "Sigmoid.backward returned an array of shape (1, 3), "
            "expected a tuple of length 1: one gradient for each input"
        ),
        ("apply_bwd_assigns", "test_apply_bwd_increments_the_gradients_of_the_inputs"): (
            "apply_bwd, called a second time: a.out_gradient[1] is 30, expected 60 (2 of 2 entries differ; "
            "every wrong entry is 2 times too small)"
        ),
        ("tape_is_not_emptied", "test_tape_bwd_carries_gradients_through_a_chain_and_empties_the_tape"): (
            "tape_bwd left 2 nodes on the tape; pop until it is empty"
        ),
        ("zero_grad_sets_none", "test_zero_grad_sets_every_gradient_to_zeros"): (
            "zero_grad([a, b]): a.out_gradient is None (never returned, or never set?), "
            "expected a NumPy array or a number"
        ),
        ("linear_bias_gradient_averaged", "test_the_tape_agrees_with_the_stages_before_it"): (
            "tape_bwd, compared with stage_1: alpha0.out_gradient[3] is 0.0390943, expected 0.117283 (5 of 5 entries differ; "
            "3 times too small for a batch of 3: perhaps a mean (or one example) where a sum is asked)"
        ),
    }
    assert said_about(hw1, expected) == expected
