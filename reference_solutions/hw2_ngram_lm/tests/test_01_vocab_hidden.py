"""Piece 1, hidden: Vocab."""

from collections import Counter

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

from checking import equal, fail
from drivers import coded_once, leaves_alone, number_tokens
from judging import needs
from ngram_lm import Vocab

SPECIALS = ["<s>", "</s>", "<unk>"]


def corpus(rng: np.random.Generator) -> list[str]:
    """Random words of one to three letters, many with the same count, and some that differ by a capital or a dot.

    With the empty token, white space, and what resembles a special, which are tokens as any other: characters of a
    text are tokens, too.
    """
    letters = rng.permutation(list("abcdefgh"))
    words = ["".join(rng.choice(letters, size=rng.integers(1, 4))) for _ in range(40)]
    drawn = [str(word) for word in rng.choice(words, size=150, p=rng.dirichlet(np.ones(40)))]
    return ["y", "X", "x", "Y", "y.", ",", "", " ", "\n", " x", "<p>", "s", "unk", *drawn]


def ordered(tokens: list[str], min_count: int = 1) -> list[str]:
    """What a Vocab must number, by insertion of one token after the other in its place."""
    count, places = Counter(tokens), list(SPECIALS)
    for token in sorted(count):
        if count[token] >= min_count:
            larger = [place for place in places[3:] if count[place] >= count[token]]
            places.insert(3 + len(larger), token)
    return places


@weight(0.75)
@number("1.3")
def test_the_numbering_is_a_function_of_the_data(rng: np.random.Generator) -> None:
    """Vocab: the same numbering whatever the order of the tokens, on random tokens, also from an iterator"""
    tokens = corpus(rng)
    want = ordered(tokens)
    equal(number_tokens(tokens, 1), want, "Vocab(tokens): the tokens by id")
    shuffled = [tokens[i] for i in rng.permutation(len(tokens))]
    equal(number_tokens(shuffled, 1), want, "Vocab(the same tokens in another order): the tokens by id")
    equal(len(Vocab(tokens)), len(want), "len(Vocab(tokens))")
    equal(number_tokens([], 1), SPECIALS, "Vocab(no tokens): the tokens by id")


@weight(0.75)
@number("1.4")
def test_rare_tokens_are_unknown(rng: np.random.Generator) -> None:
    """Vocab: tokens that occur min_count times have an id, rarer ones become <unk>"""
    tokens = corpus(rng)
    for min_count in (2, 3, 5):
        want = ordered(tokens, min_count)
        equal(number_tokens(tokens, min_count), want, f"Vocab(tokens, min_count={min_count}): the tokens by id")
        ids = Vocab(tokens, min_count).encode(tokens)
        unknown = sum(count for token, count in Counter(tokens).items() if token not in want)
        equal(sum(1 for i in ids if i == 2), unknown, f"Vocab(tokens, min_count={min_count}): tokens that became <unk>")


@weight(0.75)
@number("1.5")
def test_decode_undoes_encode(rng: np.random.Generator) -> None:
    """Vocab.encode and decode: lists of ints and of tokens; decoding undoes encoding but for unknown tokens"""
    tokens = corpus(rng)
    known, word = tokens[:60], tokens[30]
    text = [*tokens[60:], "never", *tokens[:3], word.upper(), f" {word} "]
    vocab, want = Vocab(known), ordered(known)
    ids = vocab.encode(text)
    equal(ids, [want.index(token) if token in want else 2 for token in text], "Vocab.encode(tokens)")
    if type(ids) is not list or any(type(i) is not int for i in ids):
        fail("Vocab.encode: expected a list of Python ints")
    equal(
        vocab.decode(ids), [token if token in want else "<unk>" for token in text], "Vocab.decode(Vocab.encode(tokens))"
    )


@weight(0.75)
@number("1.6")
def test_a_special_among_the_tokens_keeps_its_id(rng: np.random.Generator) -> None:
    """Vocab: a special that occurs among the tokens keeps its own id and gets no second one"""
    tokens = corpus(rng)
    mixed = [str(token) for token in rng.permutation([*tokens, *SPECIALS, *SPECIALS, "</s>"])]
    equal(
        number_tokens(mixed, 1), ordered(tokens), "Vocab(tokens with <s>, </s> and <unk> among them): the tokens by id"
    )
    equal(Vocab(mixed).encode(SPECIALS), [0, 1, 2], "Vocab(…).encode(['<s>', '</s>', '<unk>'])")


@weight(0.25)
@number("1.7")
def test_tokens_are_read_once_and_left_alone(rng: np.random.Generator) -> None:
    """Vocab: encode and decode take what can be gone through only once, and no list is changed"""
    tokens = corpus(rng)
    vocab, want = Vocab(list(tokens)), ordered(tokens)
    ids = [want.index(token) for token in tokens]
    with needs("1.2", "1.5"):
        equal(vocab.encode(list(tokens)), ids, "Vocab.encode(tokens)")
        equal(vocab.decode(list(ids)), tokens, "Vocab.decode(ids)")
    encoded, decoded = coded_once(vocab, tokens, ids)
    equal(encoded, ids, "Vocab.encode(iter(tokens))")
    equal(decoded, tokens, "Vocab.decode(iter(ids))")
    for call, argument, name in (
        (Vocab, tokens, "Vocab"),
        (vocab.encode, tokens, "Vocab.encode"),
        (vocab.decode, ids, "Vocab.decode"),
    ):
        if leaves_alone(call, argument) is not True:
            fail(f"{name} changed the list that it was given; make a new one")
