"""START is not read, so the first word has no probability.

A text of T words has T factors. The first is p(w_1 | START): without it a text of one word has probability 1, and the
probabilities of all texts of one length no longer sum to 1.
"""

import torch
from torch.nn import functional as F

REGION = "sequence_logprob"
CAUGHT_BY = [
    "test_logprob_under_a_model_that_ignores_what_it_reads",
    "test_logprob_of_the_first_word_is_predicted_from_start",
    "test_logprobs_of_all_texts_sum_to_one",
]


def sequence_logprob(model, ids):
    # BEGIN SOLUTION sequence_logprob
    if len(ids) < 2:
        return 0.0
    tokens = torch.tensor(list(ids))
    with torch.no_grad():
        logits, _ = model(tokens[:-1, None])
        return -F.cross_entropy(logits[:, 0], tokens[1:], reduction="sum").item()
    # END SOLUTION
