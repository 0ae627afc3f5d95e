"""Piece 5: sample."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

from checking import equal
from drivers import Known, sample_by_script
from ngram_lm import NGramLM

# <s>, </s>, <unk>, 3, 4 after <s> (row 0), after 3 (row 3) and after 4 (row 4).
ROWS = np.array([[0, 0.1, 0, 0.6, 0.3], [0, 1, 0, 0, 0], [0, 1, 0, 0, 0], [0, 0.5, 0, 0, 0.5], [0, 0.25, 0, 0.5, 0.25]])


@weight(1)
@number("5.1")
def test_sample_by_the_inverse_cdf() -> None:
    """NGramLM.sample: each number rolled gives the first word whose cumulative probability is greater

    After <s> the cumulative probabilities are 0, 0.1, 0.1, 0.7, 1: the roll 0.65 gives word 3. After 3 they are
    0, 0.5, 0.5, 0.5, 1: the roll 0.55 gives word 4. After 4 they are 0, 0.25, 0.25, 0.75, 1: the roll 0.2 gives </s>.
    """
    equal(
        sample_by_script(Known(ROWS.copy()), [0.65, 0.55, 0.2], 100),
        [3, 4],
        "NGramLM.sample, the dice showing 0.65, 0.55, 0.2",
    )
    equal(sample_by_script(Known(ROWS.copy()), [0.05], 100), [], "NGramLM.sample, the dice showing 0.05")


@weight(1)
@number("5.2")
def test_sample_ends() -> None:
    """NGramLM.sample: ends at </s>, which is not returned, or after max_len words"""
    sentence = [3, 4, 5, 6, 7, 8]
    model = NGramLM(2, 9)
    model.fit([sentence])
    for max_len, want in ((100, sentence), (6, sentence), (4, sentence[:4]), (1, sentence[:1]), (0, [])):
        what = f"NGramLM.sample(rng, max_len={max_len}), fitted to one sentence of six words"
        equal(model.sample(np.random.default_rng(1), max_len=max_len), want, what)
