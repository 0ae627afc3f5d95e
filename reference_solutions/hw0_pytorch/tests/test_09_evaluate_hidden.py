"""Piece 9, hidden: evaluate."""

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, weight

import oracles
from checking import close, fail, flag, floats
from model_drivers import evaluate

Array = np.ndarray


def problem(rng: np.random.Generator, scale: float = 1.0, more: int = 0) -> dict[str, Array]:
    """A random linear model and random data, `more` than a few rows; the last third of its guesses is wrong."""
    features, classes = oracles.sizes(rng, 2, 3, 7)
    weights, bias = oracles.single(rng.normal(size=(features, classes))), oracles.single(rng.normal(size=classes))
    x = oracles.single(scale * rng.normal(size=(more + int(rng.integers(11, 30)), features)))
    y = (x @ weights + bias).argmax(axis=1)
    right = len(y) - len(y) // 3
    y[right:] = (y[right:] + 1) % classes
    task = {"weights": weights, "bias": bias, "x": x, "y": y}
    # Cross-entropy of probabilities instead of logits comes close to the right loss now and then.
    probabilities = np.exp(oracles.log_softmax(logits_of(task)))
    if abs(mean_loss(logits_of(task), y) - mean_loss(probabilities, y)) < 0.02:
        return problem(rng, scale, more)
    return task


def logits_of(task: dict[str, Array]) -> Array:
    return task["x"].astype(np.float64) @ task["weights"] + task["bias"]


def mean_loss(logits: Array, y: Array) -> float:
    return -oracles.log_softmax(logits)[np.arange(len(logits)), y].mean()


def expected(task: dict[str, Array]) -> tuple[float, float]:
    logits = logits_of(task)
    return mean_loss(logits, task["y"]), (logits.argmax(axis=1) == task["y"]).mean()


def evaluated(task: dict[str, Array], **options: object) -> dict[str, object]:
    """Evaluate on copies: what is expected is computed from the task afterwards."""
    return evaluate(**{name: array.copy() for name, array in task.items()}, **options)


def compare(task: dict[str, Array], seen: dict[str, object], what: str) -> None:
    __tracebackhide__ = True
    loss, accuracy = floats(seen["result"], 2, "evaluate")
    want, batch = expected(task), len(task["y"])
    close(loss, want[0], f"evaluate{what}: the mean loss", dtype=None, batch=batch)
    close(accuracy, want[1], f"evaluate{what}: the accuracy", dtype=None, rtol=1e-5, atol=1e-6, batch=batch)


@weight(0.5)
@number("9.2")
def test_loss_and_accuracy_of_a_random_model(rng: np.random.Generator) -> None:
    """evaluate: mean loss and accuracy of a random model, on one example, on a few and on many"""
    for more in (0, 1030):  # whoever takes them batch by batch may not average over the batches
        task = problem(rng, more=more)
        compare(task, evaluated(task, training=False), f" on {len(task['y'])} examples")
    one = {**task, "x": task["x"][:1], "y": task["y"][:1]}
    compare(one, evaluated(one, training=False), " on one example")


@weight(0.75)
@number("9.3")
def test_evaluation_mode_is_used_and_the_old_mode_restored(rng: np.random.Generator) -> None:
    """evaluate: the model and all modules in it are in evaluation mode meanwhile, and in the old mode afterwards"""
    task = problem(rng)
    for training in (True, False):
        seen = evaluated(task, training=training)
        if any(mode is not False for mode in seen["modes"]):
            fail("evaluate called the model in training mode, in which dropout is on")
        if any(mode is not False for mode in seen["part_modes"]):
            fail("evaluate left a module inside the model in training mode; model.eval() sets all of them")
        if seen["mode_afterwards"] is not training:
            names = {True: "training", False: "evaluation"}
            fail(f"evaluate left a model in {names[not training]} mode that was in {names[training]} mode before")
        if seen["part_mode_afterwards"] is not training:
            fail("evaluate did not put a module inside the model back into its old mode; model.train(…) does")
        compare(task, seen, " of a model in training mode" if training else "")


@weight(0.5)
@number("9.4")
def test_evaluation_records_no_graph(rng: np.random.Generator) -> None:
    """evaluate: no graph is recorded, as it is again afterwards; parameters, gradients and data are left alone"""
    task = problem(rng)
    seen = evaluated(task)
    if not seen["graphs"] or any(graph is not False for graph in seen["graphs"]):
        fail("evaluate called the model while PyTorch recorded a graph, which costs memory; see torch.no_grad")
    flag(seen, "graphs_afterwards", "evaluate switched gradients off for good; `with torch.no_grad():` puts them back")
    flag(seen, "parameters_kept", "evaluate changed the parameters")
    flag(seen, "gradients_kept", "evaluate left gradients on the parameters")
    flag(seen, "arguments_kept", "evaluate modified x or y in place")


@weight(0.25)
@number("9.5")
def test_evaluation_is_stable(rng: np.random.Generator) -> None:
    """evaluate: a finite, right loss where logits are in the hundreds"""
    task = problem(rng, scale=300.0)
    compare(task, evaluated(task), " with large logits")
