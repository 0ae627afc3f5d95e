"""How far a gradient check is off, for steps epsilon from 1 down to 1e-13: a picture for the write-up.

A difference of two values of f estimates a derivative. This draws, for one module of your autodiff.py, the relative
error between `backward` and two such estimates along the same random directions v, with a random cotangent c:

    one-sided   sum(c * (f(x + eps v) - f(x))) / eps
    central     sum(c * (f(x + eps v) - f(x - eps v))) / (2 eps)     what gradcheck.py uses

    python plots.py [MODULE] [FILE]     e.g. python plots.py Softmax gradcheck_error.pdf

MODULE is Sigmoid, Tanh (the default), Softmax or SoftmaxCrossEntropy. Without matplotlib it prints the numbers only.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import numpy as np

import autodiff

Array = np.ndarray

EPSILONS = np.logspace(0, -13, 53)
DIRECTIONS = 25
UNIT = np.finfo(np.float64).eps / 2  # the largest relative error of one rounding
MODULES = ("Sigmoid", "Tanh", "Softmax", "SoftmaxCrossEntropy")


def errors(name: str, epsilons: Array = EPSILONS, seed: int = 0) -> dict[str, Array]:
    """The median over random directions of the relative error at each epsilon, for both estimates.

    The gradient of a scalar loss sum(c * f(x)) is checked, with x, c and the directions drawn once from `seed`.
    """
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((4, 5))
    labels = np.eye(5)[rng.integers(5, size=4)]
    fixed = [labels] if name == "SoftmaxCrossEntropy" else []

    def f(tensor: Array) -> Array:
        return getattr(autodiff, name)().forward(*fixed, tensor)

    module = getattr(autodiff, name)()
    out = module.forward(*fixed, x)
    c = rng.standard_normal(np.shape(out))
    gradient = module.backward([*fixed, x], out, c)[-1]
    found: dict[str, list[list[float]]] = {"one-sided": [], "central": []}
    for _ in range(DIRECTIONS):
        v = rng.standard_normal(x.shape)
        analytic = float(np.sum(gradient * v))
        for kind, estimates in _estimates(f, x, v, c, epsilons).items():
            found[kind].append([abs(estimate - analytic) / abs(analytic) for estimate in estimates])
    return {kind: np.median(rows, axis=0) for kind, rows in found.items()}


def _estimates(f: Callable[[Array], Array], x: Array, v: Array, c: Array, epsilons: Array) -> dict[str, list[float]]:
    here = f(x)
    one_sided = [float(np.sum(c * (f(x + eps * v) - here)) / eps) for eps in epsilons]
    central = [float(np.sum(c * (f(x + eps * v) - f(x - eps * v))) / (2 * eps)) for eps in epsilons]
    return {"one-sided": one_sided, "central": central}


def table(epsilons: Array, found: dict[str, Array]) -> str:
    """The numbers, one line for each power of ten."""
    lines = [f"{'epsilon':>9} {'one-sided':>12} {'central':>12}"]
    for index in range(0, len(epsilons), 4):
        lines.append(f"{epsilons[index]:>9.0e} {found['one-sided'][index]:>12.1e} {found['central'][index]:>12.1e}")
    return "\n".join(lines)


def draw(name: str, epsilons: Array, found: dict[str, Array], path: str) -> None:
    """Save the picture; the end of `path` (.png, .pdf, .svg) says what kind.

    Raises:
        ImportError: matplotlib is not installed.
    """
    import matplotlib as mpl

    mpl.use("agg")  # draws into files, needs no window
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(5.5, 3.8), layout="constrained")
    for (kind, curve), marker in zip(found.items(), "so", strict=True):
        axes.loglog(epsilons, np.maximum(curve, UNIT / 10), marker=marker, markersize=3, linewidth=1, label=kind)
    guides = {r"$\varepsilon$": epsilons, r"$\varepsilon^2$": epsilons**2, r"$u/\varepsilon$": UNIT / epsilons}
    for (label, values), style in zip(guides.items(), ("--", "-.", ":"), strict=True):
        axes.loglog(epsilons, values, linestyle=style, color="0.55", linewidth=0.8, label=label)
    axes.set(xlabel=r"step $\varepsilon$", ylabel="relative error (median)", ylim=(1e-13, 10))
    axes.set_title(f"Gradient check of {name}", fontsize="medium")
    axes.legend(fontsize="small", ncols=2, frameon=False)
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, dpi=200)
    plt.close(figure)


def main(name: str = "Tanh", path: str = "gradcheck_error.pdf") -> int:
    """Print the numbers and save the picture; 1 if the module cannot be checked yet, else 0."""
    if name not in MODULES:
        print(f"{name}: there is no such module here; choose {', '.join(MODULES)}")
        return 1
    try:
        found = errors(name)
    except NotImplementedError as error:
        print(f"not started: {error}")
        return 1
    print(table(EPSILONS, found))
    try:
        draw(name, EPSILONS, found, path)
    except ImportError:
        print("matplotlib is not installed, so there is no picture; install it (pip install matplotlib) and try again")
        return 1
    print(f"wrote {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
