"""What a student of hw0 reads after a few typical mistakes."""

from __future__ import annotations

import pytest

from tools.laptop.homework import HOMEWORKS


@pytest.mark.slow
def test_a_wrong_answer_is_described_in_words(said_about):
    expected = {
        ("logprobs_of_all_pairs", "test_true_logprobs_of_two_rows"): (
            "true_logprobs(logits, [2, 1]) has shape (2, 2), expected (2,); "
            "its diagonal is right: the entries are picked for all pairs of indices"
        ),
        ("logprobs_negated", "test_true_logprobs_of_two_rows"): (
            "true_logprobs(logits, [2, 1])[1] is 1.38629, expected -1.38629 "
            "(2 of 2 entries differ; every wrong entry has the wrong sign)"
        ),
        ("logprobs_cut_from_the_graph", "test_true_logprobs_gradient"): (
            "true_logprobs: the gradient of the logits: there is none; "
            "detach, .data and torch.no_grad cut a result off, and so does a wrong shape"
        ),
        ("one_hot_in_integers", "test_one_hot_of_a_vector_and_a_matrix_of_ids"): (
            "one_hot([2, 0, 1], 4) has dtype int64, expected float32"
        ),
        ("distances_not_squared", "test_squared_distances_of_three_points_to_two"): (
            "pairwise_sq_dists(x, y)[1, 0] is 4.24264, expected 18 (5 of 6 entries differ; its square is right)"
        ),
        ("classifier_tensors_are_no_parameters", "test_classifier_registers_four_parameters"): (
            "Classifier(2, 3, 4).parameters() is empty; a tensor is found there only if it is an nn.Parameter"
        ),
        ("train_sums_the_loss", "test_one_step_of_training_by_hand"): (
            "train_epoch: the weights after one step[1, 0] is -2.5, expected -0.625 (4 of 4 entries differ; "
            "4 times too large for a batch of 4: perhaps a sum where a mean is asked)"
        ),
        ("train_drops_the_last_batch", "test_an_epoch_takes_every_example_once"): (
            "train_epoch with batch=2 gave the model [(2, 2), (2, 2)] for 5 examples, expected (2, 2), (2, 2), (1, 2)"
        ),
        ("train_returns_a_tensor", "test_one_step_of_training_by_hand"): (
            "train_epoch: the loss it returns is a tensor of shape (), expected a Python float; see Tensor.item"
        ),
        ("evaluate_counts_instead_of_averaging", "test_loss_and_accuracy_by_hand"): (
            "evaluate: the accuracy is 3, expected 0.75 "
            "(4 times too large for a batch of 4: perhaps a sum where a mean is asked)"
        ),
        ("log_writes_nan", "test_nan_is_logged_as_null"): (
            "RunLog.log(3, loss=nan): entries[0]['loss'] is nan, expected None"
        ),
        ("read_returns_lines", "test_what_was_logged_can_be_read"): (
            "RunLog.read[0] is a str of length 25, expected a dict of length 2"
        ),
    }
    assert said_about(HOMEWORKS["hw0_pytorch"], expected) == expected
