"""A source of English-like text whose entropy rate is known exactly, and with it the floor of every language model.

The source writes an endless play. It is a finite-state machine: in each state it rolls a die, says the word that the
die shows, and moves on to the state that goes with that word. No state has two arcs with the same word, so whoever has
read the past knows the state (the machine is *unifilar*), and the next word's distribution given the whole past is the
one of that state. Therefore the entropy rate needs no estimation (Shannon 1948, theorem 5):

    h = sum_s pi(s) H(words | s)        nats per word, pi = how often the machine is in state s in the long run

and no causal model whatsoever has, in the long run, a perplexity below exp(h). A state remembers who is speaking and
whether the other is called *thou* or *you*. Both are said once and matter up to a dozen words later: an n-gram model
has forgotten them by then, and `best_ngram(n)` says, again exactly, what that costs it.

    >>> source = TextSource()
    >>> len(source.words), round(source.perplexity_floor, 3), round(source.best_ngram(5), 3)
    (63, 2.566, 2.747)

Everything is computed with NumPy; randomness comes from the generator that the caller passes.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

import numpy as np

Array = np.ndarray
State = tuple[str, ...]
Arc = tuple[int, str, State]  # weight, word, next state
Options = Sequence[tuple[int, str]]  # weight, word

SPEAKERS = ("ROMEO", "JULIET", "NURSE")
# What the other is called -> subject, to be, to have, can, possessive, object.
REGISTERS = {
    "thou": ("thou", "art", "hast", "canst", "thy", "thee"),
    "you": ("you", "are", "have", "can", "your", "you"),
}
LEXICON: dict[str, Options] = {
    "speaker": [(4, "ROMEO"), (3, "JULIET"), (2, "NURSE")],
    "adjective": [(6, "fair"), (4, "pale"), (3, "bitter"), (2, "constant"), (2, "idle"), (1, "proud")],
    "noun": [(6, "moon"), (4, "hand"), (3, "tomb"), (3, "garden"), (2, "letter"), (1, "poison"), (1, "torch")],
    "verb": [(5, "kiss"), (3, "mourn"), (2, "follow"), (2, "forgive"), (1, "curse")],
    "preposition": [(3, "of"), (2, "under"), (1, "near")],
    "intimate": [(3, "cousin"), (2, "child"), (1, "dear")],
    "polite": [(3, "sir"), (2, "madam")],
}


class TextSource:
    """The play as a source of word ids.

    Args:
        seed: None for the source that all share. A number gives a source of its own: the same grammar and words, but
            other odds, so other text, another floor and other best n-grams. The same number gives the same source.

    Attributes:
        words: the vocabulary, sorted; word i has id i.
        probabilities: (states, words): of each word in each state.
        next_state: (states, words): where each word leads; -1 where a word is impossible.
        stationary: (states,): how often the machine is in each state in the long run.
    """

    def __init__(self, seed: int | None = None) -> None:
        machine = _play(_odds(seed))
        number = {state: index for index, state in enumerate(machine)}
        self.words = tuple(sorted({word for arcs in machine.values() for _, word, _ in arcs}))
        id_of = {word: index for index, word in enumerate(self.words)}
        self.probabilities = np.zeros((len(machine), len(self.words)))
        self.next_state = np.full(self.probabilities.shape, -1)
        for state, arcs in machine.items():
            total = sum(weight for weight, _, _ in arcs)
            for weight, word, target in arcs:
                self.probabilities[number[state], id_of[word]] = weight / total
                self.next_state[number[state], id_of[word]] = number[target]
        self.stationary = _stationary(self.probabilities, self.next_state)
        self._start = number["cue", SPEAKERS[-1]]
        self._ngram_entropy = lru_cache(maxsize=None)(self._enumerate)

    def entropy_rate(self) -> float:
        """h in nats per word: the smallest mean negative log-probability that any causal model can reach."""
        return float(self.stationary @ _entropies(self.probabilities))

    @property
    def perplexity_floor(self) -> float:
        """exp(h): no model's perplexity can stay below it."""
        return math.exp(self.entropy_rate())

    def best_ngram(self, n: int) -> float:
        """The perplexity of the best possible n-gram model: exp H(w_n | w_1 ... w_{n-1}), by exact enumeration.

        No model that sees only the last n-1 words can do better, however much text it was trained on. n = 1 sees no
        word. Takes a second or less up to n = 7; every n is computed once.
        """
        if n < 1:
            raise ValueError(f"n must be at least 1, not {n}")
        return math.exp(self._ngram_entropy(n))

    def sample(self, rng: np.random.Generator, length: int) -> Array:
        """`length` word ids, int64, from the start of a play: one uniform number of `rng` for each."""
        cumulative, targets, ids = self._tables
        state, text = self._start, []
        for roll in rng.random(length).tolist():
            face = bisect_right(cumulative[state], roll)
            text.append(ids[state][face])
            state = targets[state][face]
        return np.array(text, dtype=np.int64)

    def logprob(self, ids: Iterable[int]) -> Array:
        """ln p(ids[t] | ids[0] ... ids[t-1]) for each t, for a text from the start of a play: (len(ids),) float64.

        -inf from the first word on that the source never says there.
        """
        texts = [int(i) for i in ids]
        logs = np.full(len(texts), -np.inf)
        state = self._start
        targets, visited = self.next_state.tolist(), []
        for word in texts:
            visited.append(state)
            state = targets[state][word]
            if state < 0:
                break
        with np.errstate(divide="ignore"):
            logs[: len(visited)] = np.log(self.probabilities[visited, texts[: len(visited)]])
        return logs

    def text(self, ids: Iterable[int]) -> str:
        """The words as a person would read them: one speech in a line."""
        return " ".join(self.words[i] for i in ids).replace(" \n ", "\n")

    @property
    def _tables(self) -> tuple[list[list[float]], list[list[int]], list[list[int]]]:
        """For each state: the dice's cumulative probabilities (but the last, which is 1), target states, word ids."""
        possible = [np.flatnonzero(row) for row in self.probabilities]
        rows = list(enumerate(possible))
        cumulative = [np.cumsum(self.probabilities[state, ids])[:-1].tolist() for state, ids in rows]
        return cumulative, [self.next_state[s, ids].tolist() for s, ids in rows], [ids.tolist() for ids in possible]

    def _enumerate(self, n: int) -> float:
        """H(w_n | w_1 ... w_{n-1}) in nats.

        Keeps the joint distribution of (the words read so far, the state), one entry for each pair that can occur,
        starting in the long run's distribution; reading one more word splits each entry.
        """
        states = np.flatnonzero(self.stationary)
        contexts, mass = np.zeros_like(states), self.stationary[states]
        for _ in range(n - 1):
            entry, word = np.nonzero(self.probabilities[states])
            _, contexts = np.unique(contexts[entry] * len(self.words) + word, return_inverse=True)
            mass = mass[entry] * self.probabilities[states[entry], word]
            pairs = contexts * len(self.stationary) + self.next_state[states[entry], word]
            pairs, where = np.unique(pairs, return_inverse=True)
            contexts, states = np.divmod(pairs, len(self.stationary))
            mass = np.bincount(where, weights=mass)
        joint = np.zeros((contexts.max() + 1, len(self.words)))
        np.add.at(joint, contexts, mass[:, None] * self.probabilities[states])
        total = joint.sum(axis=1)
        return float(total @ _entropies(joint / total[:, None]))


def _entropies(rows: Array) -> Array:
    """The entropy of each row of probabilities, in nats."""
    logs = np.log(rows, out=np.zeros_like(rows), where=rows > 0)
    return -(rows * logs).sum(axis=1)


def _stationary(probabilities: Array, next_state: Array) -> Array:
    """The distribution over states that one more word does not change: pi T = pi, sum(pi) = 1."""
    size = len(probabilities)
    state, word = np.nonzero(probabilities)
    transition = np.zeros((size, size))
    np.add.at(transition, (state, next_state[state, word]), probabilities[state, word])
    equations = transition.T - np.eye(size)
    equations[-1] = 1.0  # one balance equation follows from the others; in its place, the sum
    return np.linalg.solve(equations, np.eye(size)[-1]).clip(min=0.0)


def _odds(seed: int | None) -> Callable[[Options], Options]:
    """How weights of a die are turned into those of this seed's source: shuffled among the faces, and shaken."""
    if seed is None:
        return lambda options: options
    rng = np.random.default_rng(seed)

    def shaken(options: Options) -> Options:
        weights = rng.permutation([2 * weight for weight, _ in options]) + rng.integers(0, 3, len(options))
        return [(int(weight), word) for weight, (_, word) in zip(weights, options, strict=True)]

    return shaken


def _play(odds: Callable[[Options], Options]) -> dict[State, list[Arc]]:
    """State -> its arcs. A state's name is what it does, then who speaks, then what the other is called."""
    machine: dict[State, list[Arc]] = {}
    lexicon = {kind: odds(options) for kind, options in LEXICON.items()}

    def go(options: Options, *target: str) -> list[Arc]:
        return [(weight, word, target) for weight, word in options]

    for last in SPEAKERS:  # who spoke last never speaks next
        others = [(weight, name) for weight, name in lexicon["speaker"] if name != last]
        machine["cue", last] = [(weight, name, ("named", name)) for weight, name in others]
    for who in SPEAKERS:
        machine["named", who] = go([(1, ":")], "address", who)
        machine["address", who] = [
            *go([(3, "my")], "sweetly", who),
            *go([(3, "good")], "politely", who),
            *go([(1, "alas")], "sigh", who),
        ]
        machine["sigh", who] = go([(1, "!")], "whom", who)
        machine["sweetly", who] = go(lexicon["intimate"], "comma", who, "thou")
        machine["politely", who] = go(lexicon["polite"], "comma", who, "you")
        machine["whom", who] = [*go([(1, "wretch")], "comma", who, "thou"), *go([(1, "lords")], "comma", who, "you")]
        for register in REGISTERS:
            machine |= _speech(who, register, lexicon)
        machine["leave", who] = go([(1, "exit")], "leaving", who)
        machine["leaving", who] = go([(1, who)], "over", who)  # the name was said at the start of the speech
        machine["over", who] = go([(1, "\n")], "cue", who)
    return machine


def _speech(who: str, register: str, lexicon: dict[str, Options]) -> dict[State, list[Arc]]:
    """The states of a speech by `who` in which the other is called by this register."""
    subject, be, have, can, possessive, other = REGISTERS[register]
    adjective, noun, verb, preposition = (lexicon[kind] for kind in ("adjective", "noun", "verb", "preposition"))

    def go(state: str, options: Options) -> list[Arc]:
        return [(weight, word, (state, who, register)) for weight, word in options]

    arcs = {
        "comma": go("clause", [(1, ",")]),
        "clause": [
            *go("thing", [(4, "the")]),
            *go("self", [(3, "I")]),
            *go("now", [(2, "now")]),
            *go("second", [(1, subject)]),
        ],
        # the <adjective> <noun> <preposition> the <noun> will <verb> ...
        "thing": [*go("bare thing", adjective), *go("will", noun)],
        "bare thing": go("will", noun),
        "will": [*go("act", [(3, "will"), (2, "must")]), *go("place", preposition)],
        "place": go("bare thing", [(1, "the")]),
        "self": go("act", [(3, "shall"), (1, "would")]),
        "act": go("object", verb),
        # ... thee, thy <noun>, the <noun>: here, many words after it was said, the register is needed
        "object": [*go("end", [(4, other)]), *go("owned", [(3, possessive)]), *go("seen", [(1, "the")])],
        "now": go("second", [(1, subject)]),
        "second": [*go("quality", [(3, be)]), *go("had", [(2, have)]), *go("able", [(1, can)])],
        "quality": go("end", adjective),
        "had": go("seen", [(1, "a")]),
        "seen": [*go("owned", adjective), *go("end", noun)],
        "owned": go("end", noun),
        "able": go("mine", verb),
        "mine": [*go("end", [(2, "me")]), *go("owned", [(1, "his")])],
        "end": [
            *go("clause", [(2, "and")]),
            (3, ".", ("over", who)),
            (1, "?", ("over", who)),
            (1, "!", ("leave", who)),
        ],
    }
    return {(state, who, register): choices for state, choices in arcs.items()}
