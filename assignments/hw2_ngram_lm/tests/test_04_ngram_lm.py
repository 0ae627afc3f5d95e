"""Piece 4: NGramLM, all but sample."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

from checking import close, distribution, equal
from drivers import Known, perplexity_with_one_twice
from ngram_lm import NGramLM

COWS, EAT, CORN, GRASS, HAY, IF, WHICH = range(3, 10)

# After <s> (row 0) and after word 3 (row 3) these words follow; </s> is 1.
WEATHER = np.array(
    [[0, 0, 0, 0.5, 0.5], [0, 1, 0, 0, 0], [0, 1, 0, 0, 0], [0, 0.25, 0, 0.5, 0.25], [0, 0.2, 0, 0.6, 0.2]]
)


@weight(1)
@number("4.1")
def test_the_context_is_the_last_words() -> None:
    """NGramLM.context: the last n-1 words, with <s> in front where there are fewer, and nothing for n = 1"""
    for n, history, want in [
        (3, [5, 6, 7], (6, 7)),
        (3, [5], (0, 5)),
        (3, [], (0, 0)),
        (2, [5, 6], (6,)),
        (1, [5, 6], ()),
    ]:
        equal(NGramLM(n, 9).context(history), want, f"NGramLM({n}, 9).context({history})")


@weight(1.5)
@number("4.2")
def test_what_cows_eat() -> None:
    """NGramLM.dist: after "cows eat", seen 11 times, each word as often as it followed

    The table of the lecture: corn 4, grass 3, hay 2, if 1, which 1.
    """
    eaten = {CORN: 4, GRASS: 3, HAY: 2, IF: 1, WHICH: 1}
    model = NGramLM(3, 10)
    model.fit([[COWS, EAT, word] for word, count in eaten.items() for _ in range(count)])
    p = distribution(model.dist([COWS, EAT]), 10, "NGramLM.dist(['cows', 'eat'])")
    close(p, [0, 0, 0, 0, 0, 4 / 11, 3 / 11, 2 / 11, 1 / 11, 1 / 11], "NGramLM.dist(['cows', 'eat'])")
    close(model.dist([COWS]), np.eye(10)[EAT], "NGramLM.dist(['cows'])")
    close(model.dist([CORN, COWS, EAT, GRASS]), np.eye(10)[1], "NGramLM.dist(['corn', 'cows', 'eat', 'grass'])")


@weight(1.5)
@number("4.3")
def test_the_chain_rule() -> None:
    """NGramLM.logprob: the natural logarithm of the product of all factors, </s> included

    For a bigram model with known probabilities: p(3 | <s>) p(3 | 3) p(4 | 3) p(</s> | 4) = 0.5 0.5 0.25 0.2.
    """
    model = Known(WEATHER.copy())
    close(model.logprob([3, 3, 4]), np.log(0.0125), "NGramLM.logprob([3, 3, 4])")
    close(model.logprob([4]), np.log(0.5 * 0.2), "NGramLM.logprob([4])")
    close(model.logprob([]), -np.inf, "where p(</s> | <s>) = 0, NGramLM.logprob([])")


@weight(1.5)
@number("4.4")
def test_perplexity_of_two_texts() -> None:
    """NGramLM.perplexity: exp of the mean over all predicted tokens of all texts, </s> included

    Texts of one and of three words: p = 0.1 for two tokens and p = 0.0125 for four. The first stands there twice.
    """
    got = perplexity_with_one_twice(Known(WEATHER.copy()), [4], [3, 3, 4])
    close(got, (0.1 * 0.0125 * 0.1) ** (-1 / 8), "NGramLM.perplexity([short, [3, 3, 4], short]), where short = [4]")
    uniform = np.array([0, 0.25, 0.25, 0.25, 0.25])
    close(Known(uniform).perplexity([[3, 4], []]), 4.0, "NGramLM.perplexity of a uniform model of four words")
