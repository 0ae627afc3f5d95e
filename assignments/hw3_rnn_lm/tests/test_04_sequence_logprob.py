"""Piece 4: sequence_logprob."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

from checking import log_softmax, near_by_hand, register, unigram
from drivers import make_lm, sequence_logprob, sequence_logprobs


@weight(1.5)
@number("4.1")
def test_logprob_under_a_model_that_ignores_what_it_reads() -> None:
    """sequence_logprob: five words under a model whose probabilities are always 1/10, 4/10, 3/10, 2/10"""
    model = make_lm(unigram(list(np.log([1.0, 4.0, 3.0, 2.0]))))
    want = np.log(0.3 * 0.4 * 0.4 * 0.2 * 0.3)
    near_by_hand(sequence_logprob(model, [2, 1, 1, 3, 2]), want, "sequence_logprob of [2, 1, 1, 3, 2]")


@weight(1)
@number("4.2")
def test_logprob_of_the_first_word_is_predicted_from_start() -> None:
    """sequence_logprob: a text of one word has the probability that the model gives to it after reading START"""
    embedding = [1.5, 0.5, -1.0, 2.0]
    after_start = np.tanh(embedding[0])
    want = log_softmax([0.5, after_start - 1.0, after_start, 1.0 - after_start])
    got = sequence_logprobs(make_lm(register(embedding)), [[1], [2], [3]])
    for word, found in zip((1, 2, 3), got, strict=True):
        near_by_hand(found, want[word], f"sequence_logprob of [{word}]")
    ratio = sequence_logprob(make_lm(register(embedding)), [2, 1])
    now, before = np.tanh(embedding[2]), np.tanh(after_start)
    second = log_softmax([before + 0.5, now - 1.0, before + now, 2 * before - now + 1.0])
    near_by_hand(ratio, want[2] + second[1], "sequence_logprob of [2, 1]")
