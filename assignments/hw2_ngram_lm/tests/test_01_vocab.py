"""Piece 1: Vocab."""

from gradescope_utils.autograder_utils.decorators import number, weight

from checking import equal
from ngram_lm import Vocab

COWS = ["cows", "eat", "corn", "and", "cows", "eat", "grass", "and", "birds", "eat", "corn"]


@weight(1)
@number("1.1")
def test_vocab_numbers_tokens_by_falling_count() -> None:
    """Vocab: the specials first, then the tokens by falling count, and alphabetically where counts are equal"""
    vocab = Vocab(COWS)
    ordered = ["<s>", "</s>", "<unk>", "eat", "and", "corn", "cows", "birds", "grass"]
    equal(len(vocab), len(ordered), "the length of Vocab('cows eat corn and …')")
    equal(
        vocab.decode(list(range(len(ordered)))), ordered, "Vocab('cows eat corn and …'): the tokens of ids 0, 1, 2, …"
    )


@weight(0.75)
@number("1.2")
def test_vocab_encodes_and_decodes_a_sentence() -> None:
    """Vocab.encode and decode: a sentence becomes ids and tokens again, and an unknown token becomes <unk>"""
    vocab = Vocab(COWS)
    equal(vocab.encode(["birds", "eat", "hay"]), [7, 3, 2], "Vocab.encode(['birds', 'eat', 'hay'])")
    equal(vocab.decode([7, 3, 2, 1]), ["birds", "eat", "<unk>", "</s>"], "Vocab.decode([7, 3, 2, 1])")
