"""Piece 7, hidden: train, against training by hand in NumPy."""

import numpy as np
import pytest
from gradescope_utils.autograder_utils.decorators import hide_errors, leaderboard, number, tags, weight

import oracles
from checking import below, close, fail, log_softmax, numbers, of_shape
from drivers import (
    Reader,
    costs,
    kept,
    logits,
    make_lm,
    observed,
    optimizer_settings,
    parameters,
    train,
    trained_on,
)
from judging import needs
from leak_detector import detect, normalised_score
from text_source import TextSource

Array, Weights = np.ndarray, oracles.Weights

START = 0
MOST_PARAMETERS = 10_000
MOST_SECONDS = 60.0
PLAYS, PLAY = 80, 1000  # of the leaderboard's training text: each play begins with START
STREAMS, ROWS = 32, 150  # of its test text


def text(rng: np.random.Generator, batch: int, rows: int, rest: int = 0) -> Array:
    """Random tokens for `batch` streams of `rows` rows, and a rest that is to be dropped."""
    return rng.integers(1, 7, size=batch * rows + rest)


def steady(weights: Weights, ids: Array, batch: int, bptt: int) -> bool:
    """Whether no gradient of the first step is within rounding of zero.

    Adam's first step is `lr` times the sign of each gradient, however small, and where rounding decides the sign, all
    parameters feel it from then on.
    """
    first = oracles.trained(weights, ids, 1, batch, bptt, 0.0, np.inf)
    return min(gradient.min() for gradient in first.smallest.values()) > 1e-4 * first.norms[0]


def problem(rng: np.random.Generator, rest: int = 0, steepness: int = 1) -> tuple[Weights, Array]:
    """Weights, those of the logits times `steepness`, and a text on which to train steadily by batches of 3, bptt 4."""
    while True:
        weights, ids = oracles.random_weights(rng, 7, 3, 5), text(rng, 3, 14, rest)
        weights["W_hy"] = steepness * weights["W_hy"]
        if steady(weights, ids, 3, 4):
            return weights, ids


def check_parameters(
    model: object, weights: Weights, want: oracles.Trained, atol: float, what: str, least: float = 0.0
) -> None:
    """The parameters after training; entries whose gradient was within rounding of zero at some step are left out."""
    found = parameters(model, weights)
    for name, value in want.weights.items():
        now = of_shape(found[name], value.shape, f"{what}: {name}", dtype="float32")
        judged = np.where(want.smallest[name] > least, now, value).astype(np.float32)
        close(judged, value, f"{what}: {name}", rtol=1e-4, atol=atol)


@weight(1.5)
@number("7.4")
def test_windows_states_and_passes(rng: np.random.Generator) -> None:
    """train: losses of over two passes at learning rate 0: windows, states (carried past START, too), fresh starts"""
    model, batch = make_lm(oracles.random_weights(rng, 7, 3, 5)), 3
    # Three windows and an incomplete one, just three windows, and twice a single one, with which each pass is over.
    for rows, rest, bptt in ((15, 0, 4), (13, 2, 4), (6, 1, 4), (2, 0, 1)):
        ids = text(rng, batch, rows, rest)
        ids[rng.choice(batch * rows, size=rows, replace=False)] = START  # a token like any other
        want, state, steps = [], None, 8
        for (fresh, read, targets), _ in zip(oracles.windows(ids, batch, bptt), range(steps)):  # noqa: B905 - endless
            answer = logits(model, read, None if fresh else state)
            state = answer["h_T"]
            want.append(-np.take_along_axis(log_softmax(answer["logits"]), targets[:, :, None], axis=2).mean())
        losses = numbers(train(model, ids, steps, batch, bptt, 0.0), steps, "train")
        close(losses, want, "train: the losses of eight windows", dtype="float64", rtol=1e-4, atol=1e-4)


@weight(2)
@number("7.5")
def test_five_steps_of_training(rng: np.random.Generator) -> None:
    """train: five steps give the losses and the parameters that truncated back-propagation by hand gives, with Adam"""
    (weights, ids), lr = problem(rng, rest=1), float(rng.uniform(0.02, 0.04))
    want = oracles.trained(weights, ids, 5, 3, 4, lr, 100.0)
    model = make_lm(weights)
    losses = numbers(train(model, ids, 5, 3, 4, lr, 100.0), 5, "train")
    close(losses, want.losses, "train: the losses of five steps", dtype="float64", rtol=1e-3)
    check_parameters(model, weights, want, 2e-4, "train: after five steps without clipping", least=1e-3)
    settings = {"lr": lr, "betas": (0.9, 0.999), "eps": 1e-8, "weight_decay": 0.0, "amsgrad": False, "maximize": False}
    for step, seen in enumerate(optimizer_settings(make_lm(weights), ids, 5, 3, 4, lr, 100.0)):
        for name, value in seen.items():
            if not np.allclose(value, settings[name], rtol=1e-6, atol=0):
                found = f"{name} is {value} in step {step + 1} of 5, expected {settings[name]}"
                fail(f"train(…, lr={lr:.6g}): the optimizer's {found}; all settings but lr stay at their defaults")


@weight(1.5)
@number("7.6")
def test_training_with_clipped_gradients(rng: np.random.Generator) -> None:
    """train: the gradients that reach Adam have the joint norm `clip` at most, 1 if nothing is said"""
    weights, ids = oracles.random_weights(rng, 7, 3, 5), text(rng, 3, 14)
    for clip in (1e-7, 3e-7):  # so small that Adam's epsilon is felt: its step shows the size of what it is given
        want = oracles.trained(weights, ids, 4, 3, 4, 0.05, clip)
        model = make_lm(weights)
        losses = numbers(train(model, ids.copy(), 4, 3, 4, 0.05, clip), 4, "train")
        close(losses, want.losses, "train: the losses of four steps", dtype="float64", rtol=1e-3)
        check_parameters(model, weights, want, 2e-4, f"train: after four steps with clip={clip}")
    steep, ids = problem(rng, steepness=4)  # gradients above 1, of very different norms
    want = oracles.trained(steep, ids, 6, 3, 4, 0.02, 1.0)
    model = make_lm(steep)
    train(model, ids, 6, 3, 4, 0.02)
    check_parameters(model, steep, want, 4e-4, "train: after six steps with the default clip", least=1e-3)


@weight(0.5)
@number("7.7")
def test_train_returns_floats(rng: np.random.Generator) -> None:
    """train: a list of `steps` floats, for any number of steps; nothing is drawn at random, and the text stays"""
    weights, ids = oracles.random_weights(rng, 7, 3, 5), text(rng, 2, 9)
    if kept("train", make_lm(weights), ids, 3, 2, 3, 0.01) is not True:
        fail("train changed the text that it was given")
    for steps in (0, 1, 7):
        seen = observed("train", make_lm(weights), ids, steps, 2, 3, 0.01)
        losses = seen["result"]
        numbers(losses, steps, f"train(…, steps={steps}, …)")
        if not all(type(loss) is float for loss in losses):
            fail("train returned losses that are not floats; .item() makes a float of a tensor and lets its graph go")
        if not seen["global randomness kept"]:
            fail("train moved the global random state; neither windows nor Adam need randomness")


@weight(1)
@number("7.8")
def test_train_starts_afresh(rng: np.random.Generator) -> None:
    """train: a second call goes on from the present parameters, with a new optimizer, from the text's beginning"""
    (weights, ids), other = problem(rng), text(rng, 2, 11)
    after = oracles.trained(weights, ids, 2, 3, 4, 0.03, 100.0).weights
    while not steady(after, other, 2, 3):
        other = text(rng, 2, 11)
    model = make_lm(weights)
    train(model, ids, 2, 3, 4, 0.03, 100.0)
    middle = parameters(model, weights)
    with needs("7.2", "7.5"):
        once = oracles.trained(weights, ids, 2, 3, 4, 0.03, 100.0)
        check_parameters(model, weights, once, 2e-4, "train: after two steps", least=1e-3)
    want = oracles.trained(middle, other, 3, 2, 3, 0.02, 100.0)
    losses = numbers(train(model, other, 3, 2, 3, 0.02, 100.0), 3, "train, called again")
    close(losses, want.losses, "train, called again: the losses", dtype="float64", rtol=1e-3)
    check_parameters(model, weights, want, 2e-4, "train, called again", least=1e-3)


@weight(1)
@number("7.9")
def test_each_step_costs_the_same(rng: np.random.Generator) -> None:
    """train: every step takes the same work, so gradients stop at the window's border"""
    weights, ids = oracles.random_weights(rng, 7, 3, 5), text(rng, 2, 150)
    want = oracles.trained(weights, ids, 4, 2, 3, 0.01, 1.0)
    with needs("7.2", "7.3"):
        losses = numbers(train(make_lm(weights), ids, 4, 2, 3, 0.01), 4, "train")
        close(losses, want.losses, "train: the losses", dtype="float64", rtol=1e-3)
    few, many = (costs("train", make_lm(weights), ids, steps, 2, 3, 0.01)["operations"] for steps in (6, 24))
    if many > 5 * few:
        fail(f"train: {few} operations on tensors for 6 steps, {many} for 24; each step should cost the same")


@pytest.mark.timeout(150)  # 60 CPU-seconds, where the grader has half a core, and reading the model
@hide_errors(
    "LEADERBOARD has the keys x_dim, h_dim, steps, batch, bptt, lr and clip; it makes a model of at most 10,000 "
    "parameters that trains in at most 60 CPU-seconds, and that must then predict fresh text better than the best "
    "2-gram does."
)
@leaderboard("RNN: how far from the best 5-gram to the floor")
@weight(1)
@tags("leaderboard")
@number("7.10")
def test_learning_a_fresh_source(rng: np.random.Generator, set_leaderboard_value=None) -> None:  # noqa: PT028 - @leaderboard gives it
    """train: the model of LEADERBOARD learns a source that it has never seen better than the best possible 2-gram"""
    source = TextSource(int(rng.integers(1 << 30)))
    training = np.concatenate([np.concatenate([[0], source.sample(rng, PLAY) + 1]) for _ in range(PLAYS)])
    entry = trained_on(training, len(source.words) + 1, int(rng.integers(1 << 30)), MOST_PARAMETERS)
    if entry["parameters"] > MOST_PARAMETERS:
        fail(f"LEADERBOARD: the model has {entry['parameters']} parameters; {MOST_PARAMETERS} are allowed")
    if entry["seconds"] > MOST_SECONDS:
        fail(f"LEADERBOARD: training took {entry['seconds']:.0f} CPU-seconds; {MOST_SECONDS:.0f} are allowed")
    texts = np.stack([source.sample(rng, ROWS) for _ in range(STREAMS)], axis=1)
    logs = read_aloud(entry["model"], texts, len(source.words) + 1)
    truth = np.stack([source.logprob(column) for column in texts.T], axis=1)
    finding = detect(logs.ravel(), truth.ravel())
    if finding.leaked:
        fail(f"the entry cannot stand: {finding}")
    # The source's own log-probabilities as a control variate: their mean over all texts is known.
    perplexity = source.perplexity_floor * float(np.exp((truth - logs).mean()))
    limit = source.best_ngram(2)  # which is what an RNN can be at most whose state is of no use
    message = f"perplexity {perplexity:.3f} on fresh text; the best possible 2-gram has {limit:.3f}"
    below(perplexity, limit, source.perplexity_floor, message)
    set_leaderboard_value(round(normalised_score(perplexity, source.best_ngram(5), source.perplexity_floor), 4))


def read_aloud(model: object, texts: Array, vocab_size: int) -> Array:
    """ln p of each word of each text (T, B), from logits that the model gives before it is told the word."""
    reader, logs = Reader(model), np.empty(texts.shape)
    told = np.zeros(texts.shape[1], dtype=np.int64)  # START
    for row, words in enumerate(texts + 1):
        scores = of_shape(reader.read(told), (texts.shape[1], vocab_size), "logits", dtype="float32")
        logs[row] = log_softmax(scores)[np.arange(len(words)), words]
        told = words
    return logs
